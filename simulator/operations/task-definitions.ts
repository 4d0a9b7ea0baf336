import {
  DeregisterTaskDefinitionRequest$,
  DescribeTaskDefinitionRequest$,
  ListTaskDefinitionsRequest$,
  RegisterTaskDefinitionRequest$,
  type DescribeTaskDefinitionRequest,
  type DeregisterTaskDefinitionRequest,
  type ListTaskDefinitionsRequest,
  type RegisterTaskDefinitionRequest,
} from '@aws-sdk/client-ecs'
import { ecsArn, shortName } from '../arns.ts'
import type { Account, DefinitionRecord, WireTaskDefinition } from '../model.ts'
import { requestShape } from '../request-shape.ts'
import { sizeOfRequest, validateRegisterTaskDefinition } from '../rules/register-task-definition.ts'
import { isFargateSize } from '../rules/fargate-sizes.ts'
import { clientException } from '../service-error.ts'
import type { Operation } from './operation.ts'
import { readPageOf } from './pages.ts'

/** Finds `family`, `family:revision` or an ARN; a family alone is its latest active revision. */
export function findDefinition(account: Account, name: string): DefinitionRecord | undefined {
  const [family = '', revision] = shortName(name).split(':')
  const revisions = account.families.get(family) ?? []
  if (revision !== undefined) return revisions[Number(revision) - 1]
  return revisions.findLast(({ definition }) => definition.status === 'ACTIVE')
}

/** Members that the simulator does not know are kept, at any depth, and described again. */
export const registerTaskDefinition: Operation<RegisterTaskDefinitionRequest> = {
  shape: requestShape(RegisterTaskDefinitionRequest$),
  perform: (account, request) => {
    const error = validateRegisterTaskDefinition(request)
    if (error) throw error
    const { tags = [], family = '', ...rest } = request
    const revisions = account.families.get(family) ?? []
    refuseConcurrentRevision(account, revisions)
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
        systemControls: [],
        ...container,
        cpu: container.cpu ?? 0,
        essential: container.essential ?? true,
      })),
      volumes: request.volumes ?? [],
      placementConstraints: request.placementConstraints ?? [],
      compatibilities: compatibilitiesOf(request),
      requiresAttributes: [{ name: 'com.amazonaws.ecs.capability.docker-remote-api.1.18' }],
      registeredAt: account.clock.now() / 1000,
      registeredBy: `arn:aws:sts::${account.id}:assumed-role/simulator/session`,
      deregisteredAt: undefined,
      deleteRequestedAt: undefined,
    }
    revisions.push({ definition, tags: [...tags] })
    return { taskDefinition: definition, tags }
  },
}

export const describeTaskDefinition: Operation<DescribeTaskDefinitionRequest> = {
  shape: requestShape(DescribeTaskDefinitionRequest$),
  perform: (account, { taskDefinition = '', include = [] }) => {
    const { definition, tags } = requireDefinition(account, taskDefinition)
    return { taskDefinition: definition, tags: include.includes('TAGS') ? tags : [] }
  },
}

/** A revision that is INACTIVE already keeps the time of its first deregistration. */
export const deregisterTaskDefinition: Operation<DeregisterTaskDefinitionRequest> = {
  shape: requestShape(DeregisterTaskDefinitionRequest$),
  perform: (account, { taskDefinition = '' }) => {
    // "You must specify a revision." (API reference, DeregisterTaskDefinition)
    if (!shortName(taskDefinition).includes(':')) throw clientException('A revision must be specified.')
    const { definition } = requireDefinition(account, taskDefinition)
    definition.status = 'INACTIVE'
    definition.deregisteredAt ??= account.clock.now() / 1000
    return { taskDefinition: definition }
  },
}

/** By family, then by revision; the revisions of one family with `familyPrefix`, which is its full name. */
export const listTaskDefinitions: Operation<ListTaskDefinitionsRequest> = {
  shape: requestShape(ListTaskDefinitionsRequest$),
  perform: (account, { familyPrefix, status = 'ACTIVE', sort = 'ASC', nextToken, maxResults }) => {
    const families = [...account.families.keys()]
      .filter((family) => familyPrefix === undefined || family === familyPrefix)
      .toSorted()
    const arns = families
      .flatMap((family) => account.families.get(family) ?? [])
      .filter(({ definition }) => definition.status === status)
      .map(({ definition }) => definition.taskDefinitionArn)
    const { items, next } = readPageOf(sort === 'DESC' ? arns.toReversed() : arns, nextToken, maxResults)
    return { taskDefinitionArns: items, ...next }
  },
}

function requireDefinition(account: Account, name: string): DefinitionRecord {
  const record = findDefinition(account, name)
  if (record === undefined) throw clientException('Unable to describe task definition.')
  return record
}

/** Text: https://github.com/hashicorp/terraform-provider-aws/issues/9777 */
function refuseConcurrentRevision(account: Account, revisions: readonly DefinitionRecord[]): void {
  const busyUntilMs =
    (revisions.at(-1)?.definition.registeredAt ?? 0) * 1000 + account.scenario.registrationMs
  if (revisions.length === 0 || account.clock.now() >= busyUntilMs) return
  throw clientException('Too many concurrent attempts to create a new revision of the specified family.')
}

function compatibilitiesOf(
  request: RegisterTaskDefinitionRequest,
): NonNullable<WireTaskDefinition['compatibilities']> {
  const { cpu = 0, memory = 0 } = sizeOfRequest(request)
  if (request.networkMode !== 'awsvpc') return ['EXTERNAL', 'EC2']
  return isFargateSize(cpu, memory, false) ? ['EC2', 'FARGATE'] : ['EC2']
}
