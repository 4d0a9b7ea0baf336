import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { toUSVString } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { Task } from '@aws-sdk/client-ecs'
import MarkdownIt from 'markdown-it'
import fc from '../../testing/properties.js'
import { finish } from '../../src/flows/finish.js'
import { openStepRuntime } from '../../src/runtime/runtime.js'
import { setResultOutput, setTaskOutputs } from '../../src/report/outputs.js'
import { showProgress } from '../../src/report/log/progress.js'
import type { RunReport } from '../../src/report/run-report.js'
import { writeSummary } from '../../src/report/summary/summary.js'
import { openRunnerConsole } from '../../src/runtime/console.js'
import { systemClock } from '../../src/runtime/clock.js'
import { sanitizeLine } from '../../src/text/sanitize.js'
import { parseCommand } from '../../testing/runner/commands.ts'
import { parseCommandFile } from '../../testing/runner/command-files.ts'
import { viewAfter, reportOf } from '../report/reports.js'
import { hostileText, linesAsRead } from '../../testing/hostile-text.ts'
import { printedBy } from '../../testing/printed.ts'

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

/** A failed task in the report of a step, of which everything that is text is hostile. */
function reportWith({ name, reason, stoppedReason, stopCode, definition }: Reasons): RunReport {
  const report = reportOf([
    { inputs: {}, tasks: [{ at: [1, 2, 3, 60, 62], exitCode: 1, reason, stopCode, stoppedReason }] },
  ])
  const attempts = report.attempts.map((attempt) => ({
    ...attempt,
    tasks: attempt.tasks.map((verdict) => ({
      ...verdict,
      watched: { ...verdict.watched, task: renamed(verdict.watched.task, name) },
    })),
  }))
  return {
    ...report,
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

describe('the report of a task with hostile names and reasons', () => {
  it('makes a runner obey nothing but its own commands, and leaves every output whole', async () => {
    await fc.assert(
      fc.asyncProperty(reasons, async (texts) => {
        const report = reportWith(texts)
        const step = openStepRuntime({
          console: openRunnerConsole(),
          clock: systemClock,
          signal: new AbortController().signal,
        })
        const { commands, stopped, refusedCommand, annotations } = await printedBy(async () => {
          const { console } = step
          for (const { watched } of report.attempts.flatMap(({ tasks }) => tasks))
            showProgress(console, [watched], false)
          console.foreign([texts.reason, texts.name].flatMap((text) => text.split(/[\r\n]/)))
          setTaskOutputs(
            step.setOutput,
            report.attempts.flatMap(({ tasks }) => tasks).flatMap(({ watched }) => watched.task ?? []),
            { definitionOf: () => undefined },
          )
          setResultOutput(step.setOutput, [{ arn: 'task' }], new Map([['task', texts.reason]]))
          step.saveState('launches', texts.stoppedReason)
          await finish({ report }, Date.now(), step)
          console.close()
        })

        expect(new Set(commands.map(({ name }) => name))).toEqual(new Set(['group', 'endgroup', 'error']))
        expect(annotations).toHaveLength(report.verdict.problems.length)
        expect({ stopped, refusedCommand }).toEqual({ stopped: false, refusedCommand: false })
        const outputs = parseCommandFile(take('GITHUB_OUTPUT'))
        expect(Object.keys(outputs).sort()).toEqual([
          'attempts',
          'exit-code',
          'outcome',
          'private-ips',
          'reason',
          'result',
          'stop-code',
          'stopped-reason',
          'tasks',
        ])
        const { result, ...described } = outputs
        expect(result).toBe(toUSVString(texts.reason))
        expect(outputs['stopped-reason']).toBe(toUSVString(sanitizeLine(texts.stoppedReason)))
        for (const value of Object.values(described)) {
          expect(linesAsRead(value)).toHaveLength(1)
          expect(parseCommand(value)).toBeUndefined()
        }
        expect(JSON.parse(outputs['tasks'] ?? '')).toMatchObject([
          { stoppedReason: texts.stoppedReason, containers: [{ name: texts.name }, {}] },
        ])
        expect(parseCommandFile(take('GITHUB_STATE'))).toEqual({ launches: toUSVString(texts.stoppedReason) })
        take('GITHUB_STEP_SUMMARY')
      }),
    )
  })

  it('puts nothing but text into the summary', () => {
    const page = new MarkdownIt({ html: true, linkify: true })
    const plain = page.parse(
      writeSummary(
        viewAfter(
          reportWith({ name: 'app', reason: 'r', stoppedReason: 's', stopCode: 'c', definition: 'd' }),
          70,
        ),
      ),
      {},
    )
    const shapeOf = (tokens: typeof plain) => tokens.map(({ type, tag, info }) => `${type} ${tag} ${info}`)
    fc.assert(
      fc.property(reasons, (texts) => {
        const tokens = page.parse(writeSummary(viewAfter(reportWith(texts), 70)), {})
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
