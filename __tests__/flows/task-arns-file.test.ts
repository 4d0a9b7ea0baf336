import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { readStopSettings } from '../../src/inputs/wait-stop-settings.js'
import { withTaskArnsFile } from '../../src/flows/task-arns-file.js'
import { given } from '../inputs/reading-inputs.js'

const before = { ...process.env }
let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'task-arns-'))
  process.env['GITHUB_WORKSPACE'] = folder
})

afterEach(() => {
  rmSync(folder, { recursive: true })
  process.env = { ...before }
})

function arns(count: number): string[] {
  return Array.from(
    { length: count },
    (_, index) => `arn:aws:ecs:us-east-1:111122223333:task/default/${String(index).padStart(32, '0')}`,
  )
}

describe('withTaskArnsFile', () => {
  it.each([
    ['a JSON array', (list: readonly string[]) => JSON.stringify(list)],
    ['one ARN a line', (list: readonly string[]) => `${list.join('\n')}\n`],
  ])('reads thousands of ARNs from a file with %s', async (_form, write) => {
    const list = arns(3000)
    writeFileSync(join(folder, 'task-arns.json'), write(list))
    for (const path of ['task-arns.json', './task-arns.json', join(folder, 'task-arns.json')]) {
      const { inputs, findings } = await withTaskArnsFile(given({ 'task-arns': path, reason: 'over' }))
      expect(findings).toEqual([])
      const read = readStopSettings(inputs)
      expect(read.findings).toEqual([])
      expect(read.settings).toMatchObject({ taskArns: list, reason: 'over' })
    }
  })

  it.each([
    ['missing.json', 'task-arns is the file missing.json, which is not read: there is no such file'],
    ['../x.json', 'task-arns is the file ../x.json, which is not read: there is no such file'],
  ])('says why %s is not read', async (path, message) => {
    const { findings } = await withTaskArnsFile(given({ 'task-arns': path }))
    expect(findings).toMatchObject([{ severity: 'error', where: 'task-arns', message }])
  })

  it.each([
    '',
    '[]',
    '["a.b"]',
    ...arns(1),
    arns(2).join(','),
    '0123456789abcdef0123456789abcdef',
    'nightly',
  ])('takes %j for no path', async (text) => {
    const inputs = given({ 'task-arns': text })
    expect(await withTaskArnsFile(inputs)).toEqual({ inputs, findings: [] })
  })
})
