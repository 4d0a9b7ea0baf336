import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { OPERATION_NAMES } from '../../simulator/operation-names.ts'
import type { FaultRule } from '../../simulator/scenario.ts'
import { INPUTS, simulate } from '../../testing/nightly-etl.ts'
import { runAction, type StepRequest } from '../../testing/runner/runner.ts'
import { checkStep } from './check-step.ts'
import { type Draw, drawFrom, hostileText, SECRETS } from './draw.ts'
import { tamper } from './tamper.ts'

/** A step that takes longer hangs: its `timeout` is 10 s. */
const LONGEST_STEP_MS = 50_000

const ENVIRONMENT = Object.fromEntries(SECRETS.map((secret, index) => [`SECRET_${index}`, secret]))

/** Inputs into which a workflow may put what others wrote. */
const OPEN_INPUTS = [
  ...([
    'task-definition',
    'cluster',
    'containers',
    'cpu',
    'memory',
    'count',
    'subnets',
    'security-groups',
  ] as const),
  ...([
    'launch-type',
    'started-by',
    'group',
    'tags',
    'timeout',
    'logs',
    'exit-code-from',
    'success-exit-codes',
  ] as const),
  ...([
    'capacity-provider-strategy',
    'volumes',
    'placement-constraints',
    'like-service',
    'aws-region',
  ] as const),
] as const
/** What the runner says of the run, and others can choose. */
const OPEN_VARIABLES = [
  'GITHUB_REF',
  'GITHUB_REF_NAME',
  'GITHUB_ACTOR',
  'GITHUB_WORKFLOW',
  'GITHUB_JOB',
] as const

const SCRIPTS = [
  'for i in 1 2 3 4 5; do echo line $i; done',
  'echo one; exit 3',
  'echo one; sleep 1; kill -9 $$',
  'true',
] as const

export interface FuzzedStep {
  readonly seed: number
  readonly seconds: number
  /** What is wrong with it; nothing where all is as it must be. */
  readonly complaints: readonly string[]
}

/** Runs the built action once amid hostile text. The seed alone decides what it meets. */
export async function fuzzStep(seed: number): Promise<FuzzedStep> {
  const draw = drawFrom(seed)
  const folder = mkdtempSync(join(tmpdir(), 'fuzz-'))
  const request = drawRequest(draw, folder)
  let result: FuzzedStep = { seed, seconds: 0, complaints: ['There was no step.'] }
  try {
    await simulate({ faults: drawFaults(draw) }, async (simulator) => {
      const proxy = await tamper(simulator.url, draw)
      try {
        const step = await runAction({ ...request, simulator: proxy, longestMs: LONGEST_STEP_MS })
        result = { seed, seconds: step.durationMs / 1000, complaints: checkStep(step) }
      } finally {
        await proxy.stop()
      }
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  return result
}

function drawRequest(draw: Draw, folder: string): StepRequest {
  const command = ['sh', '-c', draw.oneOf(SCRIPTS)]
  const inputs: Record<string, string> = {
    ...INPUTS,
    logs: draw.oneOf(['app', 'true', 'false']),
    timeout: '10s',
    'capacity-timeout': '0',
    containers: JSON.stringify({ app: { command, environment: ENVIRONMENT } }),
    ...(draw.chance() < 0.2 && { count: '12' }),
    ...(draw.chance() < 0.15 && { 'dry-run': 'true' }),
    ...(draw.chance() < 0.2 && { 'retry-on': 'start-failure', 'max-retries': '1' }),
    ...(draw.chance() < 0.2 && { [draw.oneOf(OPEN_INPUTS)]: forEnvironment(hostileText(draw, false)) }),
  }
  const eventPath = join(folder, 'event.json')
  writeFileSync(
    eventPath,
    draw.oneOf([
      '{}',
      '',
      '{"pull_request": {"number"',
      'null',
      JSON.stringify({ a: hostileText(draw, false) }),
    ]),
  )
  return {
    inputs,
    env: {
      GITHUB_EVENT_PATH: eventPath,
      ...(draw.chance() < 0.3 && { [draw.oneOf(OPEN_VARIABLES)]: forEnvironment(hostileText(draw, false)) }),
    },
  }
}

/** Half of the steps are refused something, in hostile words. */
function drawFaults(draw: Draw): FaultRule[] {
  if (draw.chance() < 0.5) return []
  const operation = draw.oneOf(
    Object.values(OPERATION_NAMES).flat() as unknown as [FaultRule['operation'], ...FaultRule['operation'][]],
  )
  const type = draw.oneOf([
    'ClientException',
    'InvalidParameterException',
    'AccessDeniedException',
    'ServerException',
    'x',
  ])
  const status = draw.oneOf([400, 403, 429, 500])
  return [
    { operation, fault: 'error', type, status, message: hostileText(draw, true), times: 1 + draw.below(3) },
  ]
}

/** An environment variable ends at a zero byte, and the system takes 128 KiB of one. */
function forEnvironment(text: string): string {
  return text.replaceAll('\0', '').slice(0, 20_000)
}
