import type { CreateServiceRequest, DescribeServicesRequest, Service } from '@aws-sdk/client-ecs'
import { ecsArn, shortName } from '../arns.ts'
import type { Wire } from '../model.ts'
import { checkLaunch, resolveLaunch } from '../rules/launch.ts'
import { checkNetwork } from '../rules/network.ts'
import { clientException, invalidParameter } from '../service-error.ts'
import { requireCluster } from './clusters.ts'
import type { Operation } from './operation.ts'
import { CREATE_SERVICE, DESCRIBE_SERVICES } from './request-shapes.ts'
import { findDefinition } from './task-definitions.ts'

const DESCRIBED_MAX = 10

/** A service that can be described. It starts no tasks. */
export const createService: Operation<CreateServiceRequest> = {
  shape: CREATE_SERVICE,
  perform: (account, request) => {
    const cluster = requireCluster(account, request.cluster)
    const record = findDefinition(account, request.taskDefinition ?? '')
    if (record === undefined) throw clientException('TaskDefinition not found.')
    const error =
      checkLaunch(request, cluster) ??
      checkNetwork(record.definition.networkMode, request.networkConfiguration)
    if (error) throw error
    const serviceName = request.serviceName ?? ''
    const target = resolveLaunch(request, cluster)
    const platformVersion = request.platformVersion ?? (target.compute === 'FARGATE' ? 'LATEST' : undefined)
    const service: Wire<Service> = {
      serviceArn: ecsArn(account, `service/${cluster.name}/${serviceName}`),
      serviceName,
      clusterArn: ecsArn(account, `cluster/${cluster.name}`),
      status: 'ACTIVE',
      taskDefinition: record.definition.taskDefinitionArn,
      desiredCount: request.desiredCount ?? 0,
      runningCount: 0,
      pendingCount: 0,
      launchType: target.strategy === undefined ? target.compute : undefined,
      capacityProviderStrategy: target.strategy?.map((item) => ({ ...item })),
      platformVersion,
      networkConfiguration: request.networkConfiguration,
      deployments: [],
      events: [],
      createdAt: account.clock.now() / 1000,
    }
    account.services.set(`${cluster.name}/${serviceName}`, service)
    return { service }
  },
}

export const describeServices: Operation<DescribeServicesRequest> = {
  shape: DESCRIBE_SERVICES,
  perform: (account, request) => {
    const cluster = requireCluster(account, request.cluster)
    const names = (request.services ?? []).map(shortName)
    if (names.length === 0) throw invalidParameter('Services cannot be empty.')
    if (names.length > DESCRIBED_MAX)
      throw invalidParameter(`Services can have at most ${DESCRIBED_MAX} items.`)
    const find = (name: string): Wire<Service> | undefined => account.services.get(`${cluster.name}/${name}`)
    return {
      services: names.flatMap((name) => find(name) ?? []),
      failures: names
        .filter((name) => find(name) === undefined)
        .map((name) => ({ arn: ecsArn(account, `service/${cluster.name}/${name}`), reason: 'MISSING' })),
    }
  },
}
