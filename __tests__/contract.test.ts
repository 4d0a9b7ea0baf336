import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { fillTables, readAction } from '../scripts/action-tables.ts'
import type { Inputs } from '../src/runtime/runtime.js'
import { readRunSettings } from '../src/inputs/run-settings.js'
import { readStopSettings, readWaitSettings } from '../src/inputs/wait-stop-settings.js'
import { STOP_OUTPUT_NAMES } from '../src/flows/stop.js'
import { OUTPUT_NAMES } from '../src/report/outputs.js'

/** Inputs that come from the runner and are no settings: what identifies the step, and a secret that no setting may hold. */
const RUNTIME_INPUTS: readonly string[] = ['job-index', 'github-token']

const ACTIONS = [
  { path: 'action.yml', read: readRunSettings, outputs: [...OUTPUT_NAMES] },
  {
    path: 'wait/action.yml',
    read: readWaitSettings,
    outputs: OUTPUT_NAMES.filter((name) => name !== 'request'),
  },
  { path: 'stop/action.yml', read: readStopSettings, outputs: [...STOP_OUTPUT_NAMES] },
]

/** Reads the inputs that `textOf` knows, and tells which were asked for. */
function readWith(read: (inputs: Inputs) => unknown, textOf: (name: string) => string | undefined) {
  const names = new Set<string>()
  const text = (name: string) => {
    names.add(name)
    return textOf(name) ?? ''
  }
  return { result: read({ text, github: {} }), names: [...names].sort() }
}

describe.each(ACTIONS)('$path', ({ path, read, outputs }) => {
  const action = readAction(path)

  it('has the inputs that the code reads', () => {
    const ofSettings = Object.keys(action.inputs).filter((name) => !RUNTIME_INPUTS.includes(name))
    expect(ofSettings.sort()).toEqual(readWith(read, () => '').names)
  })

  it('has the defaults of the code', () => {
    expect(readWith(read, (name) => action.inputs[name]?.default)).toEqual(readWith(read, () => ''))
  })

  it('has the outputs that the code sets, in the same order', () => {
    expect(Object.keys(action.outputs ?? {})).toEqual(outputs)
  })

  it('describes each in whole sentences', () => {
    const fields = Object.entries({ ...action.inputs, ...action.outputs })
    const poor = fields.filter(([, { description }]) => !/^\S[^]{10,}\.$/.test(description.trim()))
    expect(poor).toEqual([])
  })
})

describe('the tables of the README', () => {
  const start = (name: string) => `<!-- ${name}:start -->\n`
  const end = (name: string) => `<!-- ${name}:end -->`

  it('say what the action files say', () => {
    const readme = existsSync('README.md') ? readFileSync('README.md', 'utf8') : ''
    expect(fillTables(readme)).toBe(readme)
  })

  it('stand between their markers, whatever stood there before', () => {
    const filled = fillTables(`a\n${start('stop-inputs')}old\n${end('stop-inputs')}\nb`)
    expect(filled).toContain(
      `a\n${start('stop-inputs')}\n| input | default | |\n| --- | --- | --- |\n| \`task-arns\` | **required** |`,
    )
    expect(filled).toMatch(/ \|\n\n<!-- stop-inputs:end -->\nb$/)
    expect(filled).not.toContain('old')
    expect(fillTables(filled)).toBe(filled)
  })

  it('are known by name', () => {
    expect(() => fillTables(start('inputz') + end('inputz'))).toThrow('No table is called inputz')
  })
})
