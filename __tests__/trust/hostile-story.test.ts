import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { toUSVString } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { Task } from '@aws-sdk/client-ecs'
import fc from '../support/properties.js'
import MarkdownIt from 'markdown-it'
import { conclude } from '../../src/flows/conclude.js'
import { runnerStep } from '../../src/flows/step.js'
import { tellTasks } from '../../src/report/outputs.js'
import { showProgress } from '../../src/report/show-progress.js'
import type { Story } from '../../src/report/story.js'
import { writeSummary } from '../../src/report/summary.js'
import { openRunnerConsole } from '../../src/world/console.js'
import { systemClock } from '../../src/world/clock.js'
import { parseCommandFile } from '../e2e/command-files.ts'
import { endsAfter, storyOf } from '../report/stories.js'
import { hostileText } from '../support/hostile-text.ts'
import { printedBy } from '../support/printed.ts'

const COMMANDS = [
  ...['\n::error::x', '\r::add-mask::x', '\n ::set-output name=a::b', '::stop-commands::x', '::endgroup::'],
  ...['##[error]x', '##[add-mask]x', '\n##[group]x', '\u2028::error::x', '\u0085::error::x', '\v::error::x'],
]
const MARKDOWN = [
  ...[
    '```',
    '```mermaid\ngraph TD',
    '~~~',
    '|',
    '| --- |',
    '# ',
    '- ',
    '> ',
    '***',
    '__',
    '~~',
    '\\',
    '\n\n',
  ],
  ...[
    '![x](https://evil.example/x.png)',
    '[x](https://evil.example)',
    '<https://evil.example>',
    'www.evil.example',
  ],
  ...[
    '<img src=x onerror=x>',
    '<script>',
    '</details>',
    '<!--',
    '&lt;',
    '&#60;',
    '[x]: https://evil.example',
    '@octocat',
    '$$x$$',
    ':smile:',
  ],
  ...['ghadelimiter_', '<<EOF', 'EOF', '=', '\ud800', '\ufffd'],
]

/** Text of somebody who wants to be obeyed by a runner, a terminal or a page. */
const hostile = fc
  .array(fc.oneof(hostileText, fc.constantFrom(...COMMANDS), fc.constantFrom(...MARKDOWN)), { maxLength: 6 })
  .map((parts) => parts.join(''))
const veryLong = hostile.map((text) => (text === '' ? 'x' : text).repeat(2000))

const reasons = fc.record({
  name: hostile,
  reason: hostile,
  stoppedReason: fc.oneof({ weight: 9, arbitrary: hostile }, { weight: 1, arbitrary: veryLong }),
  stopCode: hostile,
  definition: hostile,
})

type Reasons = typeof reasons extends fc.Arbitrary<infer T> ? T : never

/** A failed task in the story of a step, of which everything that is text is hostile. */
function storyWith({ name, reason, stoppedReason, stopCode, definition }: Reasons): Story {
  const story = storyOf([
    { inputs: {}, tasks: [{ at: [1, 2, 3, 60, 62], exitCode: 1, reason, stopCode, stoppedReason }] },
  ])
  const attempts = story.attempts.map((attempt) => ({
    ...attempt,
    tasks: attempt.tasks.map((watched) => ({ ...watched, task: renamed(watched.task, name) })),
  }))
  return {
    ...story,
    name: definition,
    attempts,
    findings: [{ severity: 'warning', rule: 'x', where: definition, message: reason, advice: stoppedReason }],
  }
}

function renamed(task: Task | undefined, name: string): Task {
  return {
    ...task,
    containers: (task?.containers ?? []).map((container, index) =>
      index === 0 ? { ...container, name } : container,
    ),
  }
}

let folder: string
const before = { ...process.env }

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hostile-'))
  for (const file of ['GITHUB_OUTPUT', 'GITHUB_STATE', 'GITHUB_STEP_SUMMARY']) {
    process.env[file] = join(folder, file)
    writeFileSync(join(folder, file), '')
  }
})

afterEach(() => {
  process.env = { ...before }
  rmSync(folder, { recursive: true })
})

/** What the file holds, which is empty again afterwards. */
function take(file: string): string {
  const text = readFileSync(join(folder, file), 'utf8')
  writeFileSync(join(folder, file), '')
  return text
}

describe('the story of a task with hostile names and reasons', () => {
  it('makes a runner obey nothing but its own commands, and leaves every output whole', async () => {
    await fc.assert(
      fc.asyncProperty(reasons, async (texts) => {
        const story = storyWith(texts)
        const step = runnerStep()
        const { commands, stopped, refusedCommand, annotations } = await printedBy(async () => {
          const console = openRunnerConsole()
          for (const watched of story.attempts.flatMap(({ tasks }) => tasks))
            showProgress(console, [watched], false)
          console.foreign([texts.reason, texts.name].flatMap((text) => text.split(/[\r\n]/)))
          tellTasks(
            step.setOutput,
            story.attempts.flatMap(({ tasks }) => tasks).flatMap(({ task }) => task ?? []),
          )
          step.saveState('ledger', texts.stoppedReason)
          const world = { console, clock: systemClock, signal: new AbortController().signal }
          await conclude(step, { story }, Date.now(), world)
          console.close()
        })

        expect(new Set(commands.map(({ name }) => name))).toEqual(new Set(['group', 'endgroup', 'error']))
        expect(annotations).toHaveLength(story.verdict.problems.length)
        expect({ stopped, refusedCommand }).toEqual({ stopped: false, refusedCommand: false })
        const outputs = parseCommandFile(take('GITHUB_OUTPUT'))
        expect(Object.keys(outputs).sort()).toEqual([
          'exit-code',
          'outcome',
          'stop-code',
          'stopped-reason',
          'tasks',
        ])
        expect(outputs['stopped-reason']).toBe(toUSVString(texts.stoppedReason))
        expect(JSON.parse(outputs['tasks'] ?? '')).toMatchObject([
          { stoppedReason: texts.stoppedReason, containers: [{ name: texts.name }, {}] },
        ])
        expect(parseCommandFile(take('GITHUB_STATE'))).toEqual({ ledger: toUSVString(texts.stoppedReason) })
        take('GITHUB_STEP_SUMMARY')
      }),
    )
  })

  it('puts nothing but text into the summary', () => {
    const page = new MarkdownIt({ html: true, linkify: true })
    const plain = page.parse(
      writeSummary(
        storyWith({ name: 'app', reason: 'r', stoppedReason: 's', stopCode: 'c', definition: 'd' }),
        endsAfter(70),
      ),
      {},
    )
    const shapeOf = (tokens: typeof plain) => tokens.map(({ type, tag, info }) => `${type} ${tag} ${info}`)
    fc.assert(
      fc.property(reasons, (texts) => {
        const tokens = page.parse(writeSummary(storyWith(texts), endsAfter(70)), {})
        const inline = tokens.flatMap(({ children }) => children ?? [])
        expect(inline.filter(({ type }) => type === 'image')).toEqual([])
        const links = inline.flatMap((token) =>
          token.type === 'link_open' ? (token.attrGet('href') ?? '') : [],
        )
        expect(links.filter((url) => !url.startsWith('https://us-east-1.console.aws.amazon.com/'))).toEqual(
          [],
        )
        const tags = inline.flatMap(({ type, content }) => (type === 'html_inline' ? content : []))
        expect(tags.filter((tag) => !/^<(br|\/?code|\/?span)>$/.test(tag))).toEqual([])
        expect(inline.filter(({ type }) => ['code_inline', 'em_open', 's_open'].includes(type))).toEqual([])
        expect(new Set(shapeOf(tokens))).toEqual(new Set(shapeOf(plain)))
      }),
    )
  })
})
