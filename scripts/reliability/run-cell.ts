import { setTimeout as delay } from 'node:timers/promises'
import { appRuns, bodiesOf, INPUTS, simulate } from '../../testing/nightly-etl.ts'
import {
  runAction,
  runPost,
  startAction,
  type FinishedStep,
  type StepRequest,
} from '../../testing/runner/runner.ts'
import type { Simulator } from '../../simulator/simulator.ts'
import { type Cell, faultRules, passes, showsLogs, tasksAskedFor } from './cells.ts'

/** What came of one cell. */
export interface CellResult {
  readonly cell: Cell
  /** Of the main step, or `cut off`. */
  readonly outcome: string
  /** Calls of the main and the post step. */
  readonly calls: number
  readonly seconds: number
  /** Tasks that run on though they were to be stopped, of which some message tells. */
  readonly leftAndTold: number
  /** Tasks that run on though they were to be stopped, and nobody says so. */
  readonly orphans: number
  /** Tasks beyond those that were asked for. */
  readonly duplicates: number
  readonly wrongVerdict: boolean
  /** Steps that did not end by themselves, and post steps that took longer than they may. */
  readonly hangs: number
  /** How often a value of the environment was found in anything that left the process. */
  readonly secrets: number
}

/** A value of the environment that nothing else contains. */
const SECRET = 'correct-horse-battery-staple'

/** Calls that are never answered, seven times with the pauses between: longer than a runner model waits by itself. */
const LONGEST_STEP_MS = 110_000
/** The post step ends within a minute; what comes on top is the start of its process on a busy machine. */
const LONGEST_POST_MS = 62_000

const FOR_A_MOMENT = 'echo at work; sleep 1; echo done'
const FOR_LONG = 'echo at work; exec sleep 600'

/** Runs the step of a cell, and the post step after it, against a simulator of their own. */
export async function runCell(cell: Cell): Promise<CellResult> {
  let result: CellResult | undefined
  await simulate({ services: [SERVICE] }, async (simulator) => {
    const startedAt = performance.now()
    const request = requestOf(cell, simulator)
    const main = cell.situation === 'clean-up' ? await cutOff(cell, request, simulator) : undefined
    const action = await ofStartedTasks(cell, request, simulator)
    simulator.scenario = { ...simulator.scenario, faults: faultRules(cell) }
    const step = main ?? (await runAction(action ?? request))
    const post = action === undefined ? await runPost(request, step) : undefined
    result = assess(cell, step, post, simulator, performance.now() - startedAt)
  })
  if (result === undefined) throw new Error('The cell was not run.')
  return result
}

const SERVICE = {
  serviceName: 'web',
  taskDefinition: 'nightly-etl',
  launchType: 'FARGATE',
  networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-0a1b2c3d'] } },
}

const ROLE = 'arn:aws:iam::123456789012:role/deploy'

/** As GitHub gives it to a job with `id-token: write`. */
function tokenEndpoint({ environment }: Simulator): Record<string, string | undefined> {
  const { ACTIONS_ID_TOKEN_REQUEST_URL, ACTIONS_ID_TOKEN_REQUEST_TOKEN } = environment
  return { ACTIONS_ID_TOKEN_REQUEST_URL, ACTIONS_ID_TOKEN_REQUEST_TOKEN }
}

function requestOf(cell: Cell, simulator: Simulator): StepRequest {
  const { situation, operation, fault } = cell
  const overrides = JSON.parse(appRuns(endsByItself(cell) ? FOR_A_MOMENT : FOR_LONG)) as { app: object }
  const nothing = { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined }
  return {
    simulator,
    debug: true,
    longestMs: LONGEST_STEP_MS,
    // Where a machine looks for credentials of its own, there are none.
    env: {
      AWS_EC2_METADATA_DISABLED: 'true',
      ...(situation === 'role' && tokenEndpoint(simulator)),
      ...((fault === 'no-credentials' || situation === 'role') && nothing),
    },
    inputs: {
      ...INPUTS,
      containers: JSON.stringify({ app: { ...overrides.app, environment: { KEY: SECRET } } }),
      logs: showsLogs(cell) ? 'app' : 'false',
      count: String(tasksAskedFor(cell)),
      timeout: situation === 'time-out' || situation === 'wait-time-out' ? '2s' : '15s',
      ...(situation === 'role' && { 'role-to-assume': ROLE }),
      ...(operation === 'DescribeServices' && { 'like-service': 'web' }),
    },
  }
}

/** A task that the step may lose sight of runs on, so that it shows whether it is stopped. */
function endsByItself(cell: Cell): boolean {
  const mayBeLost = ['RunTask', 'DescribeTasks'].includes(cell.operation) && !passes(cell)
  return ['run', 'role', 'wait'].includes(cell.situation) && !mayBeLost
}

/** The request of an action that takes over the tasks of another step, which it starts; undefined for the run action. */
async function ofStartedTasks(
  { situation }: Cell,
  request: StepRequest,
  simulator: Simulator,
): Promise<StepRequest | undefined> {
  if (situation !== 'wait' && situation !== 'wait-time-out' && situation !== 'stop') return undefined
  const inputs = { ...request.inputs, 'wait-for': 'none' }
  const started = await runAction({ ...request, env: {}, inputs })
  const tasks = { 'task-arns': started.outputs['task-arns'] ?? '' }
  simulator.scenario = { ...simulator.scenario, faults: [] }
  if (situation === 'stop') return { ...request, action: 'stop', inputs: tasks }
  const { logs = 'false', timeout = '15s' } = request.inputs ?? {}
  return { ...request, action: 'wait', inputs: { ...tasks, logs, timeout, 'on-timeout': 'stop' } }
}

/** A step that is killed after ECS has started its task and before the answer is there. */
async function cutOff({ fault }: Cell, request: StepRequest, simulator: Simulator): Promise<FinishedStep> {
  simulator.scenario = {
    ...simulator.scenario,
    faults: [{ operation: 'RunTask', fault: 'late-answer', ms: 60_000 }],
  }
  const { env, ...withCredentials } = request
  const running = startAction(
    fault === 'no-credentials' ? withCredentials : { ...withCredentials, ...(env && { env }) },
  )
  while (bodiesOf(simulator, 'RunTask').length === 0) await delay(10)
  running.send('SIGKILL')
  return running.finished
}

function assess(
  cell: Cell,
  main: FinishedStep,
  post: FinishedStep | undefined,
  { calls, tasks }: Simulator,
  durationMs: number,
): CellResult {
  const messages = [main, post].flatMap((step) => step?.annotations ?? [])
  // Of a task whose ARN nobody could learn, no more can be said.
  const isToldOf = (arn: string): boolean =>
    messages.some(
      ({ message, properties }) =>
        message.includes(arn) || properties['title'] === 'Tasks may still be running',
    )
  const everything = `${main.everything}\n${post?.everything ?? ''}`
  const running = tasks.flatMap(({ taskArn, desiredStatus }) =>
    taskArn !== undefined && desiredStatus !== 'STOPPED' ? [taskArn] : [],
  )
  const leftAndTold = running.filter(isToldOf).length
  const outcome = cell.situation === 'clean-up' ? 'cut off' : (main.outputs['outcome'] ?? 'none')
  const endedWell = tasks.some(({ stopCode, containers = [] }) => {
    const app = containers.find(({ name }) => name === 'app')
    return stopCode === 'EssentialContainerExited' && app?.exitCode === 0
  })
  return {
    cell,
    outcome,
    calls: calls.length,
    seconds: durationMs / 1000,
    leftAndTold,
    orphans: running.length - leftAndTold,
    duplicates: Math.max(0, tasks.length - tasksAskedFor(cell)),
    wrongVerdict:
      (post !== undefined && post.outcome !== 'success') ||
      isWrong(cell, main.outcome, outcome, endedWell, running.length > 0),
    hangs: [
      main.signal !== null && cell.situation !== 'clean-up',
      post !== undefined && (post.signal !== null || post.durationMs > LONGEST_POST_MS),
    ].filter(Boolean).length,
    secrets: everything.replaceAll(`::add-mask::${SECRET}`, '').split(SECRET).length - 1,
  }
}

/** Green without a task that ended well, or red though the fault had passed and the task ended well. */
function isWrong(
  cell: Cell,
  exit: FinishedStep['outcome'],
  outcome: string,
  endedWell: boolean,
  tasksRun: boolean,
): boolean {
  switch (cell.situation) {
    case 'clean-up':
      return false
    case 'time-out':
    case 'wait-time-out':
      return (
        exit === 'success' ||
        (cell.fault !== 'no-credentials' && outcome !== 'timed-out') ||
        outcome === 'none'
      )
    case 'stop':
      return exit === 'success' ? tasksRun : passes(cell)
    default: {
      const isGreen = exit === 'success' && outcome === 'succeeded'
      return isGreen ? !endedWell : exit === 'success' || passes(cell)
    }
  }
}
