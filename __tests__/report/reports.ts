import type { Container, Task, TaskDefinition, TaskStopCode } from '@aws-sdk/client-ecs'
import type { FollowResult } from '../../src/follow/follow-tasks.js'
import type { WatchedTask } from '../../src/tasks/watched-task.js'
import { githubInputs } from '../../src/runtime/github-inputs.js'
import { readRunSettings } from '../../src/inputs/run-settings.js'
import { planRequest } from '../../src/request/plan-request.js'
import { describeResult, type AttemptReport, type RunReport } from '../../src/report/run-report.js'
import { type ReportView, viewOf } from '../../src/report/report-view.js'
import { findUnusedResources } from '../../src/sizing/unused-resources.js'
import { judge } from '../../src/verdict/judge.js'

/** When the steps of these stories begin. */
export const START = Date.UTC(2026, 10, 23, 2, 0, 0)

export const DEFINITION: TaskDefinition = {
  taskDefinitionArn: 'arn:aws:ecs:us-east-1:123456789012:task-definition/nightly-etl:42',
  family: 'nightly-etl',
  revision: 42,
  requiresCompatibilities: ['FARGATE'],
  networkMode: 'awsvpc',
  cpu: '1024',
  memory: '3072',
  containerDefinitions: [
    { name: 'app', cpu: 512, memory: 2048, logConfiguration: awslogs() },
    { name: 'log-router', essential: false, cpu: 256, memory: 512, logConfiguration: awslogs() },
  ],
}

function awslogs() {
  return {
    logDriver: 'awslogs',
    options: {
      'awslogs-group': '/ecs/nightly-etl',
      'awslogs-region': 'us-east-1',
      'awslogs-stream-prefix': 'ecs',
    },
  } as const
}

const PLACE = { 'task-definition': 'nightly-etl', 'launch-type': 'FARGATE', subnets: 'subnet-0a1b2c3d' }

export const LARGER = {
  cpu: '4096',
  memory: '13 GB',
  containers: 'app:\n  cpu: 3072\n  memory: 12 GB\n',
}

/** What a step decides from such inputs before it launches anything. */
export function prepared(inputs: Readonly<Record<string, string>>, definition = DEFINITION) {
  const all: Readonly<Record<string, string>> = { ...PLACE, ...inputs }
  const text = (name: string) => all[name] ?? ''
  const { settings, findings } = readRunSettings({ ...githubInputs(), text, github: {} })
  const { plan, request } = planRequest(settings, definition)
  const unused = findUnusedResources(plan, settings.unusedResources)
  return {
    settings,
    plan,
    ...(request && { request }),
    findings: [...findings, ...plan.findings, ...(unused ? [unused] : [])],
  }
}

export interface TaskLife {
  readonly id?: string
  /** Seconds after the start of the step, one after the other; left out from where the task has not got to. */
  readonly at: readonly [
    created: number,
    pulling?: number | undefined,
    started?: number | undefined,
    ended?: number | undefined,
    stopped?: number,
  ]
  readonly exitCode?: number
  readonly reason?: string
  /** Any text: ECS adds codes now and then. */
  readonly stopCode?: string
  readonly stoppedReason?: string
  readonly sidecarExitCode?: number
  readonly capacityProviderName?: string
}

const ID = '3f9c1e77a0b14c5d9e8f7a6b5c4d3e2f'
const at = (second: number | undefined) =>
  second === undefined ? undefined : new Date(START + second * 1000)

/** A task of the definition above as DescribeTasks shows it. */
export function taskOf(
  life: TaskLife,
  size: { cpu?: number | undefined; memory?: number | undefined },
): Task {
  const [created, pulling, started, ended, stopped] = life.at
  const id = life.id ?? ID
  const dates = {
    createdAt: at(created),
    pullStartedAt: at(pulling),
    pullStoppedAt: started === undefined ? undefined : at(started - 1),
    startedAt: at(started),
    executionStoppedAt: at(ended),
    stoppedAt: at(stopped),
  }
  const containers: Container[] = [
    {
      name: 'app',
      image: '123456789012.dkr.ecr.us-east-1.amazonaws.com/etl:3f2c1d9',
      exitCode: life.exitCode,
      reason: life.reason,
    },
    { name: 'log-router', exitCode: life.sidecarExitCode },
  ].map((container) =>
    Object.fromEntries(Object.entries(container).filter(([, value]) => value !== undefined)),
  )
  return {
    taskArn: `arn:aws:ecs:us-east-1:123456789012:task/analytics/${id}`,
    clusterArn: 'arn:aws:ecs:us-east-1:123456789012:cluster/analytics',
    taskDefinitionArn: 'arn:aws:ecs:us-east-1:123456789012:task-definition/nightly-etl:42',
    launchType: 'FARGATE',
    ...(life.capacityProviderName !== undefined && { capacityProviderName: life.capacityProviderName }),
    platformFamily: 'Linux',
    attributes: [{ name: 'ecs.cpu-architecture', value: 'x86_64' }],
    lastStatus: stopped !== undefined ? 'STOPPED' : started !== undefined ? 'RUNNING' : 'PROVISIONING',
    cpu: `${size.cpu ?? ''}`,
    memory: `${size.memory ?? ''}`,
    ...Object.fromEntries(Object.entries(dates).filter(([, date]) => date !== undefined)),
    ...(stopped !== undefined && {
      stopCode: (life.stopCode ?? 'EssentialContainerExited') as TaskStopCode,
      stoppedReason: life.stoppedReason ?? 'Essential container in task exited',
    }),
    containers,
  }
}

export interface AttemptScript {
  readonly inputs: Readonly<Record<string, string>>
  /** Second of the step in which RunTask was first sent. */
  readonly askedAt?: number
  readonly tasks: readonly TaskLife[]
  readonly end?: FollowResult['end']
  /** Ids of tasks that the step stopped. */
  readonly stopped?: readonly string[]
  /** Last lines by container. */
  readonly logs?: Readonly<Record<string, readonly string[]>>
}

function attemptOf({ inputs, askedAt = 0, tasks, end = 'finished', stopped, logs = {} }: AttemptScript) {
  const { plan, settings } = prepared(inputs)
  const size = { cpu: plan.cpu.effective, memory: plan.memory.effective }
  const watched = tasks.map((life): WatchedTask => {
    const task = taskOf(life, size)
    const answeredAt = START + life.at[0] * 1000
    return {
      arn: task.taskArn ?? '',
      task,
      changes: [{ status: 'PROVISIONING', at: answeredAt }],
      described: true,
    }
  })
  const stopping = stopped && {
    stopped: watched.flatMap(({ arn }) => (stopped.some((id) => arn.endsWith(id)) ? [arn] : [])),
    left: [],
  }
  const following: FollowResult = { tasks: watched, end, ...(stopping && { stopping }) }
  const { follow, retry } = settings
  const overridden = settings.containers.map(({ name }) => name)
  const shortfall = { asked: tasks.length, started: tasks.length, failures: [], unanswered: 0 }
  const verdict = judge(following, shortfall, { follow, definition: DEFINITION, plan, retry, overridden })
  const report: AttemptReport = {
    askedAt: START + askedAt * 1000,
    tasks: verdict.tasks,
    plan,
    retry,
    lastLines: (_taskArn, container) => logs[container] ?? [],
  }
  return { report, verdict, maxAttempts: retry.maxRetries + 1 }
}

/** The report of attempts, the last of which decides. */
export function reportOf(scripts: readonly AttemptScript[]): RunReport {
  const attempts = scripts.map(attemptOf)
  const last = attempts.at(-1)
  const { plan, findings } = prepared(scripts[0]?.inputs ?? {})
  if (last === undefined) throw new Error('a report of what ran needs an attempt')
  return {
    name: 'nightly-etl:42',
    plan,
    findings,
    ...(scripts.length > 1 && { maxAttempts: last.maxAttempts }),
    attempts: attempts.map(({ report }) => report),
    verdict: last.verdict,
  }
}

/** The report of a step that took so many seconds. */
export function viewAfter(report: RunReport, seconds: number): ReportView {
  return viewOf(report, describeResult(report, seconds * 1000), START + seconds * 1000)
}

/** Different from each other from the first character on, as those of ECS are. */
export function idOf(number: number): string {
  return (number * 2_654_435_761 + 0x9e3779b9)
    .toString(16)
    .slice(-8)
    .padStart(8, '0')
    .padEnd(32, '4c5d9e8f7a6b')
}
