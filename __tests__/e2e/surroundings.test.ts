import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it, jest } from '@jest/globals'
import type { Simulator } from '../../simulator/simulator.ts'
import { appRuns, INPUTS, simulate } from '../../testing/nightly-etl.ts'
import { inputEnvironment, readActionFile } from '../../testing/runner/action-file.ts'
import { clockSet } from '../../testing/runner/clock-ahead.ts'
import { createCommandFiles, parseCommandFile, readCommandFiles } from '../../testing/runner/command-files.ts'
import { awsEnvironment, runnerEnvironment } from '../../testing/runner/runner-environment.ts'
import { runAction, startAction } from '../../testing/runner/runner.ts'

jest.setTimeout(120_000)

const LONG = { ...INPUTS, containers: appRuns('echo at work; exec sleep 600') }
/** More than a pipe takes whose other end is not read. */
const LOUD = { ...INPUTS, containers: appRuns('yes one more line of this log | head -n 40000') }

interface BareStep {
  readonly child: ChildProcess
  /** Resolves to the outputs when the process has ended. */
  readonly ended: Promise<{ exitCode: number | null; outputs: Readonly<Record<string, string>> }>
}

/** A step whose stdout is read by nobody but the test. */
function startBare({ url }: Simulator, inputs: Readonly<Record<string, string>>): BareStep {
  const temp = mkdtempSync(join(tmpdir(), 'bare-'))
  const action = readActionFile('.')
  const files = createCommandFiles(temp)
  const child = spawn(process.execPath, [join(action.folder, action.runs.main)], {
    cwd: temp,
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: 90_000,
    killSignal: 'SIGKILL',
    env: {
      ...runnerEnvironment(temp, false),
      ...awsEnvironment(url),
      ...files,
      ...inputEnvironment(action, inputs),
    },
  })
  const ended = once(child, 'exit').then(([exitCode]) => {
    const outputs = parseCommandFile(readCommandFiles(files).GITHUB_OUTPUT)
    rmSync(temp, { recursive: true, force: true })
    return { exitCode: exitCode as number | null, outputs }
  })
  return { child, ended }
}

function runningTasks({ tasks }: Simulator): number {
  return tasks.filter(({ desiredStatus }) => desiredStatus !== 'STOPPED').length
}

async function untilRunning(simulator: Simulator): Promise<void> {
  while (!simulator.tasks.some(({ lastStatus }) => lastStatus === 'RUNNING')) await delay(20)
}

describe('a step whose log is not read', () => {
  it.concurrent('ends as a cancelled one where stdout is closed', () =>
    simulate({}, async (simulator) => {
      const { child, ended } = startBare(simulator, LONG)
      await untilRunning(simulator)
      child.stdout?.destroy()
      expect(await ended).toMatchObject({ exitCode: 1, outputs: { outcome: 'cancelled' } })
      expect(runningTasks(simulator)).toBe(0)
    }),
  )

  it.concurrent('ends with its verdict where nothing is ever read', () =>
    simulate({}, async (simulator) => {
      const { ended } = startBare(simulator, LOUD)
      expect(await ended).toMatchObject({ exitCode: 0, outputs: { outcome: 'succeeded' } })
    }),
  )

  it.concurrent('ends soon after a cancel where nothing is ever read', () =>
    simulate({}, async (simulator) => {
      const script = 'yes one more line of this log | head -n 40000; exec sleep 600'
      const { child, ended } = startBare(simulator, { ...INPUTS, containers: appRuns(script) })
      await untilRunning(simulator)
      await delay(3000)
      const at = performance.now()
      child.kill('SIGINT')
      expect(await ended).toMatchObject({ exitCode: 1, outputs: { outcome: 'cancelled' } })
      expect(performance.now() - at).toBeLessThan(10_000)
      expect(runningTasks(simulator)).toBe(0)
    }),
  )
})

describe('SIGHUP', () => {
  it.concurrent('cancels a step as SIGTERM does', () =>
    simulate({}, async (simulator) => {
      const running = startAction({ simulator, inputs: LONG })
      await running.waitForLine(/at work$/)
      running.send('SIGHUP')
      expect(await running.finished).toMatchObject({ exitCode: 1, outputs: { outcome: 'cancelled' } })
      expect(runningTasks(simulator)).toBe(0)
    }),
  )
})

describe('a clock that is set back by 40 s while the step runs', () => {
  it.concurrent('delays neither the log nor the end of the step', () =>
    simulate({}, async (simulator) => {
      const step = await runAction({
        simulator,
        inputs: { ...INPUTS, containers: appRuns('echo first; sleep 4; echo last') },
        env: clockSet(-40_000, 2_000),
      })
      expect(step).toMatchObject({ outcome: 'success', outputs: { outcome: 'succeeded' } })
      expect(step.log).toMatch(/last/)
      expect(step.durationMs).toBeLessThan(30_000)
    }),
  )
})
