import { expect } from '@jest/globals'
import type { ScenarioInput } from '../../simulator/scenario.ts'
import type { Simulator } from '../../simulator/simulator.ts'
import { run } from '../../src/flows/run.js'
import type { Verdict } from '../../src/verdict/verdict.js'
import { INPUTS, simulate, type TestRuntime, runtimeOf } from '../../testing/simulate.ts'
import { type RecordedStepRuntime, stepOf } from '../../testing/step.ts'

export type Inputs = Readonly<Record<string, string>>

export interface Ran {
  readonly simulator: Simulator
  readonly verdict: Verdict
  readonly step: RecordedStepRuntime
  readonly runtime: TestRuntime
  /** Outputs. */
  readonly outputs: Readonly<Record<string, string>>
  readonly lines: string[]
  readonly errors: string[]
  readonly warnings: string[]
}

/** Runs the run action with these inputs beside those that every task needs. */
export async function runIn(
  simulator: Simulator,
  inputs: Inputs = {},
  runtime = runtimeOf(simulator),
): Promise<Ran> {
  const step = stepOf({ ...INPUTS, ...inputs })
  const verdict = await run({ ...step, ...runtime })
  return told(simulator, step, runtime, verdict)
}

/** What was told, once all is told; groups stand in their order. */
export function told(
  simulator: Simulator,
  step: RecordedStepRuntime,
  runtime: TestRuntime,
  verdict: Verdict,
): Ran {
  const { console } = runtime
  expect(console.disorder()).toEqual([])
  return {
    simulator,
    verdict,
    step,
    runtime,
    outputs: step.outputs,
    lines: console.texts('line'),
    errors: console.texts('error'),
    warnings: console.texts('warning'),
  }
}

/** The same in an account of its own. */
export function running(
  scenario: ScenarioInput,
  inputs: Inputs,
  check: (ran: Ran) => void | Promise<void>,
): Promise<void> {
  return simulate(scenario, async (simulator) => {
    await check(await runIn(simulator, inputs))
  })
}

/** ARNs of all tasks that are not on their way to their end. */
export function leftRunning({ tasks }: Simulator): (string | undefined)[] {
  return tasks.filter(({ desiredStatus }) => desiredStatus !== 'STOPPED').map(({ taskArn }) => taskArn)
}
