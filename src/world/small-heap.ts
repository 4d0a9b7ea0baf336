import { setFlagsFromString } from 'node:v8'

/**
 * Asks V8 to collect early. What a step that waits has read is garbage a moment later, and V8 would rather take memory
 * than look for it: a million lines of a log made it take three times as much, and no sooner done, a thousand tasks
 * twice as much. It reads these two whenever it decides how far to grow, so that they hold in a process that runs already.
 */
export function keepHeapSmall(): void {
  // The young generation stays as large as it is; 128 MB are usual.
  setFlagsFromString('--semi-space-growth-factor=1')
  // The old one is collected when it has doubled; four times as much is usual.
  setFlagsFromString('--heap-growing-percent=100')
}
