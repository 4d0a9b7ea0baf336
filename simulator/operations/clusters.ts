import {
  CreateClusterRequest$,
  DescribeClustersRequest$,
  type CreateClusterRequest,
  type DescribeClustersRequest,
} from '@aws-sdk/client-ecs'
import { ecsArn, shortName } from '../arns.ts'
import type { Account, Cluster } from '../model.ts'
import { requestShape } from '../request-shape.ts'
import { ServiceError } from '../service-error.ts'
import type { ClusterSettings } from '../scenario.ts'
import type { Operation } from './operation.ts'

/** The cluster of that short name or ARN, `default` without one. Throws ClusterNotFoundException. */
export function requireCluster(account: Account, nameOrArn: string | undefined): Cluster {
  const cluster = account.clusters.get(shortName(nameOrArn ?? 'default'))
  if (cluster === undefined) throw new ServiceError('ClusterNotFoundException', 'Cluster not found.')
  return cluster
}

export function clusterFrom(settings: ClusterSettings): Cluster {
  return {
    name: settings.name,
    capacityProviders: (settings.capacityProviders ?? []).map(({ name, compute }) => ({
      name,
      compute: compute ?? (name === 'FARGATE' || name === 'FARGATE_SPOT' ? 'FARGATE' : 'EC2'),
    })),
    defaultStrategy: settings.defaultStrategy ?? [],
    containerInstances: settings.containerInstances ?? 0,
  }
}

/** A cluster that exists already is answered as it is. */
export const createCluster: Operation<CreateClusterRequest> = {
  shape: requestShape(CreateClusterRequest$),
  perform: (account, request) => {
    const name = request.clusterName ?? 'default'
    const existing = account.clusters.get(name)
    if (existing) return { cluster: describe(account, existing) }
    const cluster = clusterFrom({
      name,
      capacityProviders: (request.capacityProviders ?? []).map((name) => ({ name })),
      defaultStrategy: (request.defaultCapacityProviderStrategy ?? []).map(
        ({ capacityProvider = '', weight = 0, base = 0 }) => ({ capacityProvider, weight, base }),
      ),
    })
    account.clusters.set(cluster.name, cluster)
    return { cluster: describe(account, cluster) }
  },
}

export const describeClusters: Operation<DescribeClustersRequest> = {
  shape: requestShape(DescribeClustersRequest$),
  perform: (account, request) => {
    const names = (request.clusters ?? ['default']).map(shortName)
    const known = names.flatMap((name) => account.clusters.get(name) ?? [])
    const unknown = names.filter((name) => !account.clusters.has(name))
    return {
      clusters: known.map((cluster) => describe(account, cluster)),
      failures: unknown.map((name) => ({ arn: ecsArn(account, `cluster/${name}`), reason: 'MISSING' })),
    }
  },
}

function describe(account: Account, cluster: Cluster): object {
  const tasks = [...account.tasks.values()].filter((task) => task.cluster.name === cluster.name)
  const count = (...statuses: string[]): number =>
    tasks.filter(({ description }) => statuses.includes(description.lastStatus ?? '')).length
  return {
    clusterArn: ecsArn(account, `cluster/${cluster.name}`),
    clusterName: cluster.name,
    status: 'ACTIVE',
    registeredContainerInstancesCount: cluster.containerInstances,
    runningTasksCount: count('RUNNING'),
    pendingTasksCount: count('PROVISIONING', 'PENDING', 'ACTIVATING'),
    activeServicesCount: 0,
    capacityProviders: cluster.capacityProviders.map(({ name }) => name),
    defaultCapacityProviderStrategy: cluster.defaultStrategy,
  }
}
