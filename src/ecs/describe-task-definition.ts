import { DescribeTaskDefinitionCommand, type ECSClient, type TaskDefinition } from '@aws-sdk/client-ecs'
import type { RawDefinition } from '../inputs/raw-definition.js'
import type { Runtime } from '../runtime/runtime.js'
import { isJsonObject, jsonObjects } from '../text/json.js'
import { call } from './call.js'
import { checkTaskDefinition } from './check-answer.js'
import { InvalidAnswer } from './error-facts.js'
import { keepRawAnswer } from './raw-json.js'

/** Reads the task definition that RunTask would run. Throws an `AwsError`. */
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

/** Reads the task definition with its tags, also as the raw JSON that ECS sent. Throws an `AwsError`. */
export async function describeRaw(
  ecs: ECSClient,
  name: string,
  runtime: Runtime,
): Promise<{ readonly definition: TaskDefinition; readonly raw: RawDefinition }> {
  return call(
    'DescribeTaskDefinition',
    async () => {
      const command = new DescribeTaskDefinitionCommand({ taskDefinition: name, include: ['TAGS'] })
      const rawAnswer = keepRawAnswer(command)
      const { taskDefinition } = await ecs.send(command)
      const definition = checkTaskDefinition(taskDefinition)
      const answer = rawAnswer()
      const members = answer?.['taskDefinition']
      if (!isJsonObject(members)) throw new InvalidAnswer('taskDefinition is missing')
      return { definition, raw: { members, tags: jsonObjects(answer?.['tags']) } }
    },
    runtime,
  )
}
