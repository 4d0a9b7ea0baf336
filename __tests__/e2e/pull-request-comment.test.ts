import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, jest } from '@jest/globals'
import type { Simulator } from '../../simulator/simulator.ts'
import { type GithubApi, type GithubApiOptions, startGithubApi } from '../../testing/github-api.ts'
import { appRuns, INPUTS, simulate } from '../../testing/nightly-etl.ts'
import { startProxy } from '../../testing/proxy.ts'
import { type FinishedStep, runAction, startAction, type StepRequest } from '../../testing/runner/runner.ts'

jest.setTimeout(60_000)

const TOKEN = 'ghs_16C7e42F292c6912E7710c838347Ae178B4a'
const COMMENT = { 'pull-request-comment': 'true', 'github-token': TOKEN }
const DRY_RUN = { ...COMMENT, 'dry-run': 'true' }
const HEAD = { repo: { full_name: 'octo-org/warehouse' } }
const FORK = { repo: { full_name: 'mallory/warehouse' } }

interface Job {
  readonly api: GithubApi
  readonly simulator: Simulator
  /** Runs a step with these inputs beside those that every task needs. */
  readonly step: (inputs: Record<string, string>, env?: StepRequest['env']) => Promise<FinishedStep>
  /** What such a step is started with. */
  readonly request: (inputs: Record<string, string>, env?: StepRequest['env']) => StepRequest
}

/** A job for pull request 7; `event` is the text of the file that GITHUB_EVENT_PATH names. */
async function onPullRequest(
  options: GithubApiOptions,
  test: (job: Job) => Promise<void>,
  event = JSON.stringify({ number: 7, pull_request: { number: 7, head: HEAD } }),
): Promise<void> {
  const api = await startGithubApi(options)
  const folder = mkdtempSync(join(tmpdir(), 'event-'))
  const path = join(folder, 'event.json')
  writeFileSync(path, event)
  try {
    await simulate({}, async (simulator) => {
      const request: Job['request'] = (inputs, env) => ({
        simulator,
        inputs: { ...INPUTS, ...inputs },
        env: {
          GITHUB_API_URL: api.url,
          GITHUB_EVENT_NAME: 'pull_request',
          GITHUB_EVENT_PATH: path,
          GITHUB_WORKFLOW_REF: 'octo-org/warehouse/.github/workflows/nightly.yml@refs/pull/7/merge',
          ...env,
        },
      })
      await test({ api, simulator, request, step: async (inputs, env) => runAction(request(inputs, env)) })
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
    await api.stop()
  }
}

function warningsOf({ annotations }: FinishedStep): string[] {
  return annotations.filter(({ level }) => level === 'warning').map(({ message }) => message)
}

function bodiesOf({ comments }: GithubApi): string[] {
  return comments.map(({ body }) => body.replaceAll('\u00a0', ' '))
}

describe('pull-request-comment', () => {
  it.concurrent('writes the plan of a dry run, updates it in the next run, and leaves others alone', () =>
    onPullRequest({ comments: [{ id: 1, login: 'octocat', body: 'LGTM' }] }, async ({ api, step }) => {
      const first = await step({ ...DRY_RUN, cpu: '4 vCPU', memory: '16 GB' })
      expect(first).toMatchObject({ outcome: 'success', outputs: { outcome: 'planned' } })
      expect(warningsOf(first).join()).not.toMatch(/comment/)
      expect(first.log).toContain('The comment on pull request 7 is created.')
      expect(api.comments).toHaveLength(2)
      expect(bodiesOf(api)[1]).toMatch(/would run; nothing was started[^]*\*\*4\*\*[^]*\*\*16 GB\*\*/)
      expect(api.comments[1]?.body).toContain('https://github.com/octo-org/warehouse/actions/runs/4711')

      const second = await step({ ...DRY_RUN, cpu: '2 vCPU', memory: '8 GB' })
      expect(second.log).toContain('The comment on pull request 7 is updated.')
      expect(api.comments).toHaveLength(2)
      expect(api.comments[0]?.body).toBe('LGTM')
      expect(bodiesOf(api)[1]).toMatch(/\*\*8 GB\*\*/)
      expect(new Set(api.authorizations)).toEqual(new Set([`token ${TOKEN}`]))
    }),
  )

  it.concurrent('leaves a comment of another user alone that has the same marker', () =>
    onPullRequest({}, async ({ api, step }) => {
      await step(DRY_RUN)
      const body = api.comments[0]?.body ?? ''
      api.comments.splice(0, 1, { id: 1, login: 'mallory', body })
      const again = await step(DRY_RUN)
      expect(again.log).toContain('is created.')
      expect(api.comments.map(({ login }) => login)).toEqual(['mallory', 'github-actions[bot]'])
      expect(api.comments[0]?.body).toBe(body)
    }),
  )

  it.concurrent('gives each matrix leg and step a comment of its own, whatever the ref is', () =>
    onPullRequest({}, async ({ api, step }) => {
      await step(DRY_RUN)
      await step({ ...DRY_RUN, 'job-index': '1' })
      await step(DRY_RUN, { GITHUB_ACTION: 'other' })
      await step(DRY_RUN, {
        GITHUB_WORKFLOW_REF: 'octo-org/warehouse/.github/workflows/nightly.yml@refs/heads/main',
      })
      expect(api.comments).toHaveLength(3)
    }),
  )

  it.concurrent('writes the result of a task that failed, and nothing of what it printed', () =>
    onPullRequest({}, async ({ api, step }) => {
      const containers = appRuns('echo hunter2 and @octocat; exit 3')
      const ran = await step({ ...COMMENT, containers, 'result-from': 'app' })
      expect(ran).toMatchObject({ outcome: 'failure', outputs: { outcome: 'failed', 'exit-code': '3' } })
      const [body = ''] = bodiesOf(api)
      expect(body).toMatch(/failed after [^]*: exit code 3/)
      expect(body).toContain(ran.outputs['task-ids']?.slice(2, 10))
      expect(body).not.toMatch(/hunter2|@|\d{12}(?!\d)/)
    }),
  )

  it.concurrent('writes the mistakes of a plan by rule and place', () =>
    onPullRequest({}, async ({ api, step }) => {
      const refused = await step({ ...DRY_RUN, cpu: '256', memory: '8 GB' })
      expect(refused.outcome).toBe('failure')
      expect(bodiesOf(api)).toEqual([
        expect.stringMatching(
          /cannot run like this: 2 mistakes[^]*❌ <code>fargate-size<\/code> at <code>memory<\/code>/,
        ),
      ])
    }),
  )

  it.concurrent.each(['read', 'none'] as const)(
    'warns of the permission where the token has access %s, and the step is green',
    (access) =>
      onPullRequest({ access }, async ({ api, step }) => {
        const ran = await step({ ...COMMENT, containers: appRuns('true') })
        expect(ran).toMatchObject({ outcome: 'success', outputs: { outcome: 'succeeded' } })
        expect(warningsOf(ran).filter((text) => text.includes('GitHub answered'))).toEqual([
          expect.stringMatching(/GitHub answered 403[^]*permissions of the job:\n {4}pull-requests: write/),
        ])
        expect(api.comments).toEqual([])
      }),
  )

  it.concurrent('says of a fork that its token can only read', () =>
    onPullRequest(
      { access: 'read' },
      async ({ step }) => {
        const ran = await step(DRY_RUN)
        expect(ran.outcome).toBe('success')
        expect(warningsOf(ran).join('\n')).toMatch(
          /comes from a fork.*only read: without pull-requests: write/,
        )
      },
      JSON.stringify({ pull_request: { number: 7, head: FORK } }),
    ),
  )

  it.concurrent('says what is wrong with the token', () =>
    onPullRequest({ access: 'bad-credentials' }, async ({ step }) => {
      const refused = await step(DRY_RUN)
      expect(refused.outcome).toBe('success')
      expect(warningsOf(refused).join('\n')).toMatch(/GitHub answered 401[^]*does not accept github-token/)
      const blank = await step({ ...DRY_RUN, 'github-token': ' ' })
      expect(blank.outcome).toBe('success')
      expect(warningsOf(blank).join('\n')).toContain('github-token is blank')
    }),
  )

  it.concurrent.each([
    ['cut off', '{"pull_request": {"num', undefined],
    ['that of a push', '{"ref": "refs/heads/main"}', undefined],
    ['missing', '{}', { GITHUB_EVENT_PATH: '/no/such.json' }],
  ])('writes none and is no worse where the event is %s', (_what, event, env) =>
    onPullRequest(
      {},
      async ({ api, step }) => {
        const ran = await step(DRY_RUN, env)
        expect(ran).toMatchObject({ outcome: 'success', outputs: { outcome: 'planned' } })
        expect(warningsOf(ran).join()).not.toMatch(/comment/)
        expect(api.requests).toEqual([])
      },
      event,
    ),
  )

  it.concurrent('asks GitHub nothing unless it is wanted', () =>
    onPullRequest({}, async ({ api, step }) => {
      await step({ 'dry-run': 'true', 'github-token': TOKEN })
      expect(api.requests).toEqual([])
    }),
  )

  it.concurrent('writes none for a step that is cancelled', () =>
    onPullRequest({}, async ({ api, request }) => {
      const step = startAction(request({ ...COMMENT, containers: appRuns('exec sleep 600') }))
      await step.waitForLine(/RUNNING/)
      const cancelled = await step.cancel()
      expect(cancelled.outputs['outcome']).toBe('cancelled')
      expect(api.requests).toEqual([])
    }),
  )

  it.concurrent('shows the token in no log, and masks it for the job', () =>
    onPullRequest({}, async ({ request }) => {
      const step = await runAction({ ...request(DRY_RUN), debug: true })
      expect(step.masks).toContain(TOKEN)
      expect(step.lines.filter((line) => line.includes(TOKEN))).toEqual([`::add-mask::${TOKEN}`])
      expect(step.everything.split(TOKEN)).toHaveLength(2)
    }),
  )

  it.concurrent('asks GitHub through the proxy of the runner, and is no worse where that refuses', () =>
    onPullRequest({}, async ({ step }) => {
      const proxy = await startProxy({ connectStatus: 403 })
      try {
        const ran = await step(DRY_RUN, {
          HTTPS_PROXY: proxy.url,
          GITHUB_API_URL: 'https://github.example.com/api/v3',
        })
        expect(ran).toMatchObject({ outcome: 'success', outputs: { outcome: 'planned' } })
        expect(new Set(proxy.requests)).toEqual(new Set(['CONNECT github.example.com:443']))
        expect(warningsOf(ran).join('\n')).toMatch(/^Pull request 7: /m)
      } finally {
        await proxy.stop()
      }
    }),
  )

  it.concurrent('gives up a GitHub that does not answer, and is no worse', () =>
    onPullRequest({}, async ({ step }) => {
      const silent = createServer(() => undefined)
      await new Promise<void>((resolve) => {
        silent.listen(0, '127.0.0.1', resolve)
      })
      try {
        const { port } = silent.address() as AddressInfo
        const ran = await step(DRY_RUN, { GITHUB_API_URL: `http://127.0.0.1:${port}` })
        expect(ran).toMatchObject({ outcome: 'success', outputs: { outcome: 'planned' } })
        expect(warningsOf(ran).join('\n')).toMatch(/^Pull request 7: /m)
        expect(ran.durationMs).toBeLessThan(50_000)
      } finally {
        silent.closeAllConnections()
        silent.close()
      }
    }),
  )
})
