import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { parse } from 'yaml'
import { readAction } from '../../scripts/action-tables.ts'
import { fillRecipes } from '../../scripts/recipes.ts'
import type { Inputs } from '../../src/runtime/runtime.js'
import { readRunSettings } from '../../src/inputs/run-settings.js'
import { readStopSettings, readWaitSettings } from '../../src/inputs/wait-stop-settings.js'
import type { Finding } from '../../src/findings.js'
import { REPOSITORY } from '../../testing/runner/action-file.ts'
import { anchors, codeBlocks, codeSpans, column, linkTargets, readPage, readPages } from './markdown.ts'
import { actionFolder, type WorkflowStep } from './workflow.ts'

const PAGES = readPages()

const ACTIONS = [
  { folder: '.', path: 'action.yml', read: readRunSettings },
  { folder: 'wait', path: 'wait/action.yml', read: readWaitSettings },
  { folder: 'stop', path: 'stop/action.yml', read: readStopSettings },
]

describe('links', () => {
  const resolve = (from: string, target: string) => {
    const [path = '', anchor] = target.split('#')
    return { path: path === '' ? from : join(from, '..', path), anchor }
  }
  const relative = PAGES.flatMap((page) =>
    linkTargets(page)
      .filter((target) => !/^https?:/.test(target))
      .map((target) => ({ from: page.path, target })),
  )

  it.each(relative)('$from: $target', ({ from, target }) => {
    const { path, anchor } = resolve(from, target)
    expect(existsSync(join(REPOSITORY, path))).toBe(true)
    if (anchor !== undefined) expect(anchors(readPage(path))).toContain(anchor)
  })
})

describe('every input', () => {
  const names = new Set(ACTIONS.flatMap(({ path }) => Object.keys(readAction(path).inputs)))
  const { text } = readPage('docs/inputs.md')

  it.each([...names])('%s has a sentence that says when to use it', (name) => {
    expect(text).toMatch(new RegExp(`^- \`${name}\`: \\S.*`, 'm'))
  })

  it('of these is one', () => {
    const overrides = ['memoryReservation', 'command', 'environment', 'environmentFiles', 'gpu']
    const written = [...text.matchAll(/^- `([\w-]+)`/gm)].map(([, name = '']) => name)
    expect(written.filter((name) => !names.has(name) && !overrides.includes(name))).toEqual([])
  })
})

describe('steps in the pages', () => {
  const steps = PAGES.flatMap((page) =>
    codeBlocks(page, 'yaml')
      .flatMap((block) => findSteps(parse(block, { schema: 'failsafe' })))
      .map((step) => ({ page: page.path, step })),
  )

  it.each(steps)('$page: one that uses $step.uses has no mistakes', ({ step }) => {
    const { path, read } = ACTIONS.find(({ folder }) => folder === actionFolder(step.uses)) ?? {}
    if (path === undefined || read === undefined) throw new Error(`There is no ${step.uses ?? ''}`)
    const { inputs } = readAction(path)
    const given = step.with ?? {}
    expect(Object.keys(inputs)).toEqual(expect.arrayContaining(Object.keys(given)))
    const required = Object.keys(inputs).filter((name) => inputs[name]?.required)
    expect(Object.keys(given)).toEqual(expect.arrayContaining(required))
    const text = (name: string) => {
      const value = given[name] ?? ''
      // What an expression will be is not known here, and the value that most inputs take is none.
      return value.includes('${{') ? (STAND_INS[name] ?? '') : value
    }
    expect(findingsOf(read, text)).toEqual([])
  })

  it('are there at all', () => {
    expect(new Set(steps.map(({ step }) => step.uses)).size).toBe(3)
  })

  it.each(
    PAGES.flatMap((page) =>
      codeBlocks(page, 'yaml').flatMap((block) => {
        const { containers, register } = parse(block, { schema: 'failsafe' }) as Record<string, unknown>
        const mode = typeof register === 'string' ? register : ''
        return typeof containers === 'string' ? [{ page: page.path, containers, mode }] : []
      }),
    ),
  )('$page: containers without mistakes', ({ containers, mode }) => {
    const texts: Record<string, string> = { 'task-definition': 'nightly-etl', containers, register: mode }
    expect(findingsOf(readRunSettings, (name) => texts[name] ?? '')).toEqual([])
  })
})

/** Keys of `containers`, which are no inputs. */
const ONLY_IN_CONTAINERS = ['entryPoint', 'environmentFiles', 'image', 'secrets']

const STAND_INS: Readonly<Record<string, string>> = {
  'task-definition': 'nightly-etl',
  'task-arns': `["arn:aws:ecs:eu-west-1:111122223333:task/analytics/${'0'.repeat(32)}"]`,
  containers: 'app: {}',
}

function findingsOf(
  read: (inputs: Inputs) => { readonly findings: readonly Finding[] },
  text: (name: string) => string,
): readonly Finding[] {
  return read({ text, github: {} }).findings
}

/** Every step of this repository's actions, however deep in the block. */
function findSteps(node: unknown): WorkflowStep[] {
  if (typeof node !== 'object' || node === null) return []
  if ('uses' in node) {
    const step = node as WorkflowStep
    return actionFolder(step.uses) === undefined ? [] : [step]
  }
  return Object.values(node).flatMap(findSteps)
}

describe('the page of recipes', () => {
  it('shows every recipe as it is', () => {
    const { text } = readPage('docs/recipes.md')
    expect(fillRecipes(text)).toBe(text)
    const shown = [...text.matchAll(/<!-- ([a-z-]+):start -->/g)].map(([, name = '']) => `${name}.yml`)
    const files = globSync('*.yml', { cwd: join(REPOSITORY, 'docs/recipes') })
    expect(shown.sort()).toEqual(files.sort())
  })
})

describe('the page of permissions', () => {
  const page = readPage('docs/iam.md')

  it('has a policy with every call that the source makes', () => {
    const source = globSync('src/**/*.ts', { cwd: REPOSITORY }).map((path) =>
      readFileSync(join(REPOSITORY, path), 'utf8'),
    )
    const calls = source.flatMap((text) =>
      [...text.matchAll(/new (\w+)Command\(/g)].map(([, name = '']) => name),
    )
    const actions = codeBlocks(page, 'json').flatMap((block) =>
      [...block.matchAll(/"(?:ecs|logs):(\w+)"/g)].map(([, name]) => name),
    )
    expect(actions).toEqual(expect.arrayContaining(calls))
    expect(calls).toContain('RunTask')
  })

  it('has policies that are JSON', () => {
    for (const block of codeBlocks(page, 'json')) expect(() => JSON.parse(block) as unknown).not.toThrow()
  })
})

describe('the page about moving here', () => {
  const page = readPage('docs/migrating.md')
  const { inputs, outputs = {} } = readAction('action.yml')

  it('leads to inputs and outputs that there are', () => {
    const known = [
      ...Object.keys(inputs),
      ...Object.keys(outputs),
      'command',
      'environment',
      ...ONLY_IN_CONTAINERS,
    ]
    const named = column(page, 'here').flatMap(codeSpans)
    expect(named.filter((name) => !known.includes(name))).toEqual([])
    expect(named.length).toBeGreaterThan(40)
  })
})
