import { fileURLToPath } from 'node:url'
import { readScenario, type ScenarioInput } from '../simulator/scenario.ts'
import { startSimulator, type Simulator } from '../simulator/simulator.ts'

const EXAMPLE = readScenario(fileURLToPath(new URL('../simulator/examples/nightly-etl.yml', import.meta.url)))

/** A quick one, so that a test waits for the action's own pauses and for nothing else. */
const PACE = {
  provisioning: 20,
  pending: 20,
  activating: 20,
  deactivating: 10,
  stopping: 10,
  deprovisioning: 20,
}

/** What every step needs to run a task of the example. */
export const INPUTS = {
  'task-definition': 'nightly-etl',
  'launch-type': 'FARGATE',
  subnets: 'subnet-0a1b2c3d',
}

/** Overrides that let the app run this shell command. */
export function appRuns(script: string): string {
  return JSON.stringify({ app: { command: ['sh', '-c', script] } })
}

/** Gives a test a simulator with the example account of its own, and stops it afterwards. */
export async function simulate(
  scenario: ScenarioInput,
  test: (simulator: Simulator) => Promise<void>,
): Promise<void> {
  const simulator = await startSimulator({ scenario: { ...EXAMPLE, pace: PACE, ...scenario } })
  try {
    await test(simulator)
  } finally {
    await simulator.stop()
  }
}

/** The bodies of all calls of an operation. */
export function bodiesOf({ calls }: Simulator, operation: string): unknown[] {
  return calls.filter((call) => call.operation === operation).map(({ body }) => body)
}
