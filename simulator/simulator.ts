import { once } from 'node:events'
import { createClock } from './clock.ts'
import { planFaults, throttling } from './faults.ts'
import { IDENTITY_TOKEN_KEY, IDENTITY_TOKEN_PATH } from './github-protocol.ts'
import type { Account, TaskRecord } from './model.ts'
import { clusterFrom } from './operations/clusters.ts'
import { answer, type Operation } from './operations/operation.ts'
import { createService } from './operations/services.ts'
import { findDefinition, registerTaskDefinition } from './operations/task-definitions.ts'
import { limitRates } from './rates.ts'
import { DEFAULT_CLUSTER } from './rules/run-task.ts'
import { findRequestMistake } from './scenario-mistakes.ts'
import { completeScenario, type Scenario, type ScenarioInput } from './scenario.ts'
import { ServiceError } from './service-error.ts'
import { createApiServer, type FaultSource, type RecordedCall } from './server.ts'

/** AWS's own number for examples. */
const ACCOUNT_ID = '123456789012'

export interface SimulatorOptions {
  readonly scenario?: ScenarioInput
  /** 0, the default, takes a free one. */
  readonly port?: number
  readonly region?: string
  /** The number of the account; AWS's own for examples by default. */
  readonly accountId?: string
  /** Called with each call that has been answered, or left without an answer. */
  readonly onCall?: (call: RecordedCall) => void
}

export interface Simulator {
  /** `http://127.0.0.1:<port>`, for AWS_ENDPOINT_URL. */
  readonly url: string
  /** The variables that lead an SDK, and a job that asks for its OIDC token, to the simulator. */
  readonly environment: Readonly<Record<string, string>>
  /** Every call so far, in the order of their coming. */
  readonly calls: readonly RecordedCall[]
  /** Every task so far, in the order of their start, as DescribeTasks shows them now. */
  readonly tasks: readonly TaskRecord['description'][]
  /** The whole state, for tests that arrange or assert what the API cannot. */
  readonly account: Account
  get scenario(): Scenario
  /** A new scenario holds for what comes: calls and tasks are counted anew. */
  set scenario(scenario: ScenarioInput)
  /** Kills what runs and closes every connection. */
  stop(): Promise<void>
}

export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const scenario = completeScenario(options.scenario ?? {})
  const closing = new AbortController()
  const account = createAccount(options, scenario, closing.signal)
  const calls: RecordedCall[] = []
  let faults = planFaults(scenario, account.clock)
  const rates = limitRates(account.clock)
  const nextFault: FaultSource = (operation, body) => {
    const fault = faults.next(operation)
    const failed = fault.error !== undefined || fault.instead === 'reset' || fault.instead === 'hang'
    if (failed || !account.scenario.publishedRates || rates.admit(operation, countTasks(body))) return fault
    return { ...fault, error: throttling() }
  }
  const server = createApiServer(account, calls, {
    nextFault,
    ...(options.onCall && { onCall: options.onCall }),
  })
  server.listen(options.port ?? 0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The simulator has no port.')
  const url = `http://127.0.0.1:${address.port}`
  return {
    url,
    environment: {
      AWS_ENDPOINT_URL: url,
      AWS_REGION: account.region,
      // boto3 and version 1 of the AWS CLI read this one alone.
      AWS_DEFAULT_REGION: account.region,
      AWS_ACCESS_KEY_ID: 'simulator',
      AWS_SECRET_ACCESS_KEY: 'simulator',
      ACTIONS_ID_TOKEN_REQUEST_URL: url + IDENTITY_TOKEN_PATH,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: IDENTITY_TOKEN_KEY,
    },
    calls,
    account,
    get tasks() {
      return [...account.tasks.values()].map(({ description }) => description)
    },
    get scenario(): Scenario {
      return account.scenario
    },
    set scenario(input: ScenarioInput) {
      account.scenario = completeScenario(input)
      account.placements = 0
      account.tasksStarted = 0
      faults = planFaults(account.scenario, account.clock)
    },
    stop: async () => {
      closing.abort()
      server.closeAllConnections()
      if (server.listening) {
        server.close()
        await once(server, 'close')
      }
      await Promise.all(account.lives)
    },
  }
}

function createAccount(options: SimulatorOptions, scenario: Scenario, closing: AbortSignal): Account {
  const account: Account = {
    id: options.accountId ?? ACCOUNT_ID,
    region: options.region ?? 'us-east-1',
    clock: createClock(scenario.timeScale),
    closing,
    scenario,
    clusters: new Map(
      [{ ...DEFAULT_CLUSTER }, ...scenario.clusters.map(clusterFrom)].map((cluster) => [
        cluster.name,
        cluster,
      ]),
    ),
    families: new Map(),
    services: new Map(),
    tasks: new Map(),
    launches: new Map(),
    logs: new Map(),
    queries: new Map(),
    sessions: new Map(),
    lives: new Set(),
    placements: 0,
    tasksStarted: 0,
  }
  prepare(account, 'taskDefinitions', registerTaskDefinition)
  prepare(account, 'services', createService)
  return account
}

/** Makes the requests of a scenario. Throws an Error that names the place of one that is refused. */
function prepare(account: Account, list: 'taskDefinitions' | 'services', operation: Operation<never>): void {
  const caller = { accessKeyId: undefined, region: account.region }
  for (const [index, request] of account.scenario[list].entries()) {
    const place = `${list}[${index}]`
    const mistake =
      findRequestMistake(operation.shape, request, place, REQUIRED[list]) ??
      (list === 'services' ? findUnknownDefinition(account, request, place) : undefined)
    if (mistake !== undefined) throw new Error(mistake)
    try {
      answer(operation, account, JSON.stringify(request), caller)
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error
      throw new Error(`${place}: ${error.type}: ${error.message}`, { cause: error })
    }
  }
}

const REQUIRED = {
  taskDefinitions: ['family', 'containerDefinitions'],
  services: ['serviceName'],
} as const

function findUnknownDefinition(
  account: Account,
  { taskDefinition }: { readonly taskDefinition?: unknown },
  place: string,
): string | undefined {
  if (typeof taskDefinition !== 'string' || findDefinition(account, taskDefinition)) return undefined
  const known = [...account.families.keys()].join(', ') || 'none'
  return `${place}.taskDefinition: there is no task definition ${JSON.stringify(taskDefinition)}; the families of the scenario: ${known}`
}

/** How many tasks a RunTask request asks for. */
function countTasks(body: unknown): number {
  const count = typeof body === 'object' && body !== null && 'count' in body ? body.count : 1
  return typeof count === 'number' ? count : 1
}
