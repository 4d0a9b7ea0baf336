import {
  DescribeTaskDefinitionCommand,
  type ECSClient,
  ListTaskDefinitionsCommand,
  type ListTaskDefinitionsCommandOutput,
} from '@aws-sdk/client-ecs'
import type { Runtime } from '../runtime/runtime.js'
import { lastSegment } from '../text/arn.js'
import { call } from './call.js'
import { checkArns } from './check-answer.js'
import type { Revision } from './register-task-definition.js'

/** Larger than the difference between the clocks of a runner and of AWS. */
const CLOCK_SKEW_MS = 60 * 60_000

export interface TagSearch {
  readonly family: string
  readonly tag: { readonly key: string; readonly value: string }
  /** Older revisions are not read, ms since the epoch. */
  readonly since: number
}

/** ACTIVE revisions of a family that carry a tag, newest first. Throws an `AwsError`. */
export async function findTagged(
  ecs: ECSClient,
  { family, tag, since }: TagSearch,
  runtime: Runtime,
): Promise<Revision[]> {
  const found: Revision[] = []
  for await (const arn of newestFirst(ecs, family, runtime)) {
    const { taskDefinition, tags = [] } = await call(
      'DescribeTaskDefinition',
      () => ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: arn, include: ['TAGS'] })),
      runtime,
    )
    const registeredAt = taskDefinition?.registeredAt?.getTime()
    if (registeredAt !== undefined && registeredAt < since - CLOCK_SKEW_MS) return found
    if (tags.some(({ key, value }) => key === tag.key && value === tag.value)) {
      found.push({ arn, name: lastSegment(arn) })
    }
  }
  return found
}

async function* newestFirst(ecs: ECSClient, family: string, runtime: Runtime): AsyncGenerator<string> {
  let nextToken: string | undefined
  do {
    const request = { familyPrefix: family, status: 'ACTIVE', sort: 'DESC', nextToken } as const
    const page: ListTaskDefinitionsCommandOutput = await call(
      'ListTaskDefinitions',
      () => ecs.send(new ListTaskDefinitionsCommand(request)),
      runtime,
    )
    yield* checkArns(page.taskDefinitionArns ?? [])
    nextToken = page.nextToken
  } while (nextToken !== undefined)
}
