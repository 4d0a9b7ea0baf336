import { type CommentFacts, writeComment } from '../github/comment-body.js'
import { explainRefusal } from '../github/explain-refusal.js'
import { openOctokit } from '../github/octokit.js'
import { type PullRequest, pullRequestOf } from '../github/pull-request.js'
import { readEvent } from '../github/read-event.js'
import { type CommentOwner, upsertComment } from '../github/upsert-comment.js'
import { taskUrl } from '../report/console-links.js'
import type { RunReport } from '../report/run-report.js'
import { capacityName, capacityOf } from '../report/summary/where.js'
import { githubToken } from '../runtime/github-inputs.js'
import { Interruption, orInterrupted } from '../runtime/interruption.js'
import type { GithubRun, StepRuntime } from '../runtime/runtime.js'
import { parseTaskArn } from '../text/arn.js'
import { omitUndefined } from '../text/omit-undefined.js'
import { errorMessage } from '../text/words.js'
import type { Preparation } from './prepare.js'

/** All calls for a comment together; the task has ended by then, and the job waits. */
const LONGEST_MS = 30_000

const NO_COMMENT = 'No comment on the pull request'

/**
 * Writes the plan or the result as a comment on the pull request, where `pull-request-comment` asks for it and the run is
 * for one. Never rejects: what goes wrong is a warning, and the verdict stands. A cancelled step writes none.
 */
export async function commentOnPullRequest(
  report: RunReport,
  plan: Preparation,
  startedAt: number,
  runtime: StepRuntime,
): Promise<void> {
  const { console, inputs, signal } = runtime
  if (!plan.settings.pullRequestComment || signal.aborted || report.verdict.outcome === 'cancelled') return
  const { github } = inputs
  const pullRequest = pullRequestOf(await readEvent(github.eventPath), github)
  if (pullRequest === undefined) {
    console.debug('no comment: the event of this run names no pull request')
    return
  }
  try {
    const markdown = writeComment(factsOf(report, plan, runtime.clock.now() - startedAt, github))
    const limited = AbortSignal.any([signal, AbortSignal.timeout(LONGEST_MS)])
    await orInterrupted(write(pullRequest, markdown, runtime, limited), limited)
  } catch (error) {
    if (error instanceof Interruption) console.debug(`no comment: ${errorMessage(error)}`)
    else console.annotate('warning', NO_COMMENT, console.masked(explainRefusal(pullRequest, told(error))))
  }
}

async function write(
  pullRequest: PullRequest,
  markdown: string,
  { console, inputs }: StepRuntime,
  signal: AbortSignal,
): Promise<void> {
  const token = githubToken(inputs)
  if (token === '') throw new Error('github-token is blank. Leave the input out, or give a token.')
  const octokit = await openOctokit({
    token,
    apiUrl: inputs.github.apiUrl ?? 'https://api.github.com',
    signal,
  })
  const done = await upsertComment(octokit, pullRequest, ownerOf(inputs.github), markdown)
  console.line(`The comment on pull request ${pullRequest.number} is ${done}.`)
}

function told(error: unknown): unknown {
  return error instanceof DOMException && error.name === 'TimeoutError'
    ? new Error(`GitHub did not answer within ${LONGEST_MS / 1000} s.`)
    : error
}

/** Two workflows may have the same name, and no two the same file. */
function ownerOf({
  workflow = '',
  workflowRef = '',
  job = '',
  jobIndex = '0',
  action = '',
}: GithubRun): CommentOwner {
  const file = /^.+?\.ya?ml(?=@)/.exec(workflowRef)?.[0]
  return { workflow: file ?? workflow, job, matrixLeg: jobIndex, step: action }
}

function factsOf(
  report: RunReport,
  { settings, request }: Preparation,
  tookMs: number,
  { serverUrl, repository, runId }: GithubRun,
): CommentFacts {
  const { verdict, attempts } = report
  const judged = attempts.flatMap(({ tasks }) => tasks)
  const shown = judged.at(-1)?.watched.task
  const providers = (request?.capacityProviderStrategy ?? []).map(({ capacityProvider }) => capacityProvider)
  const runsOn = shown
    ? capacityOf(shown)
    : [settings.launchType, ...providers]
        .filter((name) => name !== undefined)
        .map(capacityName)
        .join(', ')
  const { cluster, region } = report.place ?? {}
  return {
    outcome: verdict.outcome,
    name: report.name,
    place: [cluster ?? '', region ?? '', runsOn].filter((part) => part !== ''),
    count: settings.count,
    runsOnSpot: shown ? shown.capacityProviderName === 'FARGATE_SPOT' : providers.includes('FARGATE_SPOT'),
    findings: report.findings,
    attempts: attempts.length,
    tookMs,
    tasks: judged.flatMap(({ watched }) => {
      const arn = parseTaskArn(watched.arn)
      return arn ? [{ id: arn.id, ...omitUndefined({ url: taskUrl(arn, cluster) }) }] : []
    }),
    ...omitUndefined({
      region,
      plan: attempts.at(-1)?.plan ?? report.plan,
      // Zero where the containers ended well and the task did not: it would say the contrary of the heading.
      exitCode: verdict.exitCode || undefined,
      runUrl:
        serverUrl !== undefined && repository !== undefined && runId !== undefined
          ? `${serverUrl}/${repository}/actions/runs/${runId}`
          : undefined,
    }),
  }
}
