import {
  CreateServiceRequest$,
  DescribeServicesRequest$,
  UpdateServiceRequest$,
  type CreateServiceRequest,
  type DescribeServicesRequest,
  type Service,
  type UpdateServiceRequest,
} from '@aws-sdk/client-ecs'
import { ecsArn, shortName } from '../arns.ts'
import type { Account, Cluster, Wire } from '../model.ts'
import { requestShape } from '../request-shape.ts'
import { checkClusterOf } from '../rules/arns.ts'
import { checkTags } from '../rules/run-task-options.ts'
import { invalidParameter, ServiceError } from '../service-error.ts'
import { requireCluster } from './clusters.ts'
import type { Operation } from './operation.ts'
import { launchedAs, newDeployment, newTaskSet } from './service-parts.ts'

const DESCRIBED_MAX = 10

/** What decides how the tasks of a service run: a new value of one of them is a new deployment. */
const DEPLOYED = [
  ...(['taskDefinition', 'networkConfiguration', 'platformVersion'] as const),
  'capacityProviderStrategy',
] as const

/** A service that can be described. It starts no tasks. */
export const createService: Operation<CreateServiceRequest> = {
  shape: requestShape(CreateServiceRequest$),
  perform: (account, request) => {
    const cluster = requireCluster(account, request.cluster)
    const controller = request.deploymentController?.type ?? 'ECS'
    const serviceName = request.serviceName ?? ''
    const tagError = checkTags(request.tags ?? [])
    if (tagError) throw tagError
    const service: Wire<Service> = {
      serviceArn: ecsArn(account, `service/${cluster.name}/${serviceName}`),
      serviceName,
      clusterArn: ecsArn(account, `cluster/${cluster.name}`),
      status: 'ACTIVE',
      desiredCount: request.desiredCount ?? 0,
      runningCount: 0,
      pendingCount: 0,
      deploymentController: { type: controller },
      deployments: [],
      events: [],
      tags: request.tags,
      createdAt: account.clock.now() / 1000,
    }
    // With EXTERNAL, all that follows is in the task sets.
    if (controller !== 'EXTERNAL') Object.assign(service, launchedAs(account, cluster, request))
    if (controller === 'ECS') service.deployments = [newDeployment(account, service)]
    if (controller === 'CODE_DEPLOY') {
      service.taskSets = [newTaskSet(account, service, { ...request, status: 'PRIMARY' })]
    }
    account.services.set(`${cluster.name}/${serviceName}`, service)
    return { service: describe(account, service) }
  },
}

/** Replaces what is given. What changes how the tasks run becomes the PRIMARY deployment. */
export const updateService: Operation<UpdateServiceRequest> = {
  shape: requestShape(UpdateServiceRequest$),
  perform: (account, request) => {
    const cluster = requireCluster(account, request.cluster)
    const service = requireService(account, cluster, request.service)
    const controller = service.deploymentController?.type ?? 'ECS'
    const deploys = request.forceNewDeployment === true || DEPLOYED.some((key) => request[key] !== undefined)
    if (deploys && controller !== 'ECS') {
      throw invalidParameter(
        `Unable to update task definition on services with a ${controller} deployment controller.`,
      )
    }
    if (deploys) {
      const launchType = request.capacityProviderStrategy === undefined ? service.launchType : undefined
      Object.assign(service, launchedAs(account, cluster, { ...service, ...request, launchType }))
      const superseded = (service.deployments ?? []).map((deployment) => ({
        ...deployment,
        status: 'ACTIVE',
      }))
      service.deployments = [newDeployment(account, service), ...superseded]
    }
    service.desiredCount = request.desiredCount ?? service.desiredCount
    return { service: describe(account, service) }
  },
}

export const describeServices: Operation<DescribeServicesRequest> = {
  shape: requestShape(DescribeServicesRequest$),
  perform: (account, request) => {
    const cluster = requireCluster(account, request.cluster)
    const foreign = (request.services ?? []).map((name) => checkClusterOf(name, cluster.name)).find(Boolean)
    if (foreign) throw foreign
    const names = (request.services ?? []).map(shortName)
    if (names.length === 0) throw invalidParameter('Services cannot be empty.')
    if (names.length > DESCRIBED_MAX)
      throw invalidParameter(`Services can have at most ${DESCRIBED_MAX} items.`)
    const withTags = request.include?.includes('TAGS') ?? false
    const find = (name: string): Wire<Service> | undefined => account.services.get(`${cluster.name}/${name}`)
    return {
      services: names
        .flatMap((name) => find(name) ?? [])
        .map((service) => ({ ...describe(account, service), tags: withTags ? service.tags : undefined })),
      failures: names
        .filter((name) => find(name) === undefined)
        .map((name) => ({ arn: ecsArn(account, `service/${cluster.name}/${name}`), reason: 'MISSING' })),
    }
  },
}

/** The service of that short name or ARN. Throws ServiceNotFoundException. */
export function requireService(account: Account, cluster: Cluster, nameOrArn = ''): Wire<Service> {
  const service = account.services.get(`${cluster.name}/${shortName(nameOrArn)}`)
  if (service === undefined) throw new ServiceError('ServiceNotFoundException', 'Service not found.')
  return service
}

/** The service now: a deployment is complete after a while, and those before it are gone then. */
function describe(account: Account, service: Wire<Service>): Wire<Service> {
  const [primary, ...superseded] = service.deployments ?? []
  if (primary === undefined) return service
  const id = primary.id ?? ''
  const completed = account.clock.now() >= Number(primary.createdAt) * 1000 + account.scenario.deploymentMs
  const state = completed
    ? ({ rolloutState: 'COMPLETED', rolloutStateReason: `ECS deployment ${id} completed.` } as const)
    : ({ rolloutState: 'IN_PROGRESS', rolloutStateReason: `ECS deployment ${id} in progress.` } as const)
  // It starts no tasks. A waiter, as `aws ecs wait services-stable`, waits for as many as are desired.
  const runningCount = completed ? service.desiredCount : 0
  const deployment = { ...primary, ...state, desiredCount: service.desiredCount, runningCount }
  return { ...service, runningCount, deployments: [deployment, ...(completed ? [] : superseded)] }
}
