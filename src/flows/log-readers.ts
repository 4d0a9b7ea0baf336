import { isAbsolute, relative } from 'node:path'
import type { FollowSettings } from '../inputs/settings.js'
import type { LogOptions } from '../logs/follow-logs.js'
import { keepLastLines, type LastLines } from '../logs/last-lines.js'
import { saveLogs } from '../logs/save-logs.js'
import type { Console } from '../runtime/console.js'

/** The readers of an attempt's logs, in addition to the console. */
export interface LogReaders {
  readonly options: Required<Pick<LogOptions, 'sinks' | 'sinkContainers'>>
  /** The last lines of the container of `result-from`. Absent without that input. */
  readonly lastLines?: LastLines
}

/**
 * Opens the files of `save-logs` and the reader of `result-from`.
 *
 * @param logDirectory absolute path, checked before
 */
export function openLogReaders(
  { saveLogs: written, resultFrom, waitFor }: FollowSettings,
  logDirectory: string | undefined,
  console: Console,
): LogReaders {
  const lastLines = resultFrom === undefined || waitFor !== 'stopped' ? undefined : keepLastLines(resultFrom)
  const shown = (file: string): string => {
    const way = relative(logDirectory ?? '', file)
    return isAbsolute(way) ? file : `${written ?? ''}/${way}`
  }
  const codes = new Set<string>()
  const files =
    logDirectory === undefined
      ? undefined
      : saveLogs({
          directory: logDirectory,
          onTrouble: (file, { code = '', message }) => {
            console.line(`save-logs: ${shown(file)} is not complete: ${message}`)
            if (codes.has(code)) return
            codes.add(code)
            console.annotate('warning', 'A log cannot be saved', describeTrouble(shown(file), code, message))
          },
        })
  return {
    options: {
      sinks: [files, lastLines].filter((sink) => sink !== undefined),
      sinkContainers: files ? true : lastLines && resultFrom !== undefined ? [resultFrom] : [],
    },
    ...(lastLines && { lastLines }),
  }
}

const CAUSES: Readonly<Record<string, string>> = {
  ENOSPC:
    'The disk of the runner is full. Free some of it before this step, or save the logs of fewer tasks.',
  EDQUOT: 'The disk quota of the runner is used up. Free some of it before this step.',
  EACCES: 'The runner may not write there. Another step may have made the directory as another user.',
  EPERM: 'The runner may not write there. Another step may have made the directory as another user.',
  EROFS: 'The file system is read-only.',
  ENOTDIR: 'A part of the path is a file. Name another directory in save-logs.',
  EISDIR: 'There is a directory of the name of the file. Name another directory in save-logs.',
}

function describeTrouble(file: string, code: string, message: string): string {
  return [
    `save-logs: ${file} cannot be written, so this log is not saved, or not to its end. The log decides nothing.`,
    message,
    CAUSES[code] ?? '',
  ]
    .filter(Boolean)
    .join('\n')
}
