import { randomUUID } from 'node:crypto'
import type { ECSClient, RunTaskCommandInput } from '@aws-sdk/client-ecs'
import { AwsError } from '../ecs/aws-error.js'
import { resolvedAccess } from '../ecs/client-settings.js'
import { describeRaw } from '../ecs/describe-task-definition.js'
import { findTagged } from '../ecs/list-task-definitions.js'
import { registerTaskDefinition, type Revision } from '../ecs/register-task-definition.js'
import { showFindings } from '../report/log/findings.js'
import { carriesTag, copyDefinition } from '../request/definition-copy.js'
import type { PlannedCopy } from '../request/plan-copy.js'
import { sameDefinition } from '../request/same-definition.js'
import type { GithubRun, Runtime, StepRuntime } from '../runtime/runtime.js'
import type { JsonObject } from '../text/json.js'
import { fitTagValue } from '../text/tag-value.js'
import { NAME } from '../version.js'
import { delayedAbort, pauseAfter, releaseCopies, searchFor } from './deregister.js'
import type { Preparation } from './prepare.js'
import { type CopyTrack, TOKEN_TAG, trackCopies } from './temporary-copies.js'

/**
 * RegisterTaskDefinition and DeregisterTaskDefinition share a bucket of 20, refilled by one a second ("Request
 * throttling for the Amazon ECS API"): a matrix of 100 jobs needs minutes.
 */
const REGISTER_PATIENCE_MS = 5 * 60_000
/** How long a cancelled step waits for an answer that is on its way, ms. */
const LAST_WORD_MS = 1_500

/** The copy that a step runs in place of its task definition. The functions do nothing where the plan has no copy. */
export interface RegisteredCopy {
  /**
   * Registers the copy. A kept copy uses an existing revision with the same content. Retries temporary errors. Resolves
   * to the plan that runs the copy, with an error in its findings where ECS refused it. Throws the signal's reason.
   */
  readonly register: () => Promise<Preparation>
  /** The request with the revision that was registered. */
  readonly apply: (request: RunTaskCommandInput) => RunTaskCommandInput
  /** Registers a temporary copy again, once, after it became INACTIVE. Throws an `AwsError` or the signal's reason. */
  readonly renew: () => Promise<boolean>
  /** Leaves the copy to the post step. The post step may retry a RunTask without an answer, which needs an ACTIVE copy. */
  readonly leave: () => void
  /** Deregisters a temporary copy, in the time that is left. No RunTask may follow. Never throws. */
  readonly release: () => Promise<void>
}

export function openCopy(ecs: ECSClient, plan: Preparation, runtime: StepRuntime): RegisteredCopy {
  const { copy } = plan
  if (copy === undefined) return NO_COPY(plan)
  const { github } = runtime.inputs
  const track = trackCopies(runtime, resolvedAccess(plan.settings.aws))
  let revision: Revision | undefined
  let renewed = false
  let isLeft = false
  let releasing = Promise.resolve()
  const register = async (): Promise<Revision> =>
    copy.mode === 'keep'
      ? keepCopy(ecs, copy, runtime)
      : registerTemporary(ecs, copy, { github, track }, runtime)
  return {
    register: async () => {
      try {
        revision = await register()
        return runsRevision(plan, copy, revision)
      } catch (error) {
        if (!(error instanceof AwsError)) throw error
        const finding = {
          severity: 'error',
          rule: 'register',
          where: 'register',
          message: error.message,
        } as const
        showFindings(runtime.console, [finding])
        return { ...plan, findings: [...plan.findings, finding] }
      }
    },
    apply: (request) => ({ ...request, ...(revision && { taskDefinition: revision.arn }) }),
    renew: async () => {
      if (copy.mode === 'keep' || renewed) return false
      renewed = true
      runtime.console.line(`${revision?.name ?? copy.family} is INACTIVE, it is registered again`)
      revision = await register()
      return true
    },
    leave: () => {
      isLeft = true
    },
    release: async () => {
      if (isLeft) return
      releasing = releasing.then(async () => {
        for (const released of await releaseCopies(ecs, track.copies(), runtime)) track.forget(released)
      })
      return releasing
    },
  }
}

const NO_COPY = (plan: Preparation): RegisteredCopy => ({
  register: async () => Promise.resolve(plan),
  apply: (request) => request,
  renew: async () => Promise.resolve(false),
  leave: () => undefined,
  release: async () => Promise.resolve(),
})

/** The plan with the registered revision. A kept copy is shown under its own name, a temporary one under that of its source. */
function runsRevision(plan: Preparation, copy: PlannedCopy, { arn, name }: Revision): Preparation {
  const { request, definition } = plan
  const revision = Number(name.slice(name.lastIndexOf(':') + 1))
  return {
    ...plan,
    ...(request && { request: { ...request, taskDefinition: arn } }),
    ...(definition && copy.mode === 'keep' && { definition: { ...definition, revision } }),
  }
}

async function registerTemporary(
  ecs: ECSClient,
  { source, from, family, containers }: PlannedCopy,
  { github, track }: { readonly github: GithubRun; readonly track: CopyTrack },
  runtime: Runtime,
): Promise<Revision> {
  const token = randomUUID()
  const body = copyDefinition(source, { family, containers, ownTags: ownTags(github, token) })
  const copy = { family, token, at: runtime.clock.now(), tagged: carriesTag(body, TOKEN_TAG) }
  track.set(copy)
  const sending = { uncertain: 0 }
  const findEarlier = async (): Promise<Revision | undefined> =>
    sending.uncertain > 0 && copy.tagged ? (await findTagged(ecs, searchFor(copy), runtime))[0] : undefined
  try {
    const revision = await registerPatiently(ecs, body, { sending, findEarlier }, runtime)
    track.set({ ...copy, arn: revision.arn })
    runtime.console.line(`registered ${revision.name}, a temporary copy of ${from}`)
    // The step may have been cancelled while the answer was on its way.
    runtime.signal.throwIfAborted()
    return revision
  } catch (error) {
    if (error instanceof AwsError && sending.uncertain === 0) track.forget(copy)
    throw error
  }
}

/** The tags of a temporary copy: run, attempt, job, matrix leg, step, and the token of the call. */
function ownTags(github: GithubRun, token: string): { key: string; value: string }[] {
  const { repository = '', runId = '', runAttempt = '', job = '', jobIndex = '0', action = '' } = github
  return [
    { key: `${NAME}:run`, value: fitTagValue([repository, runId, runAttempt].join('/')) },
    { key: `${NAME}:step`, value: fitTagValue([job, jobIndex, action].join('/')) },
    { key: TOKEN_TAG, value: token },
  ]
}

/** A kept copy has no tags of the step: two steps with the same content share a revision. */
async function keepCopy(
  ecs: ECSClient,
  { source, from, family, containers }: PlannedCopy,
  runtime: Runtime,
): Promise<Revision> {
  const body = copyDefinition(source, { family, containers })
  const findEarlier = async (): Promise<Revision | undefined> => latestIfSame(ecs, family, body, runtime)
  const same = await findEarlier()
  if (same !== undefined) {
    runtime.console.line(`${same.name} has this content already, nothing is registered`)
    return same
  }
  const revision = await registerPatiently(ecs, body, { sending: { uncertain: 0 }, findEarlier }, runtime)
  runtime.console.line(
    `registered ${revision.name} from ${from}: from now on the latest revision of ${family}, even if the task fails`,
  )
  runtime.signal.throwIfAborted()
  return revision
}

/** The latest revision of the family where it has the content of this body. */
async function latestIfSame(
  ecs: ECSClient,
  family: string,
  body: JsonObject,
  runtime: Runtime,
): Promise<Revision | undefined> {
  try {
    const { definition, raw } = await describeRaw(ecs, family, runtime)
    const { taskDefinitionArn, revision = 0 } = definition
    const content = copyDefinition(raw, { family, containers: [] })
    if (taskDefinitionArn === undefined || !sameDefinition(content, body)) return undefined
    return { arn: taskDefinitionArn, name: `${family}:${revision}` }
  } catch (error) {
    // A new family has no revision yet.
    if (error instanceof AwsError && error.exception === 'ClientException') return undefined
    throw error
  }
}

interface Sending {
  /** The number of RegisterTaskDefinition calls that were not certainly refused. */
  uncertain: number
}

interface PatientRegistration {
  readonly sending: Sending
  /** Finds a revision with the same content that an earlier call of this or another step registered. */
  readonly findEarlier: () => Promise<Revision | undefined>
}

/** RegisterTaskDefinition, retried while a retry can help. Throws an `AwsError`, or the signal's reason. */
async function registerPatiently(
  ecs: ECSClient,
  body: JsonObject,
  { sending, findEarlier }: PatientRegistration,
  runtime: Runtime,
): Promise<Revision> {
  const { clock, console, signal } = runtime
  const giveUpAt = clock.now() + REGISTER_PATIENCE_MS
  const lastWord = delayedAbort(signal, LAST_WORD_MS)
  for (let refusals = 0; ; refusals++) {
    signal.throwIfAborted()
    try {
      sending.uncertain++
      return await registerTaskDefinition(ecs, body, lastWord)
    } catch (error) {
      if (error instanceof AwsError && error.certainty !== 'uncertain') sending.uncertain--
      signal.throwIfAborted()
      if (!(error instanceof AwsError) || error.explanation.retry !== 'soon' || clock.now() >= giveUpAt)
        throw error
      const pause = pauseAfter(refusals)
      console.line(`${error.message} Retrying in ${(pause / 1000).toFixed(1)} s.`)
      await clock.sleep(pause, signal)
    }
    const earlier = await findEarlier()
    if (earlier !== undefined) return earlier
  }
}
