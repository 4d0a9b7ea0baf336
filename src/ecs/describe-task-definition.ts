import { DescribeTaskDefinitionCommand, type ECSClient, type TaskDefinition } from '@aws-sdk/client-ecs'
import type { Runtime } from '../runtime/runtime.js'
import { call } from './call.js'
import { checkTaskDefinition } from './check-answer.js'

/** Reads the task definition that RunTask would take. Throws an `AwsError`. */
export async function describeTaskDefinition(
  ecs: ECSClient,
  name: string,
  runtime: Runtime,
): Promise<TaskDefinition> {
  return call(
    'DescribeTaskDefinition',
    async () => {
      const { taskDefinition } = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: name }))
      return checkTaskDefinition(taskDefinition)
    },
    runtime,
  )
}
