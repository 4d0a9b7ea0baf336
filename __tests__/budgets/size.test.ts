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
  return names.filter((name) => name !== '' && !name.endsWith('/') && !/^(simulator\/)?dist\//.test(name))
}

function filesIn(folder: string): string[] {
  return readdirSync(ROOT + folder).map((name) => `${folder}/${name}`)
}

function packedSize(names: readonly string[]): number {
  return gzipSync(Buffer.concat(names.map((name) => readFileSync(ROOT + name)))).length
}

describe('what a runner downloads', () => {
  it('has a bundle of 700 KB at most, compressed', () => {
    expect(packedSize(filesIn('dist'))).toBeLessThanOrEqual(700_000)
  })

  it('is 1.6 MB at most, the bundle of the simulator included', () => {
    const bundles = [...filesIn('dist'), ...filesIn('simulator/dist')]
    expect(packedSize([...bundles, ...filesOfDownload()])).toBeLessThanOrEqual(1_600_000)
  })

  it('holds no undici, a third of the bundle that nobody calls', () => {
    const packages = readFileSync(`${ROOT}dist/licenses.txt`, 'utf8').split('\n')
    expect(packages).toContain('@actions/http-client')
    expect(packages).not.toContain('undici')
  })

  it('holds no tests, no benchmarks and no pictures', () => {
    expect(filesOfDownload().filter((name) => /^(__tests__|bench|docs\/images)\//.test(name))).toEqual([])
  })
})
