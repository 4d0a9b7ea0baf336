import { BROKEN_ANSWERS } from '../../simulator/broken-answers.ts'
import type { FaultRule } from '../../simulator/scenario.ts'

/** What a step does while its calls go wrong. */
export const SITUATIONS = {
  run: 'a task that is followed to its end',
  'time-out': 'a task that is stopped when the time is up',
  'clean-up': 'the post step of a step that was killed while RunTask was on its way',
  role: 'a task that is run with a role of its own',
  wait: 'tasks of another step that the wait action follows',
  'wait-time-out': 'tasks that the wait action stops when the time is up',
  stop: 'tasks that the stop action stops',
} as const

export type Situation = keyof typeof SITUATIONS

/** A 204 is one more answer without a body. */
const BROKEN = BROKEN_ANSWERS.filter((kind) => kind !== 'no-content')

export const FAULTS = [
  'throttle',
  'server-error',
  'reset',
  'hang',
  'lost-answer',
  'access-denied',
  'expired-token',
  'no-credentials',
  'skewed-clock',
  ...BROKEN,
] as const

export type FaultName = (typeof FAULTS)[number]

export const PHASES = ['first call', 'for a while', 'every call'] as const

export type Phase = (typeof PHASES)[number]

/** One cell of the matrix. */
export interface Cell {
  readonly situation: Situation
  readonly operation: string
  readonly fault: FaultName
  readonly phase: Phase
}

const LOG_OPERATIONS = ['GetLogEvents', 'FilterLogEvents']

/** Which operations each situation makes. */
const OPERATIONS: Readonly<Record<Situation, readonly string[]>> = {
  run: ['DescribeTaskDefinition', 'DescribeServices', 'RunTask', 'DescribeTasks', ...LOG_OPERATIONS],
  'time-out': ['StopTask'],
  'clean-up': ['ListTasks', 'DescribeTasks', 'RunTask', 'StopTask'],
  role: ['GetIdToken', 'AssumeRoleWithWebIdentity'],
  wait: ['DescribeTasks', 'DescribeTaskDefinition', 'GetLogEvents'],
  'wait-time-out': ['StopTask'],
  stop: ['StopTask'],
}

/** Long enough for the first calls of a step, short enough to be over before it gives up. */
const A_WHILE_MS = 4_000

/** Faults that are over after a moment: the call is repeated. */
const PASSING: readonly FaultName[] = [
  'throttle',
  'server-error',
  'reset',
  'hang',
  'lost-answer',
  'skewed-clock',
  ...BROKEN,
]

/** Every operation, every fault, every phase. Without credentials no call goes out at all: one cell for each situation. */
export function allCells(): Cell[] {
  return (Object.keys(OPERATIONS) as Situation[]).flatMap((situation) => [
    ...OPERATIONS[situation].flatMap((operation) =>
      FAULTS.filter((fault) => fault !== 'no-credentials').flatMap((fault) =>
        PHASES.map((phase) => ({ situation, operation, fault, phase })),
      ),
    ),
    { situation, operation: '*', fault: 'no-credentials', phase: 'every call' } as const,
  ])
}

/** The simulator's rule for a cell; none where the credentials are what is missing. */
export function faultRules({ operation, fault, phase }: Cell): FaultRule[] {
  if (fault === 'no-credentials') return []
  const when: Record<Phase, Partial<FaultRule>> = {
    'first call': { times: 1 },
    'for a while': { untilMs: A_WHILE_MS },
    'every call': {},
  }
  return [{ operation, fault, ...when[phase] }]
}

/** Logs decide nothing; elsewhere they are left out. */
export function showsLogs({ operation }: Pick<Cell, 'operation'>): boolean {
  return LOG_OPERATIONS.includes(operation)
}

/** How many tasks are asked for: so many that their logs are read together, or one. */
export function tasksAskedFor({ operation }: Cell): number {
  return operation === 'FilterLogEvents' ? 11 : 1
}

/** Whether the fault is over in time, so that nothing of it may be left in the verdict. */
export function passes({ operation, fault, phase }: Cell): boolean {
  return (
    showsLogs({ operation }) ||
    fault === 'skewed-clock' ||
    (PASSING.includes(fault) && phase !== 'every call')
  )
}

export function nameCell({ situation, operation, fault, phase }: Cell): string {
  return `${situation}: ${operation}, ${fault}, ${phase}`
}
