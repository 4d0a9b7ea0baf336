import { once } from 'node:events'

/** A reader that has taken nothing for so long does not read any more. */
const STALL_MS = 15_000
/** What may wait in memory for a reader that does not read. */
const MOST_WAITING_BYTES = 64 * 1024 * 1024

/** Whether so much waits to be read that more would only fill the memory. */
export function isOverfull(): boolean {
  return process.stdout.writableLength > MOST_WAITING_BYTES
}

let drained: Promise<void> | undefined
/** What waited to be read when the reader was given up; it counts as reading again once less waits. */
let givenUpAt = Infinity
const noMoreWaits = new AbortController()

/** From here on nothing waits for the reader: a cancelled step has a few seconds left. */
export function stopWaitingForReader(): void {
  noMoreWaits.abort()
}

/** Resolves when the reader has taken what was printed, when it is gone, or when it has stopped to read. Never rejects. */
export async function stdoutDrained(): Promise<void> {
  if (!process.stdout.writableNeedDrain || process.stdout.destroyed || noMoreWaits.signal.aborted) return
  if (process.stdout.writableLength >= givenUpAt) return
  drained ??= settled('drain', STALL_MS, noMoreWaits.signal).then((hasStalled) => {
    givenUpAt = hasStalled ? process.stdout.writableLength : Infinity
    drained = undefined
  })
  await drained
}

/** Resolves when all that was printed has left the process, or as `stdoutDrained` does. */
export async function stdoutFlushed(stallMs: number): Promise<void> {
  const flushed = new Promise<void>((resolve) => {
    process.stdout.write('', () => {
      resolve()
    })
  })
  await Promise.race([flushed, settled('never', process.stdout.writableLength >= givenUpAt ? 0 : stallMs)])
}

/** Resolves at the event, when stdout breaks, or when nothing of it has been read for so long: then to true. */
async function settled(event: string, stallMs: number, ended?: AbortSignal): Promise<boolean> {
  const over = new AbortController()
  const signal = ended ? AbortSignal.any([over.signal, ended]) : over.signal
  const stalled = new Promise<boolean>((resolve) => {
    let before = process.stdout.writableLength
    const timer = setInterval(() => {
      const waiting = process.stdout.writableLength
      // What is printed meanwhile makes it longer; what is read makes it shorter.
      if (waiting >= before) resolve(true)
      before = waiting
    }, stallMs)
    signal.addEventListener('abort', () => {
      clearInterval(timer)
      resolve(false)
    })
  })
  const ends = [event, 'error', 'close'].map(async (name) =>
    once(process.stdout, name, { signal }).then(
      () => false,
      () => false,
    ),
  )
  const hasStalled = await Promise.race([stalled, ...ends])
  over.abort()
  return hasStalled
}
