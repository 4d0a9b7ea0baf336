import { CONTAINER_FAILURES } from './container-failures.js'
import { PLATFORM_FAILURES } from './platform-failures.js'
import { PULL_FAILURES } from './pull-failures.js'
import { RESOURCE_FAILURES } from './resource-failures.js'
import { saying, type StopExplanation, type StopFacts, type StopRow } from './stop-explanation.js'

/** ECS writes at most 1024 characters. A longer text is not from ECS; matching all of it would cost time. */
const MAX_REASON_CHARS = 2_000

function always(explanation: StopExplanation): StopRow['explain'] {
  return () => explanation
}

const STOPPED_FROM_OUTSIDE = always({
  kind: 'stopped-from-outside',
  cause: 'The task was stopped from outside.',
})

function signal(code: number, cause: string): StopRow {
  return {
    when: ({ exitCode }) => exitCode === code,
    explain: always({ kind: 'signal', cause }),
    source: 'signal(7): a process ended by signal n has the exit code 128 + n',
  }
}

/** The first match decides: the most specific cause is first, the most general one last. */
export const STOPS: readonly StopRow[] = [
  {
    when: ({ outOfMemory }) => outOfMemory === true,
    explain: always({
      kind: 'out-of-memory',
      cause: 'It used more memory than its hard limit and was killed.',
    }),
    source: 'developer guide, "OutOfMemoryError errors"',
  },
  {
    // Before the text patterns: here the stopped reason is free text from the caller of StopTask.
    when: ({ stopCode }) => stopCode === 'UserInitiated',
    explain: STOPPED_FROM_OUTSIDE,
    source: 'API reference, Task, stopCode',
  },
  {
    when: (facts) =>
      ['SpotInterruption', 'TerminationNotice'].includes(facts.stopCode) ||
      saying(/spot task was interrupted/i)(facts),
    explain: always({
      kind: 'spot-interruption',
      cause: 'AWS took the Spot capacity back.',
      fix: 'For a run that must not be interrupted, use FARGATE in place of FARGATE_SPOT.',
    }),
    source: 'developer guide, "SpotInterruption errors"',
  },
  ...PULL_FAILURES,
  ...CONTAINER_FAILURES,
  ...RESOURCE_FAILURES,
  ...PLATFORM_FAILURES,
  {
    when: (facts) =>
      facts.stopCode === 'InfrastructureHealth' || saying(/Host EC2 .{0,100}(terminated|stopped)/i)(facts),
    explain: always({ kind: 'host-gone', cause: 'Its host was terminated.', fix: 'Run the task again.' }),
    source: 'developer guide, "Viewing Amazon ECS stopped task errors"',
  },
  {
    when: saying(/health check/i),
    explain: always({
      kind: 'health-check',
      cause: 'It failed its health checks, so ECS stopped it.',
      fix: 'Check healthCheck in the task definition: its command, and whether startPeriod is long enough.',
    }),
    source: 'developer guide, "Viewing Amazon ECS stopped task errors"',
  },
  {
    when: ({ stopCode }) => stopCode === 'ServiceSchedulerInitiated',
    explain: STOPPED_FROM_OUTSIDE,
    source: 'API reference, Task, stopCode',
  },
  signal(
    137,
    '137 is SIGKILL: it did not stop within its stopTimeout, or the kernel killed it for memory without ECS seeing it.',
  ),
  signal(143, '143 is SIGTERM: it was asked to stop.'),
  signal(139, '139 is SIGSEGV: the process crashed.'),
  signal(134, '134 is SIGABRT: the process aborted.'),
]

/** The explanation of such a stop; undefined where only the text of ECS is known. */
export function explainStop(facts: StopFacts): StopExplanation | undefined {
  const bounded = { ...facts, reasons: facts.reasons.map((reason) => reason.slice(0, MAX_REASON_CHARS)) }
  return STOPS.find(({ when }) => when(bounded))?.explain(bounded)
}
