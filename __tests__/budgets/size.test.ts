import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from '@jest/globals'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** All but the bundle, as a runner downloads it; the bundle is measured as it was built last. */
function filesOfDownload(): string[] {
  const archive = execFileSync('git', ['archive', '--worktree-attributes', 'HEAD'], {
    cwd: ROOT,
    maxBuffer: 2 ** 28,
  })
  const names = execFileSync('tar', ['-t'], { input: archive, encoding: 'utf8' }).split('\n')
  return names.filter((name) => name !== '' && !name.endsWith('/') && !name.startsWith('dist/'))
}

describe('what a runner downloads', () => {
  it('is 600 KB at most', () => {
    const bundle = readdirSync(`${ROOT}dist`).map((name) => `dist/${name}`)
    const packed = gzipSync(
      Buffer.concat([...bundle, ...filesOfDownload()].map((name) => readFileSync(ROOT + name))),
    )
    expect(packed.length).toBeLessThanOrEqual(600_000)
  })

  it('holds no undici, a third of the bundle that nobody calls', () => {
    const packages = readFileSync(`${ROOT}dist/licenses.txt`, 'utf8').split('\n')
    expect(packages).toContain('@actions/http-client')
    expect(packages).not.toContain('undici')
  })

  it('holds no tests, no simulator and no sources', () => {
    const folders = new Set(
      filesOfDownload()
        .filter((name) => name.includes('/'))
        .map((name) => name.split('/')[0]),
    )
    expect([...folders].sort()).toEqual(['docs', 'schemas', 'stop', 'wait'])
  })
})
