import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { findLogDirectory } from '../../src/logs/log-directory.js'

let workspace = ''

beforeAll(() => {
  workspace = realpathSync(mkdtempSync(join(tmpdir(), 'workspace-')))
  mkdirSync(join(workspace, 'sub'))
  symlinkSync(tmpdir(), join(workspace, 'out'))
  symlinkSync(join(workspace, 'sub'), join(workspace, 'in'))
  writeFileSync(join(workspace, 'file'), '')
})

afterAll(() => {
  rmSync(workspace, { recursive: true })
})

describe('findLogDirectory', () => {
  it.each(['logs', './logs/', 'sub/a/b', 'in/logs', '.', '..logs', 'sub/../logs'])(
    'takes %s in the workspace',
    (written) => {
      expect(findLogDirectory(written, workspace)).toEqual({
        directory: join(workspace, written).replace(/\/$/, ''),
        findings: [],
      })
    },
  )

  it('takes the absolute path of a directory in it', () => {
    const written = join(workspace, 'logs')
    expect(findLogDirectory(written, workspace).directory).toBe(written)
  })

  it.each([
    ['..', /outside of the workspace/],
    ['../logs', /outside of the workspace/],
    ['sub/../../logs', /outside of the workspace/],
    ['/etc', /outside of the workspace/],
    ['out/logs', /outside of the workspace/],
    ['out', /outside of the workspace/],
    ['file', /is a file/],
    ['file/logs', /is a file/],
  ])('refuses %j', (written, message) => {
    const { directory, findings } = findLogDirectory(written, workspace)
    expect(directory).toBeUndefined()
    expect(findings).toMatchObject([{ severity: 'error', rule: 'log-directory', where: 'save-logs' }])
    expect(findings[0]?.message).toMatch(message)
  })

  it('refuses any where the runner names no workspace, and is silent without the input', () => {
    expect(findLogDirectory('logs', undefined).findings[0]?.message).toMatch(/GITHUB_WORKSPACE/)
    expect(findLogDirectory(undefined, undefined)).toEqual({ findings: [] })
  })
})
