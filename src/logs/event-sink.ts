import type { LogSource } from './log-source.js'

/** Receives the events of containers' logs besides the console: writes a file or an output. */
export interface EventSink {
  /**
   * Called without events when the stream is first followed, then with each batch of new events, in order and unchanged.
   * Resolves when the events have been processed. Never rejects.
   */
  readonly take: (source: LogSource, events: readonly string[]) => Promise<void>
}

/**
 * Container runtimes split a line longer than this (moby, `daemon/logger/copier.go`). The log driver awslogs joins the
 * pieces again, except in non-blocking mode (moby/moby#41794). FireLens does not join them
 * (aws/shim-loggers-for-containerd#23).
 */
const RUNTIME_PIECE_BYTES = 16 * 1024

/** Whether the event is a piece of a line that the next event continues. */
export function isPieceOfLine(event: string): boolean {
  // A UTF-16 unit is one to three bytes in UTF-8.
  if (event.length > RUNTIME_PIECE_BYTES || event.length * 3 < RUNTIME_PIECE_BYTES) return false
  return Buffer.byteLength(event) === RUNTIME_PIECE_BYTES
}
