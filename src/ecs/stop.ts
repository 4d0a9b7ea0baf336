import { type ECSClient, StopTaskCommand } from '@aws-sdk/client-ecs'
import { asAwsError } from './aws-error.js'

/** Asks ECS to stop a task. A task that has stopped already is no error. Throws an `AwsError`. */
export async function stopTask(
  ecs: ECSClient,
  cluster: string,
  arn: string,
  reason: string,
  abortSignal: AbortSignal,
): Promise<void> {
  try {
    await ecs.send(new StopTaskCommand({ cluster, task: arn, reason }), { abortSignal })
  } catch (error) {
    throw asAwsError('StopTask', error)
  }
}
