import { type ECSClient, StopTaskCommand } from '@aws-sdk/client-ecs'
import { asAwsError } from './aws-error.js'
import { checkTask } from './check-answer.js'

/** Short: after one lost packet a cancelled step still has time for a retry. */
const ANSWER_TIMEOUT_MS = 3_000

/** Calls StopTask. Resolves to whether the task had stopped already, which is no error. Throws an `AwsError`. */
export async function stopTask(
  ecs: ECSClient,
  cluster: string,
  arn: string,
  reason: string,
  signal: AbortSignal,
): Promise<boolean> {
  const abortSignal = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_TIMEOUT_MS)])
  try {
    const { task } = await ecs.send(new StopTaskCommand({ cluster, task: arn, reason }), { abortSignal })
    return checkTask('task', task).lastStatus === 'STOPPED'
  } catch (error) {
    throw asAwsError('StopTask', abortSignal.aborted ? abortSignal.reason : error)
  }
}
