import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'

interface LockFile {
  readonly packages: Record<string, Record<string, unknown>>
}

const YAML = 'node_modules/yaml'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lock-file-'))
})

afterEach(() => {
  rmSync(folder, { recursive: true })
})

/** Checks the repository's lock file with these changes to the entry of a package. */
function checkWith(changes: Readonly<Record<string, unknown>>, path = YAML) {
  const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as LockFile
  lock.packages[path] = { ...lock.packages[YAML], ...changes }
  const file = join(folder, 'package-lock.json')
  writeFileSync(file, JSON.stringify(lock))
  return spawnSync(process.execPath, ['scripts/check-lock-file.mjs', file], { encoding: 'utf8' })
}

describe('check-lock-file', () => {
  it('passes the lock file of the repository', () => {
    expect(checkWith({})).toMatchObject({ status: 0, stderr: '' })
  })

  it.each([
    [
      'an address that a package comes from',
      { resolved: 'https://evil.example/yaml.tgz' },
      YAML,
      /yaml: comes from "https:\/\/evil/,
    ],
    [
      'a package from a git repository',
      { resolved: 'git+ssh://git@evil.example/y.git#0' },
      YAML,
      /comes from/,
    ],
    ['a hash that is too short to hold', { integrity: 'sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=' }, YAML, /SHA-512/],
    ['a missing hash', { integrity: undefined }, YAML, /SHA-512/],
    ['another package under the name', { name: 'not-yaml' }, YAML, /installs the package "not-yaml"/],
    ['a link', { link: true }, YAML, /is a link/],
    ['a folder of the repository as a package', {}, 'vendor/yaml', /not in node_modules/],
  ])('refuses %s', (_what, changes, path, message) => {
    const { status, stderr } = checkWith(changes, path)
    expect(status).toBe(1)
    expect(stderr).toMatch(message)
  })
})

describe('.npmrc', () => {
  it('keeps addresses of packages out of the lock file that npm writes', () => {
    expect(readFileSync('.npmrc', 'utf8')).toContain('omit-lockfile-registry-resolved=true')
  })
})

describe('.gitattributes', () => {
  it('lets a change of the lock file be read', () => {
    const { stdout } = spawnSync('git', ['check-attr', 'diff', 'package-lock.json'], { encoding: 'utf8' })
    expect(stdout).toBe('package-lock.json: diff: unspecified\n')
  })
})
