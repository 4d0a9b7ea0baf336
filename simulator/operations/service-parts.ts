import { randomBytes } from 'node:crypto'
import type { CreateServiceRequest, Deployment, Service, TaskSet } from '@aws-sdk/client-ecs'
import { ecsArn } from '../arns.ts'
import type { Account, Cluster, Wire, WireTaskDefinition } from '../model.ts'
import { checkLaunch, resolveLaunch } from '../rules/launch.ts'
import { checkNetwork } from '../rules/network.ts'
import { clientException } from '../service-error.ts'
import { findDefinition } from './task-definitions.ts'

/** The revision that a service or a task set may be given. Throws ServiceError. */
export function requireActive(account: Account, name: string | undefined): WireTaskDefinition {
  const record = findDefinition(account, name ?? '')
  if (record === undefined) throw clientException('TaskDefinition not found.')
  if (record.definition.status !== 'ACTIVE') throw clientException('TaskDefinition is inactive')
  return record.definition
}

type Launched = Pick<
  CreateServiceRequest,
  'taskDefinition' | 'launchType' | 'capacityProviderStrategy' | 'platformVersion' | 'networkConfiguration'
>

/** How the tasks of a service run. Throws ServiceError. */
export function launchedAs(account: Account, cluster: Cluster, request: Launched): Launched {
  const definition = requireActive(account, request.taskDefinition)
  const error =
    checkLaunch(request, cluster) ?? checkNetwork(definition.networkMode, request.networkConfiguration)
  if (error) throw error
  const target = resolveLaunch(request, cluster)
  return {
    taskDefinition: definition.taskDefinitionArn,
    launchType: target.strategy === undefined ? target.compute : undefined,
    capacityProviderStrategy: target.strategy?.map((item) => ({ ...item })),
    platformVersion: request.platformVersion ?? (target.compute === 'FARGATE' ? 'LATEST' : undefined),
    networkConfiguration: request.networkConfiguration,
  }
}

/** The deployment that a service begins as it is now. */
export function newDeployment(account: Account, service: Wire<Service>): Deployment {
  const { taskDefinition, launchType, capacityProviderStrategy, platformVersion } = service
  const now = account.clock.now() / 1000
  const deployment: Wire<Deployment> = {
    id: `ecs-svc/${randomBytes(8).readBigUInt64BE()}`,
    status: 'PRIMARY',
    desiredCount: service.desiredCount,
    pendingCount: 0,
    runningCount: 0,
    failedTasks: 0,
    createdAt: now,
    updatedAt: now,
    taskDefinition,
    launchType,
    capacityProviderStrategy,
    platformVersion,
    networkConfiguration: service.networkConfiguration,
  }
  // The SDK's type of a service has dates in its deployments; here they travel as numbers.
  return deployment as unknown as Deployment
}

/** A task set of the service. */
export function newTaskSet(account: Account, service: Wire<Service>, members: Partial<TaskSet>): TaskSet {
  const id = `ecs-svc/${randomBytes(8).readBigUInt64BE()}`
  const now = account.clock.now() / 1000
  const { taskDefinition, launchType, capacityProviderStrategy, platformVersion } = members
  const taskSet: Wire<TaskSet> = {
    id,
    taskSetArn: ecsArn(account, `task-set/${(service.serviceArn ?? '').split('service/')[1] ?? ''}/${id}`),
    serviceArn: service.serviceArn,
    clusterArn: service.clusterArn,
    externalId: members.externalId,
    status: members.status,
    taskDefinition,
    launchType,
    capacityProviderStrategy,
    platformVersion,
    networkConfiguration: members.networkConfiguration,
    scale: members.scale ?? { value: 100, unit: 'PERCENT' },
    computedDesiredCount: 0,
    pendingCount: 0,
    runningCount: 0,
    stabilityStatus: 'STEADY_STATE',
    createdAt: now,
    updatedAt: now,
  }
  // The SDK's type has dates; here they travel as numbers.
  return taskSet as unknown as TaskSet
}
