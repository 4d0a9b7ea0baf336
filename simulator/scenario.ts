import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import type { BrokenAnswer } from './broken-answers.ts'
import type { InsightsMode } from './model.ts'
import { SCENARIO_SHAPE } from './scenario-shape.ts'
import { describeMismatch } from './scenario-mistakes.ts'
import { findMismatch } from './shapes.ts'

/** How long a task stays in each state, in milliseconds. */
export interface Pace {
  readonly provisioning: number
  readonly pending: number
  readonly activating: number
  readonly deactivating: number
  readonly stopping: number
  readonly deprovisioning: number
}

/** Which of the calls, or of the tasks, that a rule could apply to it does apply to. All of them by default. */
export interface Selection {
  /** Their numbers, from 1. */
  readonly on?: readonly number[]
  /** The first so many. */
  readonly times?: number
}

export interface FaultRule extends Selection {
  /** An operation's name, or `*`. */
  readonly operation: string
  readonly fault:
    | 'throttle'
    | 'server-error'
    | 'reset'
    | 'hang'
    | 'lost-answer'
    | 'delay'
    | 'late-answer'
    | 'error'
    | 'access-denied'
    | 'expired-token'
    | 'skewed-clock'
    | BrokenAnswer
  /** 0 to 1. */
  readonly probability?: number
  /** Only after so many milliseconds since the scenario was set. */
  readonly afterMs?: number
  /** Only until so many milliseconds since the scenario was set. */
  readonly untilMs?: number
  /** For `delay` and `late-answer`; for `skewed-clock` how far the clock of AWS is ahead of the caller's. */
  readonly ms?: number
  /** For `error`. */
  readonly type?: string
  readonly message?: string
  /** For `error`, `server-error` and answers that break. */
  readonly status?: number
  /** For answers that break, in place of their own. */
  readonly body?: string
}

export interface PlacementRule extends Selection {
  readonly reason: string
  readonly detail?: string
  /** What another container instance says of the same task: ECS gives a reason for each that it tried. */
  readonly elsewhere?: string
  /** How many of the asked tasks start all the same. */
  readonly starts?: number
  /** Only tasks of this launch type or capacity provider. */
  readonly place?: string
}

export interface TaskRule extends Selection {
  readonly happens:
    'spot-interruption' | 'stop' | 'start-failure' | 'pull-error' | 'out-of-memory' | 'exit' | 'health'
  /** Only tasks of this family. */
  readonly family?: string
  /** Needed for what happens to a container: the last four. */
  readonly container?: string
  /** Milliseconds after the task is RUNNING. */
  readonly afterMs?: number
  /** Only where the container, or else its task, has less memory than so many MiB. */
  readonly belowMib?: number
  readonly exitCode?: number
  readonly reason?: string
  readonly stopCode?: string
  /** For `health`: what the health check of the container says from then on, in place of its command. */
  readonly status?: 'HEALTHY' | 'UNHEALTHY' | 'UNKNOWN'
}

export interface LogSettings {
  /** How long after it was written a line becomes readable. */
  readonly latenessMs: number
  /** How long after its container's start a stream comes into being. */
  readonly streamDelayMs: number
  /** Groups that do not exist: a task that logs there cannot start. */
  readonly missingGroups: readonly string[]
  /** The most events of a page. */
  readonly pageEvents: number
  /** Whether every page with events comes after an empty one, which the service allows itself. */
  readonly emptyPages: boolean
  /** How long a query of Logs Insights takes. */
  readonly queryMs: number
}

/** Container Insights: what ECS measures of the tasks. */
export interface ContainerInsightsSettings {
  /** For clusters that do not say otherwise. `enhanced` writes the other spelling of the fields. */
  readonly mode: InsightsMode
  /** How long after its minute an event becomes readable. */
  readonly latenessMs: number
  /** How long its log groups keep their events; 0 for ever. */
  readonly retentionDays: number
}

export interface ClusterSettings {
  readonly name: string
  readonly capacityProviders?: readonly {
    readonly name: string
    /** FARGATE for the two providers of that name, else EC2, unless it says otherwise. */
    readonly compute?: 'FARGATE' | 'EC2' | 'MANAGED_INSTANCES'
  }[]
  readonly defaultStrategy?: readonly {
    readonly capacityProvider: string
    readonly weight?: number
    readonly base?: number
  }[]
  readonly containerInstances?: number
  readonly containerInsights?: InsightsMode
}

export interface Scenario {
  /** Simulated milliseconds in a real one; read at the start alone. */
  readonly timeScale: number
  /** For what is left to chance. */
  readonly seed: number
  readonly pace: Pace
  readonly faults: readonly FaultRule[]
  readonly placement: readonly PlacementRule[]
  readonly tasks: readonly TaskRule[]
  /** How long after RunTask DescribeTasks does not know a task yet. */
  readonly missingForMs: number
  /** How long after its stop a task can be described. */
  readonly retentionMs: number
  readonly logs: LogSettings
  readonly containerInsights: ContainerInsightsSettings
  /** How long ECS needs for a revision; another one of the family is refused meanwhile. */
  readonly registrationMs: number
  /** How long the deployment of a service is IN_PROGRESS. */
  readonly deploymentMs: number
  /** Whether calls beyond AWS's published rates are throttled. */
  readonly publishedRates: boolean
  /** How long a session of AssumeRole lives, whatever the caller asks for; 0 for what the caller asks for. */
  readonly sessionMs: number
  /** Clusters beside, or instead of, `default`; read at the start alone. */
  readonly clusters: readonly ClusterSettings[]
  /** RegisterTaskDefinition and CreateService requests that are made at the start. */
  readonly taskDefinitions: readonly object[]
  readonly services: readonly object[]
}

/** A scenario as a user writes it: everything may be left out. */
export type ScenarioInput = Partial<Omit<Scenario, 'pace' | 'logs' | 'containerInsights'>> & {
  readonly pace?: Partial<Pace>
  readonly logs?: Partial<LogSettings>
  readonly containerInsights?: Partial<ContainerInsightsSettings>
}

const DEFAULT_SCENARIO: Scenario = {
  timeScale: 1,
  seed: 1,
  pace: {
    provisioning: 100,
    pending: 100,
    activating: 100,
    deactivating: 50,
    stopping: 50,
    deprovisioning: 100,
  },
  faults: [],
  placement: [],
  tasks: [],
  missingForMs: 0,
  retentionMs: 3_600_000,
  logs: {
    latenessMs: 0,
    streamDelayMs: 0,
    missingGroups: [],
    pageEvents: 10_000,
    emptyPages: false,
    queryMs: 100,
  },
  containerInsights: { mode: 'disabled', latenessMs: 80_000, retentionDays: 1 },
  registrationMs: 0,
  deploymentMs: 0,
  publishedRates: false,
  sessionMs: 0,
  clusters: [],
  taskDefinitions: [],
  services: [],
}

/** Reads a scenario file, JSON or YAML. Throws an Error that names the file and the place of a mistake. */
export function readScenario(path: string): Scenario {
  try {
    return completeScenario(parse(readFileSync(path, 'utf8')) ?? {})
  } catch (error) {
    throw new Error(`Scenario ${path}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    })
  }
}

/** Fills in the defaults. Throws an Error that names the place of a mistake. */
export function completeScenario(input: unknown): Scenario {
  assertScenario(input)
  return {
    ...DEFAULT_SCENARIO,
    ...input,
    pace: { ...DEFAULT_SCENARIO.pace, ...input.pace },
    logs: { ...DEFAULT_SCENARIO.logs, ...input.logs },
    containerInsights: { ...DEFAULT_SCENARIO.containerInsights, ...input.containerInsights },
  }
}

/** Whether the `number`th of what a rule could apply to is one that it does apply to. */
export function selects({ on, times }: Selection, number: number): boolean {
  if (times !== undefined && number > times) return false
  return on === undefined || on.includes(number)
}

function assertScenario(input: unknown): asserts input is ScenarioInput {
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    throw new Error('a scenario is a map of settings')
  const mismatch = findMismatch(SCENARIO_SHAPE, input, '', true)
  if (mismatch) throw new Error(describeMismatch(mismatch))
  const { tasks = [], clusters = [] } = input as ScenarioInput
  for (const [index, { happens, container }] of tasks.entries()) {
    if (container === undefined && ['pull-error', 'out-of-memory', 'exit', 'health'].includes(happens)) {
      throw new Error(`tasks[${index}].container: is missing; ${happens} happens to a container`)
    }
  }
  for (const [index, { name, capacityProviders = [], defaultStrategy = [] }] of clusters.entries()) {
    const known = capacityProviders.map((provider) => provider.name)
    const unknown = defaultStrategy.findIndex(({ capacityProvider }) => !known.includes(capacityProvider))
    if (unknown >= 0)
      throw new Error(
        `clusters[${index}].defaultStrategy[${unknown}].capacityProvider: the cluster ${name} has no such capacity provider; it has ${known.join(', ') || 'none'}`,
      )
  }
}
