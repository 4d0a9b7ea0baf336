import {
  CreateClusterRequest$,
  DescribeClustersRequest$,
  UpdateClusterSettingsRequest$,
  type ClusterSetting,
  type CreateClusterRequest,
  type DescribeClustersRequest,
  type UpdateClusterSettingsRequest,
} from '@aws-sdk/client-ecs'
import { ecsArn, shortName } from '../arns.ts'
import type { Account, Cluster, InsightsMode } from '../model.ts'
import { insightsMode } from '../insights/performance-events.ts'
import { requestShape } from '../request-shape.ts'
import { invalidParameter, ServiceError } from '../service-error.ts'
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
    ...(settings.containerInsights && { containerInsights: settings.containerInsights }),
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
    applySettings(cluster, request.settings ?? [])
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

/** Turns Container Insights on or off for tasks that reach RUNNING from now on. */
export const updateClusterSettings: Operation<UpdateClusterSettingsRequest> = {
  shape: requestShape(UpdateClusterSettingsRequest$),
  perform: (account, request) => {
    const cluster = requireCluster(account, request.cluster)
    applySettings(cluster, request.settings ?? [])
    return { cluster: describe(account, cluster) }
  },
}

function applySettings(cluster: Cluster, settings: readonly ClusterSetting[]): void {
  const modes: readonly InsightsMode[] = ['disabled', 'enabled', 'enhanced']
  for (const { name, value } of settings) {
    const mode = modes.find((candidate) => candidate === value)
    if (name !== 'containerInsights' || mode === undefined)
      throw invalidParameter(`Invalid cluster setting ${name ?? ''}: ${value ?? ''}`)
    cluster.containerInsights = mode
  }
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
    settings: [{ name: 'containerInsights', value: insightsMode(account, cluster) }],
  }
}
