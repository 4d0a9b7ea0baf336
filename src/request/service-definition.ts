import type { Service } from '@aws-sdk/client-ecs'
import type { Finding } from '../findings.js'
import { lastSegment } from '../text/arn.js'

export interface ServiceDefinition {
  /** ARN of the revision; absent where the service has none. */
  readonly taskDefinition?: string
  readonly findings: readonly Finding[]
}

/** A deployment, or with CODE_DEPLOY and EXTERNAL a task set: each runs tasks for a service. */
interface Rollout {
  readonly status?: string | undefined
  readonly taskDefinition?: string | undefined
}

const WHERE = 'like-service'

/**
 * The revision of a service's PRIMARY deployment, or of its PRIMARY task set. During a deployment two revisions run: a
 * warning names the one that is used.
 */
export function serviceDefinition(service: Service): ServiceDefinition {
  const { serviceName = '', deployments = [], taskSets = [] } = service
  const controller = service.deploymentController?.type ?? 'ECS'
  if (controller !== 'ECS') {
    const primary = taskSets.find(({ status }) => status === 'PRIMARY')
    return taken(serviceName, primary, taskSets, {
      kind: 'task set',
      state: primary?.stabilityStatus,
      settled: primary?.stabilityStatus !== 'STABILIZING',
    })
  }
  const primary = deployments.find(({ status }) => status === 'PRIMARY')
  return taken(serviceName, primary ?? service, deployments, {
    kind: 'deployment',
    state: primary?.rolloutState,
    settled: primary?.rolloutState === undefined || primary.rolloutState === 'COMPLETED',
  })
}

interface State {
  readonly kind: 'deployment' | 'task set'
  readonly state: string | undefined
  readonly settled: boolean
}

function taken(
  service: string,
  primary: Rollout | undefined,
  all: readonly Rollout[],
  { kind, state = '', settled }: State,
): ServiceDefinition {
  const { taskDefinition } = primary ?? {}
  if (taskDefinition === undefined) {
    const message = `the service ${service} has no PRIMARY ${kind}, so it has no task definition to take`
    const advice = 'Write  task-definition:  with the task definition that is to run.'
    return { findings: [{ severity: 'error', rule: 'service-definition', where: WHERE, message, advice }] }
  }
  if (settled) return { taskDefinition, findings: [] }
  const name = lastSegment(taskDefinition)
  const others = all.flatMap(({ taskDefinition: other }) => (other === undefined ? [] : lastSegment(other)))
  const [other] = others.filter((candidate) => candidate !== name)
  const message = `the PRIMARY ${kind} of the service ${service} is ${state}; the step runs its task definition, ${name}`
  const finding = {
    severity: 'warning',
    rule: 'service-rollout',
    where: WHERE,
    message: other === undefined ? message : `${message}, and not ${other}, which the service runs too`,
    advice: `Run the step when the deployment is complete, or write  task-definition: ${other ?? name}`,
  } as const
  return { taskDefinition, findings: [finding] }
}
