import {
  CreateTaskSetRequest$,
  UpdateServicePrimaryTaskSetRequest$,
  type CreateTaskSetRequest,
  type Service,
  type UpdateServicePrimaryTaskSetRequest,
} from '@aws-sdk/client-ecs'
import type { Wire } from '../model.ts'
import { requestShape } from '../request-shape.ts'
import { invalidParameter, ServiceError } from '../service-error.ts'
import { requireCluster } from './clusters.ts'
import type { Operation } from './operation.ts'
import { launchedAs, newTaskSet } from './service-parts.ts'
import { requireService } from './services.ts'

/** Only for a service whose deployment controller is EXTERNAL. */
export const createTaskSet: Operation<CreateTaskSetRequest> = {
  shape: requestShape(CreateTaskSetRequest$),
  perform: (account, request) => {
    const cluster = requireCluster(account, request.cluster)
    const service = requireService(account, cluster, request.service)
    requireExternal(service)
    const taskSet = newTaskSet(account, service, {
      ...launchedAs(account, cluster, request),
      externalId: request.externalId,
      scale: request.scale,
      status: 'ACTIVE',
    })
    service.taskSets = [...(service.taskSets ?? []), taskSet]
    return { taskSet }
  },
}

export const updateServicePrimaryTaskSet: Operation<UpdateServicePrimaryTaskSetRequest> = {
  shape: requestShape(UpdateServicePrimaryTaskSetRequest$),
  perform: (account, request) => {
    const service = requireService(account, requireCluster(account, request.cluster), request.service)
    requireExternal(service)
    const primary = service.taskSets?.find(
      ({ id, taskSetArn }) => request.primaryTaskSet === id || request.primaryTaskSet === taskSetArn,
    )
    if (primary === undefined) throw new ServiceError('TaskSetNotFoundException', 'Task set not found.')
    for (const taskSet of service.taskSets ?? []) taskSet.status = taskSet === primary ? 'PRIMARY' : 'ACTIVE'
    return { taskSet: primary }
  },
}

function requireExternal({ deploymentController }: Wire<Service>): void {
  if (deploymentController?.type === 'EXTERNAL') return
  throw invalidParameter('The service does not have an EXTERNAL deployment controller.')
}
