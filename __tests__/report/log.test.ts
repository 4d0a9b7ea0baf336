import { describe, expect, it, jest } from '@jest/globals'
import { run } from '../../src/flows/run.js'
import { Interruption } from '../../src/runtime/interruption.js'
import { openRunnerConsole, type Console } from '../../src/runtime/console.js'
import type { ScenarioInput } from '../../simulator/scenario.ts'
import { appRuns, INPUTS, simulate } from '../../testing/simulate.ts'
import { clockOf } from '../../testing/clocks.ts'
import { printedBy } from '../../testing/printed.ts'
import { stepOf } from '../../testing/step.ts'
import { expectGolden } from './golden.js'
import { normalise } from './normalise.js'

jest.setTimeout(60_000)

const BESIDE_SIDECAR = { ...INPUTS, 'task-definition': 'nightly-etl' }
const APP = "app: {command: [sh, -c, 'echo reading; sleep 0.1; echo wrote 18,201 rows'], "
const LARGER = {
  ...BESIDE_SIDECAR,
  cpu: '4096',
  memory: '13 GB',
  containers: `${APP}cpu: 3072, memory: 12 GB, environment: {DATABASE_PASSWORD: hunter2}}`,
}

/** The four seconds that stopping may take are time enough for a busy machine. */
const SLOWLY: ScenarioInput = { timeScale: 4 }

interface Scene {
  readonly inputs: Readonly<Record<string, string>>
  readonly account?: ScenarioInput
  /** Cancels the job as soon as the container has printed this. */
  readonly cancelAt?: string
}

const SCENES: Readonly<Record<string, Scene>> = {
  'one-task': { inputs: { ...INPUTS, containers: appRuns('echo reading; echo wrote 18,201 rows') } },
  'app-and-sidecar': { inputs: LARGER },
  failure: { inputs: { ...INPUTS, containers: appRuns('echo no such table; exit 3') } },
  refused: {
    inputs: {
      ...BESIDE_SIDECAR,
      cpu: '2048',
      memory: '9000',
      containers: 'app:\n  cpu: 3072\n  memoryReservaton: 512\nlog-ruoter:\n  cpu: 128\n',
    },
  },
  'dry-run': { inputs: { ...LARGER, 'dry-run': 'true' } },
  cancelled: {
    inputs: { ...INPUTS, containers: appRuns('echo reading; exec sleep 600') },
    account: SLOWLY,
    cancelAt: 'reading',
  },
  'timed-out': {
    inputs: { ...INPUTS, timeout: '3s', containers: appRuns('echo reading; exec sleep 600') },
    account: SLOWLY,
  },
  'several-tasks': {
    inputs: { ...INPUTS, count: '3', containers: appRuns('echo reading; sleep 1') },
    account: { tasks: [{ happens: 'exit', container: 'app', exitCode: 3, on: [2], afterMs: 30_000 }] },
  },
  'retries-after-out-of-memory': {
    inputs: {
      ...LARGER,
      memory: '8 GB',
      containers: `${APP.replace('0.1', '2')}memory: 6 GB}`,
      'retry-on': 'out-of-memory',
    },
    account: { tasks: [{ happens: 'out-of-memory', container: 'app', belowMib: 8192, afterMs: 15_000 }] },
  },
}

/** What a runner shows of the whole step. */
async function logOf({ inputs, account = {}, cancelAt }: Scene): Promise<string> {
  let log = ''
  await simulate(account, async (simulator) => {
    const cancel = new AbortController()
    const clock = clockOf(simulator)
    const printed = await printedBy(async () => {
      const opened = openRunnerConsole()
      const console: Console = {
        ...opened,
        foreign: (lines) => {
          opened.foreign(lines)
          if (cancelAt !== undefined && lines.some((line) => line.includes(cancelAt)))
            cancel.abort(new Interruption('cancelled', clock.now()))
        },
      }
      await run({ ...stepOf(inputs), ...{ console, clock, signal: cancel.signal } })
      console.close()
    })
    expect(printed.text).not.toContain('hunter2')
    log = printed.log
  })
  return log
}

describe('the log of a step', () => {
  it.each(Object.entries(SCENES))('is as it was looked at: %s', async (name, scene) => {
    expectGolden(`log-${name}.txt`, normalise(await logOf(scene)))
  })
})
