import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'

const SHA = 'ffac537e6cbbf934b08745a378932722df287a53'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'release-'))
  writeFileSync(join(folder, 'package.json'), '{"version": "1.2.3"}')
  writeFileSync(
    join(folder, 'CHANGELOG.md'),
    '# Changelog\n\n## 1.2.3 (2026-11-23)\n\n- new\n\n## 1.2.2 (2026-11-01)\n\n- old\n',
  )
})

afterEach(() => {
  rmSync(folder, { recursive: true })
})

interface Github {
  readonly tags?: readonly string[]
  /** Workflows that passed on the commit. */
  readonly passed?: readonly string[]
}

/** Runs a script beside a `gh` that writes down what it is asked, and knows these tags and runs. */
function runScript(
  script: string,
  args: readonly string[],
  version: string,
  { tags = [], passed = [] }: Github,
) {
  const gh = [
    '#!/bin/sh',
    'printf "%s\\n" "$*" >> gh.log',
    'case "$*" in',
    '  *--notes-file*) for file; do :; done; cat "$file" >> notes.md ;;',
    ...tags.map((tag) => `  "api repos/octo-org/action/git/ref/tags/${tag}") exit 0 ;;`),
    '  "api repos/octo-org/action/git/ref/tags/"*) exit 1 ;;',
    ...passed.map((name) => `  *workflows/${name}/runs*head_sha=${SHA}*status=success*) echo 1 ;;`),
    '  *workflows/*) echo 0 ;;',
    'esac',
  ]
  writeFileSync(join(folder, 'gh'), gh.join('\n'), { mode: 0o755 })
  const { status, stdout } = spawnSync(resolve(script), args, {
    cwd: folder,
    encoding: 'utf8',
    env: {
      PATH: `${folder}:${process.env['PATH'] ?? ''}`,
      GITHUB_REPOSITORY: 'octo-org/action',
      GITHUB_SHA: SHA,
      VERSION: version,
    },
  })
  return { status, stdout, asked: readLog() }
}

function readLog(): string[] {
  try {
    return readFileSync(join(folder, 'gh.log'), 'utf8').trim().split('\n')
  } catch {
    return []
  }
}

const ALL = ['ci.yml', 'e2e.yml', 'codeql.yml']

describe('a release', () => {
  it.each<[string, string, Github, RegExp]>([
    ['a version of another form', '1.2', {}, /MAJOR\.MINOR\.PATCH/],
    ['a version that is code', '1.2.3; exit 0', {}, /MAJOR\.MINOR\.PATCH/],
    ['another version than that of the package', '1.2.4', {}, /package\.json is not of version 1\.2\.4/],
    ['a version that exists', '1.2.3', { tags: ['v1.2.3'], passed: ALL }, /v1\.2\.3 exists already/],
    [
      'a commit that no test has seen',
      '1.2.3',
      { passed: ['ci.yml', 'codeql.yml'] },
      /e2e\.yml has not passed on ffac/,
    ],
  ])('is refused for %s', (_name, version, github, reason) => {
    const { status, stdout } = runScript('scripts/check-release.sh', [], version, github)
    expect(status).toBe(1)
    expect(stdout).toMatch(reason)
  })

  it('is refused without a section in the changelog', () => {
    writeFileSync(join(folder, 'CHANGELOG.md'), '## 1.2.30 (2026-11-23)\n')
    expect(runScript('scripts/check-release.sh', [], '1.2.3', { passed: ALL }).stdout).toMatch(
      /no section for 1\.2\.3/,
    )
  })

  it('may be cut from a commit on which everything passed', () => {
    expect(
      runScript('scripts/check-release.sh', [], '1.2.3', { passed: ALL, tags: ['v1.2.2'] }),
    ).toMatchObject({ status: 0 })
  })

  it.each([
    [['v1'], 'api --method PATCH repos/octo-org/action/git/refs/tags/v1 -f sha=' + SHA + ' -F force=true'],
    [[], 'api --method POST repos/octo-org/action/git/refs -f ref=refs/tags/v1 -f sha=' + SHA],
  ])('is published at that commit, and the major tag goes there from %j', (tags, moved) => {
    const { status, asked } = runScript('scripts/publish-release.sh', ['sbom.json'], '1.2.3', { tags })
    expect(status).toBe(0)
    expect(asked[0]).toMatch(
      new RegExp(`^release create v1\\.2\\.3 sbom\\.json --repo octo-org/action --target ${SHA} `),
    )
    expect(asked.at(-1)).toBe(moved)
    expect(readFileSync(join(folder, 'notes.md'), 'utf8').trim()).toBe('- new')
  })
})
