import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { inputEnvironment, readActionFile } from '../testing/runner/action-file.ts'
import { createCommandFiles } from '../testing/runner/command-files.ts'
import { awsEnvironment, runnerEnvironment } from '../testing/runner/runner-environment.ts'
import { type Figure, figure, type Measurement } from './figures.ts'
import { ROOT } from './run-bundle.ts'

const ROUNDS = 11
const REFUSAL = JSON.stringify({ __type: 'ClientException', message: 'not today' })

interface Start {
  readonly ms: number
  readonly cpuMs: number
}

/** From the start of the process to its first call of AWS, beside an empty bundle; interleaved, ratios within one round. */
export const coldStart: Measurement = {
  name: 'cold-start',
  measure: async () => {
    const folder = mkdtempSync(`${ROOT}bench/cold-start-`)
    try {
      const ncc = createRequire(import.meta.url).resolve('@vercel/ncc/dist/ncc/cli.js')
      const empty = [ncc, 'build', `${ROOT}bench/empty-bundle.mjs`, '--minify', '--out', folder]
      // In a folder of its own, as ncc goes by the tsconfig.json of where it is: what is left out of our bundle is in this.
      execFileSync(process.execPath, empty, { cwd: folder, stdio: 'ignore' })
      const bundles = { empty: `${folder}/index.mjs`, ours: `${ROOT}dist/main.js` }
      const starts: { empty: Start; ours: Start; node: number }[] = []
      for (let round = 0; round < ROUNDS; round++) {
        const before = performance.now()
        execFileSync(process.execPath, ['-e', '0'])
        const node = performance.now() - before
        starts.push({
          node,
          empty: await start(bundles.empty, folder),
          ours: await start(bundles.ours, folder),
        })
      }
      const figures: Figure[] = [
        figure(
          'node -e 0',
          'ms',
          starts.map(({ node }) => node),
        ),
        figure(
          'first call of an empty bundle',
          'ms',
          starts.map(({ empty }) => empty.ms),
        ),
        figure(
          'first call of the action',
          'ms',
          starts.map(({ ours }) => ours.ms),
        ),
        figure(
          'the ratio of the two',
          'times',
          starts.map(({ empty, ours }) => ours.ms / empty.ms),
          { atMost: 1.15 },
        ),
        figure(
          'CPU of an empty bundle',
          'ms',
          starts.map(({ empty }) => empty.cpuMs),
        ),
        figure(
          'CPU of the action',
          'ms',
          starts.map(({ ours }) => ours.cpuMs),
        ),
        figure(
          'the ratio of the two',
          'times',
          starts.map(({ empty, ours }) => ours.cpuMs / empty.cpuMs),
          { atMost: 1.15 },
        ),
      ]
      return figures
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

async function start(script: string, temp: string): Promise<Start> {
  const server = createServer((request, response) => {
    request.resume()
    response.writeHead(400, { 'content-type': 'application/x-amz-json-1.1' }).end(REFUSAL)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const startedAt = performance.now()
  const child = spawn(process.execPath, [script], {
    cwd: temp,
    stdio: 'ignore',
    env: {
      ...runnerEnvironment(temp, false),
      ...awsEnvironment(`http://127.0.0.1:${port}`),
      ...createCommandFiles(temp),
      ...inputEnvironment(readActionFile('.'), { 'task-definition': 'sleeper', subnets: 'subnet-0a1b2c3d' }),
    },
  })
  const ended = once(child, 'close')
  await once(server, 'request')
  const [ms, cpuMs] = [performance.now() - startedAt, cpuOf(child.pid)]
  await ended
  server.closeAllConnections()
  server.close()
  return { ms, cpuMs }
}

/** What all threads of a process have run so far; NaN where the system is not Linux. */
function cpuOf(pid = 0): number {
  try {
    return readdirSync(`/proc/${pid}/task`)
      .map(
        (thread) => Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]) / 1e6,
      )
      .reduce((sum, ms) => sum + ms, 0)
  } catch {
    return NaN
  }
}
