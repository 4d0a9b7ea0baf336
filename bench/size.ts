import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { type Figure, figure, type Measurement } from './figures.ts'
import { ROOT } from './run-bundle.ts'

const MOST_KB = 1_600

/** What a runner downloads for every job that uses the action, and what of it is there to be run. */
export const size: Measurement = {
  name: 'size',
  measure: async () => {
    const scripts = readdirSync(`${ROOT}dist`).filter((name) => name.endsWith('.js'))
    const code = Buffer.concat(scripts.map((name) => readFileSync(`${ROOT}dist/${name}`)))
    const archive = archiveOf([])
    const figures: Figure[] = [
      figure('the bundle', 'kB', [code.length / 1000]),
      figure('the bundle, compressed', 'kB', [gzipSync(code).length / 1000]),
      figure('the download of a runner, compressed', 'kB', [archive / 1000], { atMost: MOST_KB }),
      figure('of that not needed to run', 'kB', [
        archiveOf(['README.md', 'docs', 'schemas', 'package.json']) / 1000,
      ]),
    ]
    return Promise.resolve(figures)
  },
}

/** Bytes of what is committed, as GitHub packs it for a runner. */
function archiveOf(paths: readonly string[]): number {
  const archive = execFileSync('git', ['archive', 'HEAD', ...paths], { cwd: ROOT, maxBuffer: 2 ** 28 })
  return gzipSync(archive).length
}
