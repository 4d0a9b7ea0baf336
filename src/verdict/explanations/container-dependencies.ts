import type { Container, Task, TaskDefinition } from '@aws-sdk/client-ecs'

/** A failed container that another container depends on. */
export interface FailedDependency {
  readonly waiting?: string
  readonly failed?: string
  /** Exit code of the failed container. */
  readonly exitCode?: number
}

/**
 * Reads `[migrate(image) (STOPPED->RUNNING) - Exit: 1] for target [app(image) (NONE->RUNNING)]`
 * (amazon-ecs-agent#3218). ECS may cut the text.
 */
export function dependencyOf(reasons: readonly string[]): FailedDependency {
  const reason = reasons.find((text) => /ordering dependency/i.test(text)) ?? ''
  const [, failed] = /ordering dependency \[([\w-]{1,255})\(/i.exec(reason) ?? []
  const [, waiting] = /for target \[([\w-]{1,255})\(/i.exec(reason) ?? []
  const [, code] = /\bExit: (\d{1,10})/i.exec(reason) ?? []
  return {
    ...(failed !== undefined && { failed }),
    ...(waiting !== undefined && { waiting }),
    ...(code !== undefined && { exitCode: Number(code) }),
  }
}

/**
 * The container whose failure prevented this one from starting, by `dependsOn` of the definition: condition SUCCESS with
 * an exit code other than 0, HEALTHY with an unhealthy container, or any condition with a container that never ran.
 */
export function failedDependency(
  name: string,
  task: Task,
  definition: TaskDefinition | undefined,
): FailedDependency | undefined {
  const defined = definition?.containerDefinitions?.find((each) => each.name === name)
  for (const { containerName = '', condition } of defined?.dependsOn ?? []) {
    const other = task.containers?.find((each) => each.name === containerName)
    if (other === undefined || !blocks(other, condition)) continue
    const { exitCode } = other
    return { waiting: name, failed: containerName, ...(exitCode !== undefined && { exitCode }) }
  }
  return undefined
}

function blocks({ exitCode, healthStatus, lastStatus }: Container, condition: string | undefined): boolean {
  if (exitCode === undefined) return lastStatus === 'STOPPED'
  if (condition === 'SUCCESS') return exitCode !== 0
  return condition === 'HEALTHY' && healthStatus !== 'HEALTHY'
}
