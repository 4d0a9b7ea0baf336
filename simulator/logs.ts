/** A line of a log stream; times are epoch milliseconds. */
export interface LogEvent {
  readonly timestamp: number
  readonly message: string
  /** From when on the line can be read. Never before that of the line before it. */
  readonly readableAt: number
}

export interface LogStream {
  readonly events: LogEvent[]
  /** From when on the stream exists for readers. */
  readonly visibleFrom: number
}

/** Streams by Region, group and name. */
export type LogStore = Map<string, LogStream>

export interface StreamName {
  readonly region: string
  readonly group: string
  readonly stream: string
}

/** CloudWatch's largest event, without the 26 bytes that it counts for each. */
const MESSAGE_MAX_BYTES = 262_118

export function streamKey({ region, group, stream }: StreamName): string {
  return `${region} ${group} ${stream}`
}

/** The names of a key: only a stream's may hold blanks. */
export function splitStreamKey(key: string): StreamName {
  const [region = '', group = '', ...stream] = key.split(' ')
  return { region, group, stream: stream.join(' ') }
}

export function hasGroup(logs: LogStore, region: string, group: string): boolean {
  const prefix = `${region} ${group} `
  for (const key of logs.keys()) if (key.startsWith(prefix)) return true
  return false
}

/** The streams of a group that exist for readers, by name, with the events that can be read and are not too old. */
export function readableStreams(
  logs: LogStore,
  region: string,
  group: string,
  now: number,
  retentionMs: number,
): { readonly name: string; readonly events: readonly LogEvent[] }[] {
  const prefix = `${region} ${group} `
  return [...logs]
    .filter(([key, { visibleFrom }]) => key.startsWith(prefix) && visibleFrom <= now)
    .map(([key, { events }]) => ({
      name: key.slice(prefix.length),
      events: events.filter(
        ({ readableAt, timestamp }) => readableAt <= now && timestamp > now - retentionMs,
      ),
    }))
}

/** The stream of that name, made where there is none. */
export function openStream(logs: LogStore, name: StreamName, visibleFrom: number): LogStream {
  const key = streamKey(name)
  const stream = logs.get(key) ?? { events: [], visibleFrom }
  logs.set(key, stream)
  return stream
}

/** Adds a line as the awslogs driver does: without empty ones, and cut where it is longer than an event may be. */
export function appendLine(stream: LogStream, line: string, timestamp: number, latenessMs: number): void {
  const readableAt = Math.max(timestamp + latenessMs, stream.events.at(-1)?.readableAt ?? 0)
  for (const message of cut(line)) stream.events.push({ timestamp, message, readableAt })
}

function cut(line: string): string[] {
  if (line === '') return []
  if (line.length * 3 <= MESSAGE_MAX_BYTES || Buffer.byteLength(line) <= MESSAGE_MAX_BYTES) return [line]
  const pieces: string[] = []
  let piece = ''
  let bytes = 0
  for (const character of line) {
    const size = Buffer.byteLength(character)
    if (bytes + size > MESSAGE_MAX_BYTES) {
      pieces.push(piece)
      piece = ''
      bytes = 0
    }
    piece += character
    bytes += size
  }
  return [...pieces, piece]
}
