import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, jest } from '@jest/globals'
import { appRuns, bodiesOf, INPUTS, simulate } from '../../testing/nightly-etl.ts'
import { runAction, startAction, type StepRequest } from '../../testing/runner/runner.ts'

jest.setTimeout(60_000)

/** Gives a test a workspace of its own. */
async function inWorkspace(test: (workspace: string) => Promise<void>): Promise<void> {
  const workspace = mkdtempSync(join(tmpdir(), 'workspace-'))
  try {
    await test(workspace)
  } finally {
    rmSync(workspace, { recursive: true })
  }
}

const env = (workspace: string): Pick<StepRequest, 'env'> => ({
  env: { GITHUB_WORKSPACE: workspace, NO_COLOR: '1' },
})

/** Path below the directory and content of each file. */
function filesIn(directory: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(directory, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.log'))
      .map((path) => [path.replaceAll('\\', '/'), readFileSync(join(directory, path), 'utf8')]),
  )
}

describe('save-logs', () => {
  it.concurrent('has the log of every container whole, as it was written, though nothing is printed', () =>
    inWorkspace(async (workspace) =>
      simulate({}, async (simulator) => {
        const script = `printf '\\033[31mred\\033[0m\\n::error::x\\n'; seq 1 3000`
        const inputs = { ...INPUTS, logs: 'false', 'save-logs': 'task logs', containers: appRuns(script) }
        const step = await runAction({ simulator, inputs, ...env(workspace) })
        expect(step).toMatchObject({ outcome: 'success', annotations: [] })
        const [id = ''] = JSON.parse(step.outputs['task-ids'] ?? '[]') as string[]
        const numbers = Array.from({ length: 3000 }, (_, index) => `${index + 1}\n`).join('')
        expect(filesIn(join(workspace, 'task logs'))).toEqual({
          [`${id}/app.log`]: `\u001b[31mred\u001b[0m\n::error::x\n${numbers}`,
          [`${id}/log-router.log`]: 'started\n',
        })
        expect(step.lines.join('\n')).not.toMatch(/^(?:.* )?(?:red|3000)$/m)
      }),
    ),
  )

  it.concurrent('has the logs of each of many tasks, which are asked for together', () =>
    inWorkspace(async (workspace) =>
      simulate({ logs: { latenessMs: 500 } }, async (simulator) => {
        const inputs = {
          ...INPUTS,
          count: '8',
          logs: 'app',
          'save-logs': 'logs',
          containers: appRuns('echo one; echo two'),
        }
        const step = await runAction({ simulator, inputs, ...env(workspace) })
        const files = filesIn(join(workspace, 'logs'))
        const ids = JSON.parse(step.outputs['task-ids'] ?? '[]') as string[]
        expect(Object.keys(files).sort()).toEqual(
          ids.flatMap((id) => [`${id}/app.log`, `${id}/log-router.log`]).sort(),
        )
        for (const id of ids) expect(files[`${id}/app.log`]).toBe('one\ntwo\n')
        expect(bodiesOf(simulator, 'FilterLogEvents').length).toBeGreaterThan(0)
        expect(step.lines.some((line) => / app \| one$/.test(line))).toBe(true)
        expect(step.lines.filter((line) => line.includes(' | started'))).toEqual([])
      }),
    ),
  )

  it.concurrent('has the logs of every attempt of a task that failed', () =>
    inWorkspace(async (workspace) =>
      simulate(
        { tasks: [{ happens: 'out-of-memory', container: 'app', afterMs: 300, times: 1 }] },
        async (simulator) => {
          const containers = JSON.stringify({
            app: { command: ['sh', '-c', 'echo here; sleep 4'], memory: 1024 },
          })
          const inputs = { ...INPUTS, 'save-logs': 'logs', 'retry-on': 'out-of-memory', containers }
          const step = await runAction({ simulator, inputs, ...env(workspace) })
          expect(step.outcome).toBe('success')
          const logs = Object.entries(filesIn(join(workspace, 'logs'))).filter(([path]) =>
            path.endsWith('/app.log'),
          )
          expect(logs.map(([, text]) => text)).toEqual(['here\n', 'here\n'])
        },
      ),
    ),
  )

  it.concurrent('has what was there on a cancel', () =>
    inWorkspace(async (workspace) =>
      simulate({}, async (simulator) => {
        const inputs = {
          ...INPUTS,
          logs: 'app',
          'save-logs': 'logs',
          containers: appRuns('echo at work; exec sleep 600'),
        }
        const step = startAction({ simulator, inputs, ...env(workspace) })
        await step.waitForLine(/^at work$/)
        expect(await step.cancel()).toMatchObject({ outputs: { outcome: 'cancelled' } })
        const files = Object.values(filesIn(join(workspace, 'logs')))
        expect(files).toContain('at work\n')
      }),
    ),
  )

  it.concurrent('is the same of the wait action', () =>
    inWorkspace(async (workspace) =>
      simulate({}, async (simulator) => {
        const started = await runAction({
          simulator,
          inputs: { ...INPUTS, 'wait-for': 'none', containers: appRuns('echo one; exit 3') },
        })
        const inputs = {
          'task-arns': started.outputs['task-arns'] ?? '',
          'save-logs': './logs/',
          logs: 'false',
        }
        const step = await runAction({ action: 'wait', simulator, inputs, ...env(workspace) })
        expect(step).toMatchObject({ outcome: 'failure', outputs: { 'exit-code': '3' } })
        expect(Object.values(filesIn(join(workspace, 'logs')))).toContain('one\n')
      }),
    ),
  )

  it.concurrent.each([
    ['outside of the workspace', '../logs'],
    ['elsewhere', '/etc/logs'],
    ['behind a link that leads out', 'link/logs'],
    ['that is a file', 'file'],
  ])('refuses a directory %s before anything runs', (_where, directory) =>
    inWorkspace(async (workspace) =>
      simulate({}, async (simulator) => {
        mkdirSync(join(workspace, 'sub'))
        symlinkSync('/', join(workspace, 'link'))
        writeFileSync(join(workspace, 'file'), '')
        const inputs = { ...INPUTS, 'save-logs': directory }
        const step = await runAction({ simulator, inputs, ...env(workspace) })
        expect(step).toMatchObject({ outcome: 'failure', outputs: { outcome: 'failed' } })
        expect(step.annotations).toHaveLength(1)
        expect(step.annotations[0]?.message).toMatch(/save-logs/)
        expect(bodiesOf(simulator, 'RunTask')).toEqual([])
        expect(existsSync('/logs')).toBe(false)
      }),
    ),
  )

  it.concurrent('warns once where nothing can be written, and decides nothing', () =>
    inWorkspace(async (workspace) =>
      simulate({ pace: { provisioning: 1500 } }, async (simulator) => {
        // A file where the folder of the task would be.
        const inputs = { ...INPUTS, 'save-logs': 'logs', containers: appRuns('echo one; sleep 2; echo two') }
        const step = startAction({ simulator, inputs, ...env(workspace) })
        await step.waitForLine(/PROVISIONING/)
        mkdirSync(join(workspace, 'logs'))
        const id = simulator.tasks[0]?.taskArn?.split('/').at(-1) ?? ''
        writeFileSync(join(workspace, 'logs', id), '')
        const done = await step.finished
        expect(done).toMatchObject({ outcome: 'success' })
        expect(done.annotations).toMatchObject([{ level: 'warning' }])
        expect(done.annotations[0]?.message).toMatch(/app.log/)
      }),
    ),
  )
})
