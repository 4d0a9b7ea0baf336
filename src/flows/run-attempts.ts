import type { ECSClient } from '@aws-sdk/client-ecs'
import { resolvedAccess } from '../ecs/client-settings.js'
import { showRetry } from '../report/log/findings.js'
import { setRequestOutput, setTaskOutputs } from '../report/outputs.js'
import { reportProblems } from '../report/reported-problems.js'
import type { AttemptReport } from '../report/run-report.js'
import type { StepRuntime } from '../runtime/runtime.js'
import { type WatchedTask, watchStarted } from '../tasks/watched-task.js'
import { type Verdict } from '../verdict/verdict.js'
import { openLaunchRecord } from './launch-record.js'
import { type AttemptOptions, runOnce } from './attempt.js'
import { setResults } from './set-results.js'
import { planNextAttempt } from './next-attempt.js'
import type { ReadyToRun } from './prepare.js'
import type { RegisteredCopy } from './register.js'
import type { EarlierTasks } from './reattach.js'

/** All attempts of a step, and the verdict on the last one. */
export interface Attempts {
  readonly verdict: Verdict
  readonly attempts: readonly AttemptReport[]
  readonly logsShown: Promise<void>
}

export interface AttemptsOptions {
  /** Tasks that an earlier attempt of the job started. */
  readonly taken: EarlierTasks
  readonly copy: RegisteredCopy
  /** Absolute path of the directory for `save-logs`. */
  readonly logDirectory: string | undefined
}

/** Runs the tasks. Retries those that failed for a reason in `retry-on`. */
export async function runAttempts(
  ecs: ECSClient,
  ready: ReadyToRun,
  { taken, copy, logDirectory }: AttemptsOptions,
  runtime: StepRuntime,
): Promise<Attempts> {
  const { settings, definition } = ready
  const { console, setOutput } = runtime
  const record = openLaunchRecord(runtime, {
    cluster: settings.cluster,
    aws: resolvedAccess(settings.aws),
    onCancel: settings.follow.onCancel,
  })
  const earlier: WatchedTask[] = []
  const attempts: AttemptReport[] = []
  const now = runtime.clock.now()
  let next: Pick<AttemptOptions, 'ready' | 'count' | 'settled' | 'attached' | 'firstPlace'> = {
    ready,
    firstPlace: 0,
    count: settings.count - taken.running.length - taken.succeeded.length,
    settled: taken.succeeded.map((task) => watchStarted(task, now)),
    attached: taken.running.map((task) => watchStarted(task, now)),
  }
  for (let retriesLeft = settings.retry.maxRetries; ; retriesLeft--) {
    const mayMove = next.firstPlace < next.ready.fallbacks.length
    const mayRetry = mayMove || (retriesLeft > 0 && settings.retry.on.length > 0)
    const attempt = await runOnce(ecs, { ...next, earlier, record, copy, mayRetry, logDirectory }, runtime)
    const { following, verdict, logsShown } = attempt
    attempts.push(attempt.report)
    const again = planNextAttempt(next.ready, attempt, next.firstPlace, retriesLeft)
    if (again === undefined || typeof again === 'string') {
      const left = (following.stopping?.left ?? []).filter(({ unknown }) => !unknown)
      record.settle(
        left.map(({ arn }) => arn),
        settings.follow.onTimeout,
      )
      const tasks = [...earlier, ...following.tasks].flatMap(({ task }) => task ?? [])
      const shortened = setTaskOutputs(setOutput, tasks, { definitionOf: () => definition })
      if (shortened !== undefined) console.annotate('warning', 'The output tasks is shortened', shortened)
      if (again !== undefined) console.line(`Not retried: ${again}`)
      const sources = {
        definitionOf: () => definition,
        tasks,
        lastAttempt: attempt.report.tasks.map(({ watched }) => watched),
        ...attempt.readers,
      }
      const resultsSet = logsShown.then(() => {
        setResults(sources, settings.follow, runtime)
      })
      return { verdict, attempts, logsShown: resultsSet }
    }
    await logsShown
    showRetry(console, again.why, reportProblems(verdict.problems, [attempt.report]), retriesLeft - 1)
    setRequestOutput(setOutput, copy.apply(again.ready.request))
    earlier.push(...again.failed)
    next = { ...again, attached: [] }
  }
}
