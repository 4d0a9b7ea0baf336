import type { Container, Task, TaskDefinition } from '@aws-sdk/client-ecs'
import type { CredentialsProvider } from '../ecs/client-settings.js'
import type { FollowSettings } from '../inputs/settings.js'
import type { Runtime } from '../runtime/runtime.js'
import { openLogPrinter } from './log-printer.js'
import { type LogSource, logSource, readableContainers } from './log-source.js'
import type { EventSink } from './event-sink.js'
import type { FollowedStream, LogTrouble } from './log-stream.js'
import { openLogs } from './logs-client.js'
import { followStreams } from './follow-streams.js'

export interface LogFollower {
  /** Call after each poll of the tasks: finds new streams and stopped containers. */
  readonly update: (tasks: readonly Task[]) => void
  /** Call after the last update. Resolves when every stream has been read to its end. */
  readonly finish: () => Promise<void>
  /** Reads the events that exist now, and ends. */
  readonly leave: () => Promise<void>
}

export interface LogOptions {
  /** The containers whose logs are printed. */
  readonly logs: FollowSettings['logs']
  /** Containers whose logs are followed for the sinks, whether printed or not. */
  readonly sinkContainers?: true | readonly string[]
  /** They receive the log of every container that is followed. */
  readonly sinks?: readonly EventSink[]
  /** Absent where it cannot be read; the log groups are then unknown. */
  readonly definition?: TaskDefinition
  /** Number of tasks. */
  readonly taskCount: number
  /** Credentials of the step: all its clients share one session. */
  readonly credentials: CredentialsProvider
}

const NO_LOGS: LogFollower = {
  update: () => undefined,
  finish: async () => Promise.resolve(),
  leave: async () => Promise.resolve(),
}

/**
 * Follows the logs of the containers, independent of the polling of the tasks. A failure is reported once and does not
 * affect the verdict.
 */
export function followLogs(
  { logs, sinkContainers = [], sinks = [], definition, taskCount, credentials }: LogOptions,
  runtime: Runtime,
): LogFollower {
  const wanted = unionOf(logs, sinkContainers)
  if (wanted !== true && wanted.length === 0) return NO_LOGS
  const { console } = runtime
  if (definition === undefined) {
    console.line('logs are not followed: the task definition, which names the log groups, cannot be read')
    return NO_LOGS
  }
  const { names, excuses } = readableContainers(definition, wanted)
  const excused = new Set<string>()
  const excuse = (line: string): void => {
    if (!excused.has(line)) console.line(line)
    excused.add(line)
  }
  excuses.forEach(excuse)

  const printed = names.filter((name) => logs === true || (logs !== false && logs.includes(name)))
  const enough = new AbortController()
  const signal = AbortSignal.any([runtime.signal, enough.signal])
  const print = openLogPrinter(console, { containers: printed, severalTasks: taskCount > 1 })
  const followSource = followStreams(
    {
      logs: openLogs(credentials, (text) => console.masked(text)),
      streamCount: taskCount * names.length,
      print: async (source, events) => {
        const lines = source.lines?.(events) ?? events
        const taken = sinks.map(async (sink) => sink.take(source, lines))
        if (printed.includes(source.container)) {
          print(source, lines)
          await console.drained()
        }
        await Promise.all(taken)
      },
    },
    { ...runtime, signal },
  )
  const streams = new Map<string, FollowedStream>()
  const warnings = new Set<string>()
  /** By stream name: streams of several tasks or containers whose lines cannot be separated. */
  const inseparable = new Map<string, LogSource>()
  const opened: Promise<void>[] = []

  /** Whether the stream is followed already for another container, with lines that cannot be separated from this one's. */
  const isRead = (source: LogSource): boolean => {
    if (source.shared?.separable !== false) return false
    const name = `${source.region} ${source.group} ${source.stream}`
    const first = inseparable.get(name) ?? source
    inseparable.set(name, first)
    if (first.taskArn === source.taskArn && first.container === source.container) return false
    excuse(
      `${source.container} logs to the stream ${source.stream} of ${source.group}, which several tasks or containers share; its lines are among those of ${first.container}`,
    )
    return true
  }

  const warn = ({ container, group, stream }: LogSource, trouble: LogTrouble): void => {
    if (warnings.has(trouble.reason)) return
    warnings.add(trouble.reason)
    const [title, problem] = TROUBLES[trouble.kind]
    console.annotate(
      'warning',
      title,
      `The log of ${container} (stream ${stream} of ${group}) ${problem}; the result is not affected.\n${trouble.reason}`,
    )
  }

  const follow = (key: string, task: Task, container: Container): FollowedStream | undefined => {
    const known = streams.get(key)
    const source = known ? undefined : logSource(task, container, definition)
    if (source === undefined || isRead(source)) return known
    opened.push(...sinks.map(async (sink) => sink.take(source, []).catch(() => undefined)))
    const stream = followSource(source)
    streams.set(key, stream)
    stream.done
      .then((trouble) => {
        if (trouble !== undefined) warn(source, trouble)
      })
      .catch(() => undefined)
    return stream
  }

  const allDone = async (): Promise<void> => {
    await Promise.allSettled([...streams.values()].map(async ({ done }) => done))
    await Promise.allSettled(opened)
  }

  const updateOne = (task: Task, container: Container): void => {
    if (!names.includes(container.name ?? '') || !mayHaveLogged(task, container)) return
    const stream = follow(`${task.taskArn ?? ''} ${container.name ?? ''}`, task, container)
    const writer = writerOf(task, container, definition)
    if (hasEnded(task, writer)) stream?.containerStopped(stoppedForMs(task))
  }

  return {
    update: (tasks) => {
      for (const task of tasks) for (const container of task.containers ?? []) updateOne(task, container)
    },
    finish: async () => {
      // ECS no longer has the task, so it never reports the stop.
      for (const stream of streams.values()) stream.containerStopped(0)
      await allDone()
    },
    leave: async () => {
      enough.abort()
      await allDone()
    },
  }
}

const TROUBLES: Readonly<Record<LogTrouble['kind'], readonly [title: string, problem: string]>> = {
  unreadable: ['A log cannot be read', 'cannot be read'],
  incomplete: ['A log may not be whole', 'may not be whole'],
}

/** A container that has not run has no stream. Reading it anyway would cost calls and delay the verdict. */
function mayHaveLogged({ startedAt }: Task, { lastStatus, exitCode }: Container): boolean {
  return startedAt !== undefined || lastStatus === 'RUNNING' || exitCode !== undefined
}

/** The container whose stop ends the log: with FireLens the log router, which keeps sending after the others stop. */
function writerOf(task: Task, container: Container, definition: TaskDefinition): Container {
  const { writer } = logSource(task, container, definition) ?? {}
  return task.containers?.find(({ name }) => name === writer) ?? container
}

function hasEnded(task: Task, { lastStatus }: Container): boolean {
  return [lastStatus, task.lastStatus].some((status) => status === 'STOPPED' || status === 'DELETED')
}

/**
 * Minimum time since the containers stopped, ms, by the timestamps of ECS alone. The seconds of deprovisioning count as
 * idle. ECS gives the end of the first essential container; the others may have ended later.
 */
function stoppedForMs({ executionStoppedAt, stoppedAt, containers = [] }: Task): number {
  if (executionStoppedAt === undefined || stoppedAt === undefined || containers.length > 1) return 0
  return Math.max(stoppedAt.getTime() - executionStoppedAt.getTime(), 0)
}

/** The containers that are printed or read for a sink; `true` for all containers. */
function unionOf(logs: FollowSettings['logs'], others: true | readonly string[]): true | readonly string[] {
  if (logs === true || others === true) return true
  return [...new Set([...(logs === false ? [] : logs), ...others])]
}
