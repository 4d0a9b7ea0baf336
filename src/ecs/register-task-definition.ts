import {
  DeregisterTaskDefinitionCommand,
  type ECSClient,
  RegisterTaskDefinitionCommand,
} from '@aws-sdk/client-ecs'
import type { JsonObject } from '../text/json.js'
import { lastSegment } from '../text/arn.js'
import { asAwsError } from './aws-error.js'
import { checkTaskDefinition } from './check-answer.js'
import { InvalidAnswer } from './error-facts.js'
import { sendRawBody } from './raw-json.js'

/** A revision of a task definition, for messages and calls. */
export interface Revision {
  readonly arn: string
  /** `family:revision`. */
  readonly name: string
}

/** One RegisterTaskDefinition with this body. Members that the SDK does not know are sent too. Throws an `AwsError`. */
export async function registerTaskDefinition(
  ecs: ECSClient,
  body: JsonObject,
  abortSignal: AbortSignal,
): Promise<Revision> {
  const command = new RegisterTaskDefinitionCommand({ family: undefined, containerDefinitions: undefined })
  sendRawBody(command, body)
  try {
    const { taskDefinition } = await ecs.send(command, { abortSignal })
    const { taskDefinitionArn } = checkTaskDefinition(taskDefinition)
    if (taskDefinitionArn === undefined)
      throw new InvalidAnswer('taskDefinition.taskDefinitionArn is missing')
    return { arn: taskDefinitionArn, name: lastSegment(taskDefinitionArn) }
  } catch (error) {
    throw asAwsError('RegisterTaskDefinition', error)
  }
}

/** One DeregisterTaskDefinition. No error where the revision is INACTIVE already. Throws an `AwsError`. */
export async function deregisterTaskDefinition(
  ecs: ECSClient,
  arn: string,
  abortSignal: AbortSignal,
): Promise<void> {
  try {
    await ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition: arn }), { abortSignal })
  } catch (error) {
    throw asAwsError('DeregisterTaskDefinition', error)
  }
}
