import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals'
import { main, post, stop, wait } from '../src/index.js'
import { runAction } from '../src/runtime/run-action.js'
import { inputEnvironment, readActionFile } from '../testing/runner/action-file.ts'
import { createCommandFiles, parseCommandFile, readCommandFiles } from '../testing/runner/command-files.ts'
import { runnerEnvironment } from '../testing/runner/runner-environment.ts'
import { appRuns, bodiesOf, INPUTS, simulate } from '../testing/simulate.ts'
import { printedBy } from '../testing/printed.ts'
import { leftRunning, type Inputs } from './flows/running.ts'

jest.setTimeout(30_000)

const environment = { ...process.env }
const folder = mkdtempSync(join(tmpdir(), 'entries-'))
const exit = jest.spyOn(process, 'exit')

/** The files of one job: a toolkit in one process writes its summary to one place. */
let files = createCommandFiles(folder)

beforeEach(() => {
  exit.mockReset().mockImplementation(() => undefined as never)
  files = createCommandFiles(folder)
  Object.assign(process.env, runnerEnvironment(folder, false), files)
})

afterEach(() => {
  process.exitCode = undefined
  process.env = { ...environment }
})

afterAll(() => {
  rmSync(folder, { recursive: true })
})

function countListeners(): number[] {
  return ['SIGINT', 'SIGTERM'].map((signal) => process.listenerCount(signal))
}

/** Runs an entry as a runner starts it, and tells what it left. */
async function enter(entry: () => Promise<void>, action: string, inputs: Inputs) {
  Object.assign(process.env, inputEnvironment(readActionFile(action), inputs))
  const listeners = countListeners()
  const console = await printedBy(entry)
  expect(console.stopped).toBe(false)
  expect(console.refusedCommand).toBe(false)
  expect(countListeners()).toEqual(listeners)
  expect(exit).toHaveBeenCalledTimes(1)
  exit.mockClear()
  const texts = readCommandFiles(files)
  return {
    ...console,
    exitCode: process.exitCode,
    outputs: parseCommandFile(texts.GITHUB_OUTPUT),
    state: parseCommandFile(texts.GITHUB_STATE),
    summary: texts.GITHUB_STEP_SUMMARY,
  }
}

const atOwnPace = {
  timeScale: 1,
  pace: { provisioning: 10, pending: 10, activating: 10, deactivating: 10, stopping: 10, deprovisioning: 10 },
}

describe('the run action', () => {
  it('is green for a task that ended well, with outputs, state and summary in their files', () =>
    simulate(atOwnPace, async () => {
      const step = await enter(main, '.', { ...INPUTS, logs: 'false' })
      expect(step).toMatchObject({
        exitCode: 0,
        annotations: [],
        outputs: { outcome: 'succeeded', 'exit-code': '0' },
      })
      expect(step.state).toHaveProperty('launches')
      expect(step.summary).toMatch(/alone:1/)
      expect(step.groups.map(({ title }) => title)).toEqual([
        'Plan',
        'Launch',
        expect.stringMatching(/^Task /),
        'Result',
      ])
    }))

  it('is green for a dry run', () =>
    simulate(atOwnPace, async (simulator) => {
      const step = await enter(main, '.', { ...INPUTS, 'dry-run': 'true' })
      expect(step).toMatchObject({ exitCode: 0, annotations: [], outputs: { outcome: 'planned' } })
      expect(simulator.tasks).toEqual([])
    }))

  it('is red for one that failed', () =>
    simulate(atOwnPace, async () => {
      const step = await enter(main, '.', { ...INPUTS, logs: 'false', containers: appRuns('exit 3') })
      expect(step).toMatchObject({
        exitCode: 1,
        outputs: { outcome: 'failed', 'exit-code': '3' },
        annotations: [{ level: 'error' }],
      })
    }))

  it('ends with a signal, and its post step finds nothing left', () =>
    simulate(atOwnPace, async (simulator) => {
      const inputs = { ...INPUTS, containers: appRuns('echo "::error::not ours"; exec sleep 600') }
      const watch = setInterval(() => {
        if (bodiesOf(simulator, 'GetLogEvents').length < 2) return
        clearInterval(watch)
        process.emit('SIGINT')
      }, 5)
      const step = await enter(main, '.', inputs)
      expect(step).toMatchObject({ exitCode: 1, outputs: { outcome: 'cancelled' } })
      expect(step.annotations.map(({ message }) => message).join('\n')).not.toMatch(/not ours/)
      expect(step.log).toMatch(/^: :error::not ours$/m)
      expect(leftRunning(simulator)).toEqual([])

      process.env['STATE_launches'] = step.state['launches']
      const before = simulator.calls.length
      expect(await enter(post, '.', inputs)).toMatchObject({ exitCode: 0, annotations: [] })
      expect(simulator.calls).toHaveLength(before)
    }))
})

describe('the other actions', () => {
  it('wait for tasks of another step, and stop them', () =>
    simulate(atOwnPace, async (simulator) => {
      const started = await enter(main, '.', {
        ...INPUTS,
        'wait-for': 'none',
        containers: appRuns('exec sleep 600'),
      })
      const tasks = { 'task-arns': started.outputs['task-arns'] ?? '' }
      expect(started).toMatchObject({ exitCode: 0, outputs: { outcome: 'started' } })

      const waited = await enter(wait, 'wait', { ...tasks, 'wait-for': 'running', logs: 'false' })
      expect(waited).toMatchObject({ exitCode: 0, outputs: { outcome: 'started' } })
      expect(leftRunning(simulator)).toHaveLength(1)

      expect(await enter(stop, 'stop', tasks)).toMatchObject({ exitCode: 0 })
      expect(leftRunning(simulator)).toEqual([])
    }))
})

describe('a fault of the action itself', () => {
  it.each<[string, unknown]>([
    ['x is undefined', new TypeError('x is undefined')],
    ['a text', 'a text'],
  ])('%s is shown as such, with its stack in the debug log', async (message, thrown) => {
    const { exitCode, annotations, debug } = await enter(
      async () =>
        runAction(async () => {
          throw thrown
        }),
      '.',
      {},
    )
    expect(exitCode).toBe(1)
    expect(annotations).toEqual([{ level: 'error', message, properties: { title: 'The action failed' } }])
    expect(debug).toHaveLength(thrown instanceof Error ? 1 : 0)
  })
})
