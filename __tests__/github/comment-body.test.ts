import { describe, expect, it } from '@jest/globals'
import MarkdownIt from 'markdown-it'
import { type CommentFacts, writeComment } from '../../src/github/comment-body.js'
import { ETL, FARGATE, ON_EC2, plan } from '../sizing/written.js'
import fc from '../../testing/properties.js'

const GROWN = plan(ETL, { cpu: 4096, memory: 16_384 }, FARGATE)

function facts(changes: Partial<CommentFacts> = {}): CommentFacts {
  return {
    outcome: 'planned',
    name: 'nightly-etl:42',
    place: ['analytics', 'eu-west-1', 'Fargate'],
    region: 'eu-west-1',
    count: 1,
    plan: GROWN,
    runsOnSpot: false,
    findings: [],
    attempts: 1,
    tookMs: 205_000,
    tasks: [],
    runUrl: 'https://github.com/octo-org/warehouse/actions/runs/1234567890',
    ...changes,
  }
}

const firstLine = (changes: Partial<CommentFacts>): string =>
  writeComment(facts(changes)).split('\n')[0] ?? ''

describe('the comment on a pull request', () => {
  it('has the sizes before and after, what an hour costs, and the run', () => {
    expect(writeComment(facts()).replaceAll('\u00a0', ' ')).toMatchInlineSnapshot(`
      "### 📋 <code>nightly-etl:42</code> would run; nothing was started

      analytics · eu-west-1 · Fargate

      | size of | vCPU | memory |
      | --- | --- | --- |
      | **task** | 1 → **4** | 4 → **16 GB** |
      | &emsp;<code>app</code> | 0.5 | 2 GB |
      | &emsp;<code>log-router</code> | 0.25 | 512 MB |

      An hour costs about <span>$</span>0.23 (in the sizes of the task definition <span>$</span>0.058): on-demand prices of 2026-09 in eu-west-1, without storage, transfer and logs.

      [The run](https://github.com/octo-org/warehouse/actions/runs/1234567890) has the details."
    `)
  })

  it.each([
    [
      { outcome: 'planned', count: 3 },
      '### 📋 <code>nightly-etl:42</code> would run, 3 times; nothing was started',
    ],
    [{ outcome: 'succeeded' }, '### ✅ <code>nightly-etl:42</code> succeeded in 3 min 25 s'],
    [
      { outcome: 'succeeded', attempts: 3 },
      '### ✅ <code>nightly-etl:42</code> succeeded in 3 min 25 s, at attempt 3',
    ],
    [
      { outcome: 'failed', exitCode: 3 },
      '### ❌ <code>nightly-etl:42</code> failed after 3 min 25 s: exit code 3',
    ],
    [{ outcome: 'failed' }, '### ❌ <code>nightly-etl:42</code> failed after 3 min 25 s'],
    [{ outcome: 'timed-out' }, '### ⌛ <code>nightly-etl:42</code> timed out after 3 min 25 s'],
    [{ outcome: 'skipped' }, '### ⏭️ <code>nightly-etl:42</code> was not started: it runs already'],
    [{ outcome: 'started' }, '### ▶️ <code>nightly-etl:42</code> was started'],
    [{ outcome: 'failed', name: '' }, '### ❌ The task failed after 3 min 25 s'],
  ] as const)('begins with what happened: %j', (changes, heading) => {
    expect(firstLine(changes)).toBe(heading)
  })

  it('names mistakes by their rule and place, and quotes nothing of what was written', () => {
    const written = {
      rule: 'fargate-size',
      message: 'hunter2 is no size',
      advice: 'hunter2',
      paste: 'hunter2',
    }
    const comment = writeComment(
      facts({
        outcome: 'failed',
        findings: [
          { ...written, severity: 'error', where: 'containers:4:5' },
          { ...written, severity: 'warning', where: 'hunter2 of app' },
        ],
      }),
    )
    expect(comment).toContain('cannot run like this: 1 mistake')
    expect(comment).toContain(
      '- ❌ <code>fargate-size</code> at <code>containers:4:5</code>\n- ⚠️ <code>fargate-size</code>\n',
    )
    expect(comment).not.toContain('hunter2')
  })

  it('links to the tasks, ten of them at most', () => {
    const tasks = Array.from({ length: 12 }, (_, index) => ({
      id: `task${index}abcdef`,
      url: `https://example.com/${index}`,
    }))
    const comment = writeComment(facts({ outcome: 'succeeded', tasks }))
    expect(comment).toContain('Tasks: [<code>task0abc</code>](https://example.com/0), ')
    expect(comment).toMatch(/9\) and 2 more$/m)
  })

  it.each([
    ['a Region without a known price', { region: 'mars-north-1' }],
    ['instances', { plan: plan(ON_EC2, { cpu: 512 }) }],
  ])('names no cost for %s', (_what, changes) => {
    expect(writeComment(facts(changes))).not.toContain('hour')
  })

  it('says that Spot costs less, and what all tasks cost together', () => {
    const comment = writeComment(facts({ runsOnSpot: true, count: 10 }))
    expect(comment).toContain('An hour of 10 tasks costs about')
    expect(comment).toContain('Fargate Spot costs less, at a price that varies.')
  })

  it('holds no account number, whatever was written as a name', () => {
    const name = 'arn:aws:ecs:eu-west-1:111122223333:task-definition/etl:1'
    const comment = writeComment(facts({ name, place: ['arn:aws:ecs:eu-west-1:111122223333:cluster/x'] }))
    expect(comment).not.toContain('111122223333')
    expect(comment).toContain('task-definition/etl')
  })

  it('mentions nobody and links nowhere else, whatever the names are', () => {
    const page = new MarkdownIt({ html: true, linkify: true })
    const piece = fc.constantFrom(
      '@octocat',
      '#1',
      '`',
      '<img src=x>',
      '[x](https://evil.example)',
      '|',
      '\n',
      '- ',
      'a',
      '</code>',
      '<!--',
    )
    const hostile = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(''))
    fc.assert(
      fc.property(hostile, hostile, (name, cluster) => {
        const containers = GROWN.containers.map((container) => ({ ...container, name }))
        const comment = writeComment(facts({ name, place: [cluster], plan: { ...GROWN, containers } }))
        const html = page.render(comment)
        const links = Array.from(html.matchAll(/href="([^"]*)"/g), ([, url]) => url)
        expect(links).toEqual(['https://github.com/octo-org/warehouse/actions/runs/1234567890'])
        expect(html).not.toMatch(/<img|<!--/)
        // A mention counts outside of code alone.
        expect(html.replaceAll(/<code>.*?<\/code>/gs, '')).not.toMatch(/@octocat|#1/)
      }),
    )
  })
})
