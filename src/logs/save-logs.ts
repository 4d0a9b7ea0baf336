import { appendFile, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type EventSink, isPieceOfLine } from './event-sink.js'
import type { LogSource } from './log-source.js'

export interface SaveOptions {
  /** Absolute path. Created with the first log. */
  readonly directory: string
  /** Called once for each file that cannot be written. The file is not written again. */
  readonly onTrouble: (file: string, error: NodeJS.ErrnoException) => void
}

interface LogFile {
  readonly path: string
  /** The last write: writes to one file run in order. */
  written: Promise<void>
  failed: boolean
}

/**
 * Writes each log to `<directory>/<task id>/<container>.log`: the events as CloudWatch returns them, each followed by a
 * line feed. Overwrites a file that an earlier step wrote for the same task. No flush is needed: `take` resolves when
 * its events are in the file.
 */
export function saveLogs({ directory, onTrouble }: SaveOptions): EventSink {
  const files = new Map<string, LogFile>()

  const fileOf = (source: LogSource): LogFile => {
    const folder = join(directory, fileName(source.taskArn.slice(source.taskArn.lastIndexOf('/') + 1)))
    const path = join(folder, `${fileName(source.container)}.log`)
    const known = files.get(path)
    if (known !== undefined) return known
    const file: LogFile = { path, written: Promise.resolve(), failed: false }
    files.set(path, file)
    write(file, async () => {
      await mkdir(folder, { recursive: true })
      await writeFile(path, '')
    })
    return file
  }

  const write = (file: LogFile, action: () => Promise<void>): void => {
    file.written = file.written.then(async () => {
      if (file.failed) return
      try {
        await action()
      } catch (error) {
        file.failed = true
        onTrouble(file.path, error as NodeJS.ErrnoException)
      }
    })
  }

  return {
    take: async (source, events) => {
      const file = fileOf(source)
      if (events.length > 0) {
        const text = events.map((event) => (isPieceOfLine(event) ? event : `${event}\n`)).join('')
        write(file, async () => appendFile(file.path, text))
      }
      await file.written
    },
  }
}

/** ECS ids and names hold letters, digits, `-` and `_`. Other characters are replaced, so no path leaves the directory. */
function fileName(name: string): string {
  return name.replaceAll(/[^\w.-]/g, '_').replace(/^\.+/, (dots) => '_'.repeat(dots.length)) || '_'
}
