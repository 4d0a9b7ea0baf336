import { createMask } from '../src/text/mask.js'
import type { Console } from '../src/runtime/console.js'

type Severity = 'error' | 'warning' | 'notice'

/** A call of a console; for `foreign` one entry a line, for an annotation its message. */
export interface Entry {
  readonly kind: keyof Console | Severity
  readonly text: string
}

export interface RecordingConsole extends Console {
  readonly entries: readonly Entry[]
  /** The texts of one kind, in their order. */
  texts(kind: Entry['kind']): string[]
  /** Everything that was said, as one text. */
  everything(): string
  /** What is wrong with the order of calls: groups that nest, stay open or end without a beginning. */
  disorder(): string[]
}

/** A console that keeps what it is told. */
export function recordConsole(coloured = false): RecordingConsole {
  const entries: Entry[] = []
  const wrong: string[] = []
  let open: string | undefined
  const keep = (kind: Entry['kind'], text: string): void => {
    entries.push({ kind, text })
  }
  return {
    coloured,
    line: (text) => {
      keep('line', text)
    },
    foreign: (lines) => {
      for (const text of lines) keep('foreign', text)
    },
    drained: async () => Promise.resolve(),
    group: (title) => {
      if (open !== undefined) wrong.push(`${title} begins inside ${open}`)
      open = title
      keep('group', title)
    },
    endGroup: () => {
      if (open === undefined) wrong.push(`a group ends after ${entries.at(-1)?.text ?? 'nothing'}`)
      open = undefined
      keep('endGroup', '')
    },
    debug: (text) => {
      keep('debug', text)
    },
    annotate: (severity, title, message) => {
      keep(severity, message)
      keep('annotate', title)
    },
    annotateRest: () => {
      keep('annotateRest', '')
    },
    mask: (text) => {
      keep('mask', text)
    },
    masked: (text) => createMask(entries.flatMap((entry) => (entry.kind === 'mask' ? entry.text : [])))(text),
    close: () => {
      keep('close', '')
    },
    entries,
    texts: (kind) => entries.filter((entry) => entry.kind === kind).map(({ text }) => text),
    everything: () => entries.map(({ text }) => text).join('\n'),
    disorder: () => (open === undefined ? wrong : [...wrong, `${open} stays open`]),
  }
}
