import {
  ListTagsForResourceRequest$,
  TagResourceRequest$,
  type ListTagsForResourceRequest,
  type Tag,
  type TagResourceRequest,
} from '@aws-sdk/client-ecs'
import type { Account } from '../model.ts'
import { requestShape } from '../request-shape.ts'
import { checkTags } from '../rules/run-task-options.ts'
import { invalidParameter, ServiceError } from '../service-error.ts'
import { findDefinition } from './task-definitions.ts'
import type { Operation } from './operation.ts'

/** Replaces the tags of the same keys. */
export const tagResource: Operation<TagResourceRequest> = {
  shape: requestShape(TagResourceRequest$),
  perform: (account, { resourceArn = '', tags: given = [] }) => {
    const tagged = findTagged(account, resourceArn)
    const kept = (tagged.tags ?? []).filter(({ key }) => !given.some((tag) => tag.key === key))
    const tags = [...kept, ...given]
    const error = checkTags(tags)
    if (error) throw error
    tagged.tags = tags
    return {}
  },
}

export const listTagsForResource: Operation<ListTagsForResourceRequest> = {
  shape: requestShape(ListTagsForResourceRequest$),
  perform: (account, { resourceArn = '' }) => ({ tags: findTagged(account, resourceArn).tags ?? [] }),
}

function findTagged(account: Account, arn: string): { tags?: readonly Tag[] | undefined } {
  const [, kind, name] = /^arn:[\w-]+:ecs:[\w-]+:\d{12}:([\w-]+)\/(.+)$/.exec(arn) ?? []
  if (kind === undefined || name === undefined) throw invalidParameter('Invalid ARN.')
  const resources: Partial<Record<string, { tags?: readonly Tag[] | undefined } | undefined>> = {
    'task-definition': findDefinition(account, name),
    task: account.tasks.get(arn)?.description,
    service: account.services.get(name),
  }
  const found = resources[kind]
  if (found === undefined) {
    throw new ServiceError('ResourceNotFoundException', 'The specified resource could not be found.')
  }
  return found
}
