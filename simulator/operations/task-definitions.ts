import type {
  DescribeTaskDefinitionRequest,
  DeregisterTaskDefinitionRequest,
  RegisterTaskDefinitionRequest,
} from '@aws-sdk/client-ecs'
import { ecsArn, shortName } from '../arns.ts'
import type { Account, DefinitionRecord, WireTaskDefinition } from '../model.ts'
import { sizeOfRequest, validateRegisterTaskDefinition } from '../rules/register-task-definition.ts'
import { isFargateSize } from '../rules/fargate-sizes.ts'
import { clientException } from '../service-error.ts'
import type { Operation } from './operation.ts'
import { REGISTER_TASK_DEFINITION, TASK_DEFINITION_NAME } from './request-shapes.ts'

/** Finds `family`, `family:revision` or an ARN; a family alone is its latest active revision. */
export function findDefinition(account: Account, name: string): DefinitionRecord | undefined {
  const [family = '', revision] = shortName(name).split(':')
  const revisions = account.families.get(family) ?? []
  if (revision !== undefined) return revisions[Number(revision) - 1]
  return revisions.findLast(({ definition }) => definition.status === 'ACTIVE')
}

export const registerTaskDefinition: Operation<RegisterTaskDefinitionRequest> = {
  shape: REGISTER_TASK_DEFINITION,
  perform: (account, request) => {
    const error = validateRegisterTaskDefinition(request)
    if (error) throw error
    const { tags = [], family = '', ...rest } = request
    const revisions = account.families.get(family) ?? []
    account.families.set(family, revisions)
    const revision = revisions.length + 1
    const size = sizeOfRequest(request)
    const definition: WireTaskDefinition = {
      ...rest,
      taskDefinitionArn: ecsArn(account, `task-definition/${family}:${revision}`),
      family,
      revision,
      status: 'ACTIVE',
      cpu: size.cpu?.toString(),
      memory: size.memory?.toString(),
      containerDefinitions: (request.containerDefinitions ?? []).map((container) => ({
        portMappings: [],
        environment: [],
        mountPoints: [],
        volumesFrom: [],
        ...container,
        cpu: container.cpu ?? 0,
        essential: container.essential ?? true,
      })),
      volumes: request.volumes ?? [],
      placementConstraints: request.placementConstraints ?? [],
      compatibilities: compatibilitiesOf(request),
      registeredAt: account.clock.now() / 1000,
    }
    revisions.push({ definition, tags })
    return { taskDefinition: definition, tags }
  },
}

export const describeTaskDefinition: Operation<DescribeTaskDefinitionRequest> = {
  shape: TASK_DEFINITION_NAME,
  perform: (account, { taskDefinition = '', include = [] }) => {
    const record = findDefinition(account, taskDefinition)
    if (record === undefined) throw clientException('Unable to describe task definition.')
    return { taskDefinition: record.definition, tags: include.includes('TAGS') ? record.tags : [] }
  },
}

export const deregisterTaskDefinition: Operation<DeregisterTaskDefinitionRequest> = {
  shape: TASK_DEFINITION_NAME,
  perform: (account, { taskDefinition = '' }) => {
    const record = findDefinition(account, taskDefinition)
    if (record === undefined) throw clientException('Unable to describe task definition.')
    record.definition.status = 'INACTIVE'
    record.definition.deregisteredAt = account.clock.now() / 1000
    return { taskDefinition: record.definition }
  },
}

function compatibilitiesOf(
  request: RegisterTaskDefinitionRequest,
): NonNullable<WireTaskDefinition['compatibilities']> {
  const { cpu = 0, memory = 0 } = sizeOfRequest(request)
  if (request.networkMode !== 'awsvpc') return ['EXTERNAL', 'EC2']
  return isFargateSize(cpu, memory, false) ? ['EC2', 'FARGATE'] : ['EC2']
}
