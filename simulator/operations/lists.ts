import {
  ListClustersRequest$,
  ListServicesRequest$,
  ListTaskDefinitionFamiliesRequest$,
  type ListClustersRequest,
  type ListServicesRequest,
  type ListTaskDefinitionFamiliesRequest,
} from '@aws-sdk/client-ecs'
import { ecsArn } from '../arns.ts'
import { requestShape } from '../request-shape.ts'
import { requireCluster } from './clusters.ts'
import type { Operation } from './operation.ts'
import { readPageOf } from './pages.ts'

export const listClusters: Operation<ListClustersRequest> = {
  shape: requestShape(ListClustersRequest$),
  perform: (account, { nextToken, maxResults }) => {
    const arns = [...account.clusters.keys()].map((name) => ecsArn(account, `cluster/${name}`))
    const { items, next } = readPageOf(arns, nextToken, maxResults)
    return { clusterArns: items, ...next }
  },
}

/** API reference, ListServices: ten results a page unless more are asked for. */
const SERVICES_PER_PAGE = 10

export const listServices: Operation<ListServicesRequest> = {
  shape: requestShape(ListServicesRequest$),
  perform: (account, { cluster: name, launchType, nextToken, maxResults = SERVICES_PER_PAGE }) => {
    const cluster = requireCluster(account, name)
    const arns = [...account.services]
      .filter(([key]) => key.startsWith(`${cluster.name}/`))
      .filter(([, service]) => launchType === undefined || service.launchType === launchType)
      .map(([, { serviceArn }]) => serviceArn)
    const { items, next } = readPageOf(arns, nextToken, maxResults)
    return { serviceArns: items, ...next }
  },
}

/** API reference, ListTaskDefinitionFamilies: families with an active revision, without one, or all. */
export const listTaskDefinitionFamilies: Operation<ListTaskDefinitionFamiliesRequest> = {
  shape: requestShape(ListTaskDefinitionFamiliesRequest$),
  perform: (account, { familyPrefix = '', status = 'ALL', nextToken, maxResults }) => {
    const families = [...account.families]
      .filter(([family]) => family.startsWith(familyPrefix))
      .filter(([, revisions]) => {
        const active = revisions.some(({ definition }) => definition.status === 'ACTIVE')
        return status === 'ALL' || active === (status === 'ACTIVE')
      })
      .map(([family]) => family)
      .toSorted()
    const { items, next } = readPageOf(families, nextToken, maxResults)
    return { families: items, ...next }
  },
}
