import type { LogSource } from './log-source.js'

/** Takes the log of containers event by event, besides the console: into a file, or for an output. */
export interface EventSink {
  /**
   * Called when the stream is first followed, with no events, and then with each batch of new events in their order,
   * unchanged. Resolves when they have been taken, and never rejects.
   */
  readonly take: (source: LogSource, events: readonly string[]) => Promise<void>
}

/**
 * Container runtimes hand over a line longer than this in pieces (moby, `daemon/logger/copier.go`). The log driver
 * awslogs puts them together again, but not in non-blocking mode (moby/moby#41794), and FireLens does not
 * (aws/shim-loggers-for-containerd#23).
 */
const RUNTIME_PIECE_BYTES = 16 * 1024

/** Whether the event is the beginning of a line that the next event continues. */
export function isPieceOfLine(event: string): boolean {
  // UTF-8 takes one to three bytes for each UTF-16 unit.
  if (event.length > RUNTIME_PIECE_BYTES || event.length * 3 < RUNTIME_PIECE_BYTES) return false
  return Buffer.byteLength(event) === RUNTIME_PIECE_BYTES
}
