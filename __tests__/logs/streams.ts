import type { Task, TaskDefinition } from '@aws-sdk/client-ecs'
import { openStream } from '../../simulator/logs.ts'
import type { Simulator } from '../../simulator/simulator.ts'
import { AwsError } from '../../src/ecs/aws-error.js'
import type { LogSource } from '../../src/logs/log-source.js'
import { openLogs } from '../../src/logs/logs-client.js'

export const REGION = 'us-east-1'
export const ID = '0123456789abcdef0123456789abcdef'

/** An event to be put into a stream: its text, when it was written, and when it can be read, ms since the epoch. */
export interface Written {
  readonly message: string
  readonly timestamp?: number
  readonly readableAt?: number
}

export function arnOf(id = ID): string {
  return `arn:aws:ecs:${REGION}:123456789012:task/default/${id}`
}

/** The stream that the awslogs driver makes for a container of the task. */
export function sourceOf(container = 'app', id = ID): LogSource {
  return {
    taskArn: arnOf(id),
    container,
    group: '/ecs/job',
    stream: `ecs/${container}/${id}`,
    region: REGION,
  }
}

/** Puts events into a stream as if a container had written them. */
export function write(
  { account }: Simulator,
  { region, group, stream }: LogSource,
  events: readonly Written[],
): void {
  const { events: stored } = openStream(account.logs, { region, group, stream }, 0)
  for (const { message, timestamp = 1, readableAt = 0 } of events)
    stored.push({ message, timestamp, readableAt })
}

export function lines(count: number, prefix = 'line'): Written[] {
  return Array.from({ length: count }, (_, index) => ({
    message: `${prefix} ${index + 1}`,
    timestamp: 1000 + index,
  }))
}

export function texts(events: readonly Written[]): string[] {
  return events.map(({ message }) => message)
}

/** Reads CloudWatch as the action does. */
export function readPages() {
  return openLogs(async () => ({ accessKeyId: 'simulator', secretAccessKey: 'simulator' }), String)
}

export function awslogs(
  options: Record<string, string> = {},
): NonNullable<NonNullable<TaskDefinition['containerDefinitions']>[0]['logConfiguration']> {
  return {
    logDriver: 'awslogs',
    options: {
      'awslogs-group': '/ecs/job',
      'awslogs-region': REGION,
      'awslogs-stream-prefix': 'ecs',
      ...options,
    },
  }
}

export function definition(...names: string[]): TaskDefinition {
  return { family: 'job', containerDefinitions: names.map((name) => ({ name, logConfiguration: awslogs() })) }
}

/** A task whose containers run. */
export function running(names: readonly string[], changes: Partial<Task> = {}, id = ID): Task {
  return {
    taskArn: arnOf(id),
    lastStatus: 'RUNNING',
    startedAt: new Date(0),
    containers: names.map((name) => ({ name, lastStatus: 'RUNNING' })),
    ...changes,
  }
}

/** The same whose containers have all stopped at that time, ms since the epoch. */
export function stopped(names: readonly string[], at: number, id = ID): Task {
  return running(
    names,
    {
      lastStatus: 'DEPROVISIONING',
      executionStoppedAt: new Date(at),
      containers: names.map((name) => ({ name, lastStatus: 'STOPPED', exitCode: 0 })),
    },
    id,
  )
}

export function isAwsError(error: unknown): error is AwsError {
  return error instanceof AwsError
}
