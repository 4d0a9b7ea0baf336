import type { ECSClient } from '@aws-sdk/client-ecs'
import { lastSegment } from '../text/arn.js'
import { AwsError } from '../ecs/aws-error.js'
import { createEcsClient } from '../ecs/client.js'
import { findTagged, type TagSearch } from '../ecs/list-task-definitions.js'
import { deregisterTaskDefinition } from '../ecs/register-task-definition.js'
import { errorMessage } from '../text/words.js'
import { Interruption } from '../runtime/interruption.js'
import type { Runtime, StepRuntime } from '../runtime/runtime.js'
import { readRunSettings } from '../inputs/run-settings.js'
import { maskSecrets } from './mask-secrets.js'
import { readCopyRecord, TOKEN_TAG, type TemporaryCopy } from './temporary-copies.js'

/** RegisterTaskDefinition and DeregisterTaskDefinition share a bucket of 20, refilled by one a second. */
const PATIENCE_MS = 60_000
const FIRST_PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 15_000
/** From the cancel; a runner kills the step 10 s after it. */
const AFTER_CANCEL_MS = 7_000
/** ECS lists a revision a moment after its registration. A call that was cut off may still be on its way. */
const SEARCHES = 3
const BETWEEN_SEARCHES_MS = 2_000

export function searchFor({ family, token, at }: TemporaryCopy): TagSearch {
  return { family, tag: { key: TOKEN_TAG, value: token }, since: at }
}

/** Deregisters the copies that the main phase left ACTIVE. Names those that stay ACTIVE. Never throws. */
export async function releaseLeftCopies(runtime: StepRuntime, patienceMs: number): Promise<void> {
  const { console } = runtime
  try {
    const record = readCopyRecord(runtime)
    if (record === undefined || record.copies.length === 0) return
    const { settings } = readRunSettings(runtime.inputs)
    maskSecrets(runtime, settings)
    const ecs = createEcsClient(record.aws, runtime)
    const settled = await releaseCopies(ecs, record.copies, runtime, patienceMs)
    const left = record.copies.filter((copy) => !settled.includes(copy))
    for (const copy of left) warnOfCopy(copy, 'AWS did not answer in time.', runtime)
  } catch (error) {
    console.annotate(
      'warning',
      'A temporary task definition may be left',
      `The temporary copies of the step were not deregistered: ${errorMessage(error)}`,
    )
  }
}

/**
 * Deregisters temporary copies, in the time that is left. Returns the finished ones: deregistered, never registered, or
 * refused by ECS, with a warning. Never throws.
 */
export async function releaseCopies(
  ecs: ECSClient,
  copies: readonly TemporaryCopy[],
  runtime: Runtime,
  patienceMs = PATIENCE_MS,
): Promise<readonly TemporaryCopy[]> {
  if (copies.length === 0) return []
  const timeUp = lastMoment(runtime, patienceMs)
  const settled = await Promise.all(copies.map(async (copy) => releaseCopy(ecs, copy, timeUp, runtime)))
  return copies.filter((_, index) => settled[index])
}

/** Deregisters a copy. Resolves to whether nothing is left to do for it. */
async function releaseCopy(
  ecs: ECSClient,
  copy: TemporaryCopy,
  timeUp: AbortSignal,
  runtime: Runtime,
): Promise<boolean> {
  const { clock, console } = runtime
  const patient = { ...runtime, signal: timeUp }
  try {
    const arns = copy.arn === undefined ? await findUnanswered(ecs, copy, patient) : [copy.arn]
    for (const arn of arns) {
      for (let refusals = 0; ; refusals++) {
        try {
          await deregisterTaskDefinition(ecs, arn, timeUp)
          break
        } catch (error) {
          if (!(error instanceof AwsError) || error.explanation.retry !== 'soon') throw error
          await clock.sleep(pauseAfter(refusals), timeUp)
        }
      }
      console.line(`deregistered ${lastSegment(arn)}`)
    }
    return true
  } catch (error) {
    if (timeUp.aborted) return false
    warnOfCopy(copy, errorMessage(error), runtime)
    return true
  }
}

/** Finds the copy of a registration without an answer, by its tag. */
async function findUnanswered(
  ecs: ECSClient,
  copy: TemporaryCopy,
  runtime: Runtime,
): Promise<readonly string[]> {
  if (!copy.tagged)
    throw new Error('RegisterTaskDefinition was not answered, and the copy has no tag of this step.')
  for (let search = 1; ; search++) {
    const found = await findTagged(ecs, searchFor(copy), runtime)
    if (found.length > 0 || search === SEARCHES) return found.map(({ arn }) => arn)
    await runtime.clock.sleep(BETWEEN_SEARCHES_MS, runtime.signal)
  }
}

/** Warns of a copy that stays ACTIVE, with the command that deregisters it. */
function warnOfCopy({ arn, family }: TemporaryCopy, why: string, { console }: Runtime): void {
  const what = arn === undefined ? `a revision of ${family}` : arn
  const command = `aws ecs deregister-task-definition --task-definition ${arn ?? `${family}:<revision>`}`
  console.annotate(
    'warning',
    'A temporary task definition may be left',
    `The temporary copy was not deregistered, so it stays ACTIVE: ${what}\n${why}\nDeregister it:  ${command}`,
  )
}

/** The pause before a retry, ms. Jitter spreads the retries of the jobs of a matrix, which are throttled at the same time. */
export function pauseAfter(refusals: number): number {
  return Math.min(FIRST_PAUSE_MS * 2 ** refusals, LONGEST_PAUSE_MS) * (0.5 + 0.5 * Math.random())
}

/** Aborted with the reason of `signal`, `ms` after it. */
export function delayedAbort(signal: AbortSignal, ms: number): AbortSignal {
  const late = new AbortController()
  const onAbort = (): void => {
    setTimeout(() => {
      late.abort(signal.reason)
    }, ms).unref()
  }
  if (signal.aborted) onAbort()
  else signal.addEventListener('abort', onAbort, { once: true })
  return late.signal
}

/** Aborted when no time is left: `AFTER_CANCEL_MS` after a cancel, else after `patienceMs`. */
function lastMoment({ clock, signal }: Runtime, patienceMs: number): AbortSignal {
  const hurry = new AbortController()
  const onAbort = (): void => {
    const reason: unknown = signal.reason
    if (!(reason instanceof Interruption) || reason.kind !== 'cancelled') return
    const ms = Math.max(0, reason.at + AFTER_CANCEL_MS - clock.now())
    setTimeout(() => {
      hurry.abort(reason)
    }, ms).unref()
  }
  if (signal.aborted) onAbort()
  else signal.addEventListener('abort', onAbort, { once: true })
  return AbortSignal.any([hurry.signal, AbortSignal.timeout(patienceMs)])
}
