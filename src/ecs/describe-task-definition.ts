import { DescribeTaskDefinitionCommand, type ECSClient, type TaskDefinition } from '@aws-sdk/client-ecs'
import type { Runtime } from '../runtime/runtime.js'
import { call } from './call.js'

/** Reads the task definition that RunTask would take. Throws an `AwsError`. */
export async function describeTaskDefinition(
  ecs: ECSClient,
  name: string,
  runtime: Runtime,
): Promise<TaskDefinition> {
  const { taskDefinition } = await call(
    'DescribeTaskDefinition',
    () => ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: name })),
    runtime,
  )
  if (taskDefinition === undefined)
    throw new Error(`DescribeTaskDefinition answered without a task definition for ${name}`)
  return taskDefinition
}
