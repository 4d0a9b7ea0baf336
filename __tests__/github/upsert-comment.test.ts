import { describe, expect, it } from '@jest/globals'
import { openOctokit } from '../../src/github/octokit.js'
import { statusOf, upsertComment } from '../../src/github/upsert-comment.js'
import { type GithubApi, type GithubApiOptions, startGithubApi } from '../../testing/github-api.ts'

const PULL_REQUEST = { owner: 'octo-org', repo: 'warehouse', number: 7 }
const OWNER = { workflow: 'nightly.yml', job: 'batch', matrixLeg: '0', step: 'etl' }
const BOT = 'github-actions[bot]'

async function withApi(options: GithubApiOptions, test: (api: GithubApi) => Promise<void>): Promise<void> {
  const api = await startGithubApi(options)
  try {
    await test(api)
  } finally {
    await api.stop()
  }
}

async function upsert({ url }: GithubApi, markdown: string, owner = OWNER): Promise<string> {
  const signal = AbortSignal.timeout(20_000)
  const octokit = await openOctokit({ token: 'a-token', apiUrl: url, signal })
  return upsertComment(octokit, PULL_REQUEST, owner, markdown)
}

/** What the first comment of the step looks like, to be put before a test. */
async function bodyOf(markdown: string): Promise<string> {
  let body = ''
  await withApi({}, async (api) => {
    await upsert(api, markdown)
    body = api.comments[0]?.body ?? ''
  })
  return body
}

describe('upsertComment', () => {
  it('writes a comment, and the next time updates it in place', () =>
    withApi({}, async (api) => {
      expect(await upsert(api, 'first')).toBe('created')
      expect(await upsert(api, 'second')).toBe('updated')
      expect(api.comments).toHaveLength(1)
      expect(api.comments[0]?.body).toMatch(/^<!-- ecs-run-task [\da-f]{32} -->\nsecond$/)
      expect(new Set(api.authorizations)).toEqual(new Set(['token a-token']))
    }))

  it.each([
    ['workflow', { workflow: 'other.yml' }],
    ['job', { job: 'other' }],
    ['matrix leg', { matrixLeg: '1' }],
    ['step', { step: 'other' }],
  ])('gives another %s a comment of its own', (_what, change) =>
    withApi({}, async (api) => {
      await upsert(api, 'mine')
      expect(await upsert(api, 'other', { ...OWNER, ...change })).toBe('created')
      expect(api.comments).toHaveLength(2)
    }),
  )

  it('finds its comment beyond the first page', async () => {
    const body = await bodyOf('old')
    const others = Array.from({ length: 250 }, (_, id) => ({ id, login: 'octocat', body: 'LGTM' }))
    await withApi({ comments: [...others, { id: 900, login: BOT, body }] }, async (api) => {
      expect(await upsert(api, 'new')).toBe('updated')
      expect(api.comments.at(-1)?.body).toMatch(/\nnew$/)
      expect(api.requests.filter((request) => request.startsWith('GET'))).toHaveLength(3)
    })
  })

  it('leaves a comment of somebody else alone that has its marker', async () => {
    const body = await bodyOf('old')
    await withApi({ comments: [{ id: 1, login: 'mallory', body }] }, async (api) => {
      expect(await upsert(api, 'new')).toBe('created')
      expect(api.comments.map((comment) => comment.login)).toEqual(['mallory', BOT])
      expect(api.comments[0]?.body).toBe(body)
    })
  })

  it('leaves a comment of its own alone that quotes the marker', async () => {
    const body = `> ${await bodyOf('old')}`
    await withApi({ comments: [{ id: 1, login: BOT, body }] }, async (api) => {
      expect(await upsert(api, 'new')).toBe('created')
    })
  })

  it('knows whose token it has: that of an app or a person as well', async () => {
    const body = await bodyOf('old')
    const comments = [
      { id: 1, login: BOT, body },
      { id: 2, login: 'our-app[bot]', body },
    ]
    await withApi({ login: 'our-app[bot]', comments }, async (api) => {
      expect(await upsert(api, 'new')).toBe('updated')
      expect(api.comments[1]?.body).toMatch(/\nnew$/)
    })
  })

  it('takes the token for that of the job where GitHub does not tell', async () => {
    const comments = [{ id: 1, login: BOT, body: await bodyOf('old') }]
    await withApi({ withoutGraphql: true, comments }, async (api) => {
      expect(await upsert(api, 'new')).toBe('updated')
    })
  })

  it.each([
    ['read', 403],
    ['none', 403],
    ['bad-credentials', 401],
  ] as const)('rejects with the status of the answer where the token has access %s', (access, status) =>
    withApi({ access }, async (api) => {
      const error: unknown = await upsert(api, 'new').catch((thrown: unknown) => thrown)
      expect(statusOf(error)).toBe(status)
      expect(api.comments).toEqual([])
    }),
  )

  it('gives up when its signal is aborted', () =>
    withApi({}, async ({ url }) => {
      const octokit = await openOctokit({ token: 'a-token', apiUrl: url, signal: AbortSignal.abort() })
      await expect(upsertComment(octokit, PULL_REQUEST, OWNER, 'x')).rejects.toThrow()
    }))
})
