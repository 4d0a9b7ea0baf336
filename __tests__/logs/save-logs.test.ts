import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { LogSource } from '../../src/logs/log-source.js'
import { saveLogs } from '../../src/logs/save-logs.js'

function source(taskId: string, container: string): LogSource {
  const taskArn = `arn:aws:ecs:us-east-1:123456789012:task/default/${taskId}`
  return { taskArn, container, group: 'g', stream: 's', region: 'us-east-1' }
}

let directory: string
let troubles: string[]

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'logs-'))
  troubles = []
})

afterEach(() => {
  rmSync(directory, { recursive: true })
})

function open(folder = 'saved') {
  return saveLogs({
    directory: join(directory, folder),
    onTrouble: (file, { code = '' }) => {
      troubles.push(`${code} ${file.slice(directory.length + 1)}`)
    },
  })
}

const read = (...path: string[]): string => readFileSync(join(directory, ...path), 'utf8')

describe('saveLogs', () => {
  it('writes the events of each container to a file of its own, as they are', async () => {
    const { take } = open()
    await take(source('one', 'app'), [])
    await take(source('one', 'app'), ['\u001b[31mred\u001b[0m', '::error::x', 'two\nlines'])
    await Promise.all([
      take(source('one', 'app'), ['next']),
      take(source('one', 'app'), ['last']),
      take(source('two', 'app'), ['other task']),
      take(source('two', 'sidecar'), ['ü']),
    ])
    expect(read('saved', 'one', 'app.log')).toBe(
      '\u001b[31mred\u001b[0m\n::error::x\ntwo\nlines\nnext\nlast\n',
    )
    expect(read('saved', 'two', 'app.log')).toBe('other task\n')
    expect(read('saved', 'two', 'sidecar.log')).toBe('ü\n')
    expect(troubles).toEqual([])
  })

  it('makes an empty file for a container that wrote nothing, and replaces an older one', async () => {
    await open().take(source('one', 'app'), ['old'])
    await open().take(source('one', 'app'), [])
    expect(read('saved', 'one', 'app.log')).toBe('')
  })

  it('joins the pieces of a line that the container runtime has split', async () => {
    const line = 'é'.repeat(8192)
    await open().take(source('one', 'app'), [line, line, 'end', 'next'])
    expect(read('saved', 'one', 'app.log')).toBe(`${line}${line}end\nnext\n`)
  })

  it('tells once of a file that cannot be written, and goes on with the others', async () => {
    writeFileSync(join(directory, 'file'), '')
    const { take } = open('file')
    await take(source('one', 'app'), ['a'])
    await take(source('one', 'app'), ['b'])
    await take(source('one', 'sidecar'), ['c'])
    expect(troubles).toEqual(['ENOTDIR file/one/app.log', 'ENOTDIR file/one/sidecar.log'])
  })

  it('leaves the directory by no name', async () => {
    await open().take(source('..', '../../up'), ['a'])
    expect(readdirSync(directory)).toEqual(['saved'])
    expect(readdirSync(join(directory, 'saved'))).toEqual(['__'])
  })
})
