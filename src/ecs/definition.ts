import { DescribeTaskDefinitionCommand, type ECSClient, type TaskDefinition } from '@aws-sdk/client-ecs'
import type { World } from '../world/world.js'
import { call } from './call.js'

/** Reads the task definition that RunTask would take. Throws an `AwsError`. */
export async function describeTaskDefinition(
  ecs: ECSClient,
  name: string,
  world: World,
): Promise<TaskDefinition> {
  const { taskDefinition } = await call(
    'DescribeTaskDefinition',
    () => ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: name })),
    world,
  )
  if (taskDefinition === undefined)
    throw new Error(`DescribeTaskDefinition answered without a task definition for ${name}`)
  return taskDefinition
}
