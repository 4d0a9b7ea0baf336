import { randomBytes } from 'node:crypto'
import type { Container, ContainerDefinition } from '@aws-sdk/client-ecs'
import type { OutputLine } from './containers.ts'
import { firelensStream } from './firelens.ts'
import { appendLine, openStream, type StreamName } from './logs.ts'
import type { Account, TaskRecord } from './model.ts'

/** Where a container's lines go: the CloudWatch stream of its log driver, or nowhere. */
export function logSink(
  account: Account,
  task: TaskRecord,
  definition: ContainerDefinition,
  container: Container,
): (line: OutputLine) => void {
  const firelens = firelensStream(account, task, definition, container)
  const name = firelens?.name ?? awslogsStream(account, task, definition, container)
  if (name === undefined) return () => undefined
  const { latenessMs, streamDelayMs } = account.scenario.logs
  const stream = openStream(account.logs, name, account.clock.now() + streamDelayMs)
  return (line) => {
    // Neither driver sends an empty line.
    if (line.text === '') return
    appendLine(stream, firelens?.encode(line) ?? line.text, account.clock.now(), latenessMs)
  }
}

function awslogsStream(
  account: Account,
  task: TaskRecord,
  { name = '', logConfiguration }: ContainerDefinition,
  { runtimeId = '' }: Container,
): StreamName | undefined {
  const options = logConfiguration?.options ?? {}
  const group = options['awslogs-group']
  if (logConfiguration?.logDriver !== 'awslogs' || group === undefined) return undefined
  const prefix = options['awslogs-stream-prefix']
  return {
    region: options['awslogs-region'] ?? account.region,
    group,
    stream: prefix === undefined ? runtimeId : `${prefix}/${name}/${task.id}`,
  }
}

export function runtimeId(task: TaskRecord): string {
  return task.description.platformVersion === undefined
    ? randomBytes(32).toString('hex')
    : `${task.id}-${randomBytes(4).readUInt32BE()}`
}
