import { DescribeTasksCommand, ECSClient } from '@aws-sdk/client-ecs'
import type { RateLimiter } from '../simulator/rates.ts'
import type { Clock } from '../src/runtime/clock.js'

/** When a task does what, ms since the epoch. */
export interface StandInTask {
  readonly arn: string
  readonly runningAt: number
  /** When its container ends; ECS may then have something to give back before the task has stopped. */
  readonly endingAt: number
  readonly stoppedAt: number
}

export interface StandIn {
  readonly ecs: ECSClient
  /** When DescribeTasks was called, ms since the epoch, and whether it was answered. */
  readonly calls: readonly { readonly at: number; readonly admitted: boolean }[]
}

export interface StandInOptions {
  readonly tasks: readonly StandInTask[]
  readonly clock: Clock
  /** Of an account that others use as well; without it every call is answered. */
  readonly rates?: RateLimiter
}

/** The SDK's client with, in place of the network, DescribeTasks alone: in the time of the clock, and in this process. */
export async function standInForEcs({ tasks, clock, rates }: StandInOptions): Promise<StandIn> {
  const byArn = new Map(tasks.map((task) => [task.arn, task]))
  let calls: { at: number; admitted: boolean }[] = []

  const describe = (arns: readonly string[]): object => ({
    tasks: arns.flatMap((arn) => {
      const task = byArn.get(arn)
      return task ? describedAt(task, clock.now()) : []
    }),
    failures: [],
  })
  const answer = (body: unknown): { statusCode: number; text: string } => {
    const admitted = tasksOf(body).length === 0 || (rates?.admit('DescribeTasks', 1) ?? true)
    calls.push({ at: clock.now(), admitted })
    return admitted
      ? { statusCode: 200, text: JSON.stringify(describe(tasksOf(body))) }
      : { statusCode: 400, text: JSON.stringify({ __type: 'ThrottlingException', message: 'Rate exceeded' }) }
  }
  const ecs = new ECSClient({
    region: 'us-east-1',
    credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'bench' },
    maxAttempts: 1,
    requestHandler: {
      handle: async ({ body }: { readonly body?: unknown }) => {
        const { statusCode, text } = answer(JSON.parse(textOf(body)))
        const headers = { 'content-type': 'application/x-amz-json-1.1' }
        return Promise.resolve({ response: { statusCode, headers, body: Buffer.from(text) } })
      },
    },
  })
  // The first call reads the configuration of the machine, which takes real time.
  await ecs.send(new DescribeTasksCommand({ tasks: [] }))
  calls = []
  return {
    ecs,
    get calls() {
      return calls
    },
  }
}

function textOf(body: unknown): string {
  return body instanceof Uint8Array ? new TextDecoder().decode(body) : String(body)
}

function describedAt(task: StandInTask, now: number): object {
  const started = now >= task.runningAt && { startedAt: task.runningAt / 1000 }
  return { taskArn: task.arn, lastStatus: statusAt(task, now), ...started }
}

function statusAt({ runningAt, endingAt, stoppedAt }: StandInTask, now: number): string {
  if (now < runningAt) return 'PENDING'
  if (now < endingAt) return 'RUNNING'
  return now < stoppedAt ? 'DEPROVISIONING' : 'STOPPED'
}

function tasksOf(body: unknown): string[] {
  const tasks = typeof body === 'object' && body !== null && 'tasks' in body ? body.tasks : []
  return Array.isArray(tasks) ? tasks.map(String) : []
}
