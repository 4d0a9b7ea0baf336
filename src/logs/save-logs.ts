import { appendFile, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type EventSink, isPieceOfLine } from './event-sink.js'
import type { LogSource } from './log-source.js'

export interface SaveOptions {
  /** Absolute path. It is made with the first log. */
  readonly directory: string
  /** Called once for each file that cannot be written. Nothing more is written to it. */
  readonly onTrouble: (file: string, error: NodeJS.ErrnoException) => void
}

interface LogFile {
  readonly path: string
  /** Writes of one file wait for each other. */
  written: Promise<void>
  failed: boolean
}

/**
 * Writes each log to `<directory>/<task id>/<container>.log`: the events as CloudWatch has them, each ended by a line
 * feed. A file of an earlier step with the same task is written anew. Nothing is left to flush: what `take` has resolved
 * for is in the file.
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

/** Ids and names of ECS are letters, digits, `-` and `_`; anything else cannot lead out of the directory. */
function fileName(name: string): string {
  return name.replaceAll(/[^\w.-]/g, '_').replace(/^\.+/, (dots) => '_'.repeat(dots.length)) || '_'
}
