import { ECSClient } from '@aws-sdk/client-ecs'
import { type Simulator, startSimulator } from '../simulator/simulator.ts'
import type { ScenarioInput } from '../simulator/scenario.ts'
import { clientSettings } from '../src/ecs/client-settings.js'
import type { Runtime } from '../src/runtime/runtime.js'
import { clockOf } from './clocks.ts'
import { recordConsole, type RecordingConsole } from './recording-console.ts'

/** How much faster than the runtime the two sides live: a minute takes about a second. */
const TIME_SCALE = 50

export interface TestRuntime extends Runtime {
  readonly console: RecordingConsole
  readonly cancel: AbortController
}

/** A runtime in the simulator's time, with a console that keeps everything. */
export function runtimeOf(simulator: Simulator, changes: Partial<Runtime> = {}): TestRuntime {
  const cancel = new AbortController()
  const console = recordConsole()
  return { clock: clockOf(simulator), signal: cancel.signal, ...changes, console, cancel }
}

/** A client of this simulator alone, set up as the action's own, so that tests of several can run side by side. */
export function clientOf({ url }: Pick<Simulator, 'url'>): ECSClient {
  const credentials = { accessKeyId: 'simulator', secretAccessKey: 'simulator' }
  const settings = clientSettings({ region: 'us-east-1', credentials: async () => credentials })
  return new ECSClient({ ...settings, endpoint: url, maxAttempts: 1 })
}

/**
 * Gives a test a simulator of its own, fifty times as fast as the runtime, and leads the SDK's clients to it. Tests whose
 * clients look for it in the environment run one at a time.
 */
export async function simulate(
  scenario: ScenarioInput,
  test: (simulator: Simulator) => Promise<void>,
): Promise<void> {
  const simulator = await startSimulator({ scenario: { timeScale: TIME_SCALE, ...ACCOUNT, ...scenario } })
  Object.assign(process.env, simulator.environment)
  delete process.env['ACTIONS_ID_TOKEN_REQUEST_URL']
  try {
    await test(simulator)
  } finally {
    await simulator.stop()
  }
}

const LOGS = {
  logDriver: 'awslogs',
  options: {
    'awslogs-group': '/ecs/nightly-etl',
    'awslogs-region': 'us-east-1',
    'awslogs-stream-prefix': 'ecs',
  },
}

/** An app alone; the same beside a sidecar that is not essential. */
const ACCOUNT: ScenarioInput = {
  taskDefinitions: [
    {
      family: 'alone',
      requiresCompatibilities: ['FARGATE'],
      executionRoleArn: 'arn:aws:iam::123456789012:role/ecsTaskExecutionRole',
      networkMode: 'awsvpc',
      cpu: '256',
      memory: '512',
      containerDefinitions: [
        { name: 'app', image: 'app:1', command: ['true'], logConfiguration: LOGS, stopTimeout: 2 },
      ],
    },
    {
      family: 'nightly-etl',
      requiresCompatibilities: ['FARGATE'],
      executionRoleArn: 'arn:aws:iam::123456789012:role/ecsTaskExecutionRole',
      networkMode: 'awsvpc',
      cpu: '1024',
      memory: '2048',
      containerDefinitions: [
        {
          name: 'app',
          image: 'app:1',
          cpu: 512,
          memory: 1024,
          command: ['true'],
          logConfiguration: LOGS,
          stopTimeout: 2,
        },
        {
          name: 'log-router',
          image: 'router:1',
          essential: false,
          cpu: 256,
          memory: 512,
          command: ['sleep', '600'],
          logConfiguration: LOGS,
          stopTimeout: 2,
        },
      ],
    },
  ],
}

/** What every step needs to run a task of the account. */
export const INPUTS = { 'task-definition': 'alone', 'launch-type': 'FARGATE', subnets: 'subnet-0a1b2c3d' }

/** The same for a request of the API. */
export const NETWORK = { networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-0a1b2c3d'] } } }

/** Overrides that let the app run this shell command. */
export function appRuns(script: string): string {
  return JSON.stringify({ app: { command: ['sh', '-c', script] } })
}

/** The bodies of all calls of an operation. */
export function bodiesOf({ calls }: Simulator, operation: string): Record<string, unknown>[] {
  return calls
    .filter((call) => call.operation === operation)
    .map(({ body }) => body as Record<string, unknown>)
}
