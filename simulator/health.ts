import type { Container, ContainerDefinition, HealthCheck } from '@aws-sdk/client-ecs'
import { runToEnd } from './containers.ts'
import type { Account, TaskRecord } from './model.ts'
import { healthRules } from './task-events.ts'
import { touch } from './task-state.ts'

type HealthStatus = 'HEALTHY' | 'UNHEALTHY' | 'UNKNOWN'

/** Defaults of the API reference, HealthCheck. */
const DEFAULT_INTERVAL_S = 30
const DEFAULT_TIMEOUT_S = 5
const DEFAULT_RETRIES = 3

export interface CheckedContainer {
  readonly definition: ContainerDefinition
  readonly description: Container
}

/**
 * Keeps the health of a container that has a health check up to date until the signal says stop: as the scenario has it,
 * else as its command says, which really runs. A container without a health check stays UNKNOWN.
 */
export async function watchHealth(
  account: Account,
  task: TaskRecord,
  container: CheckedContainer,
  signal: AbortSignal,
): Promise<void> {
  const { definition } = container
  const { healthCheck } = definition
  if (healthCheck === undefined) return
  const set = (status: HealthStatus): void => {
    setHealth(task, container, status)
  }
  const rules = healthRules(account, task, definition.name)
  try {
    if (rules.length === 0) await checkRegularly(account, definition, healthCheck, set, signal)
    for (const { afterMs, status } of timeline(rules)) {
      await account.clock.sleep(afterMs, signal)
      set(status)
    }
  } catch (error) {
    if (!signal.aborted) throw error
  }
}

/** Pauses between the changes that rules give by their time after RUNNING. */
function timeline(
  rules: ReturnType<typeof healthRules>,
): { readonly afterMs: number; readonly status: HealthStatus }[] {
  const sorted = rules.toSorted((a, b) => (a.afterMs ?? 0) - (b.afterMs ?? 0))
  return sorted.map(({ afterMs = 0, status = 'HEALTHY' }, index) => ({
    afterMs: afterMs - (sorted[index - 1]?.afterMs ?? 0),
    status,
  }))
}

/** As Docker does: the first check comes one interval after the start; a success at any time counts at once. */
async function checkRegularly(
  { clock }: Account,
  { environment = [] }: ContainerDefinition,
  { command = [], interval, timeout, retries, startPeriod = 0 }: HealthCheck,
  set: (status: HealthStatus) => void,
  signal: AbortSignal,
): Promise<void> {
  const startedAt = clock.now()
  const variables = Object.fromEntries(environment.map(({ name = '', value = '' }) => [name, value]))
  let failures = 0
  for (;;) {
    await clock.sleep((interval ?? DEFAULT_INTERVAL_S) * 1000, signal)
    const inStartPeriod = clock.now() - startedAt < startPeriod * 1000
    const late = new AbortController()
    const limit = AbortSignal.any([signal, late.signal])
    clock.sleep((timeout ?? DEFAULT_TIMEOUT_S) * 1000, limit).then(
      () => {
        late.abort()
      },
      () => undefined,
    )
    const passed = await runToEnd({ command: commandOf(command), environment: variables }, limit)
    late.abort()
    if (passed) {
      failures = 0
      set('HEALTHY')
    } else if (!inStartPeriod && ++failures >= (retries ?? DEFAULT_RETRIES)) {
      set('UNHEALTHY')
    }
  }
}

/** `CMD` runs the words as they are, `CMD-SHELL` the one text with the container's shell; without either ECS runs the words. */
function commandOf([kind = '', ...words]: readonly string[]): string[] {
  if (kind === 'CMD-SHELL') return ['sh', '-c', words.join(' ')]
  return kind === 'CMD' ? words : [kind, ...words]
}

function setHealth(task: TaskRecord, { description }: CheckedContainer, status: HealthStatus): void {
  if (description.healthStatus === status || description.lastStatus === 'STOPPED') return
  description.healthStatus = status
  task.description.healthStatus = healthOfTask(task)
  touch(task)
}

/** Developer guide, "Determine Amazon ECS task health using container health checks": essential containers alone count. */
function healthOfTask({ definition, description }: TaskRecord): HealthStatus {
  const checked = (definition.containerDefinitions ?? []).filter(
    ({ essential, healthCheck }) => essential !== false && healthCheck !== undefined,
  )
  const statuses = checked.map(
    ({ name }) => description.containers?.find((container) => container.name === name)?.healthStatus,
  )
  if (statuses.includes('UNHEALTHY')) return 'UNHEALTHY'
  return statuses.length > 0 && statuses.every((status) => status === 'HEALTHY') ? 'HEALTHY' : 'UNKNOWN'
}
