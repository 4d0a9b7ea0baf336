import * as core from '@actions/core'
import { harmless, harmlessLine } from '../text/harmless.js'

/** The step's log. Whatever text goes in, the runner obeys nothing but what is called here by name. */
export interface Console {
  /** Prints one line; a line feed inside becomes a blank. */
  line(text: string): void
  /** Opens a group that a reader can fold; groups do not nest. */
  group(title: string): void
  endGroup(): void
  /** Shown only where the user asked for debug logging. */
  debug(text: string): void
  /** Puts a message on the run's page. Line feeds are kept. */
  annotate(severity: 'error' | 'warning' | 'notice', title: string, message: string): void
}

const ANNOTATE = { error: core.error, warning: core.warning, notice: core.notice }

export const runnerConsole: Console = {
  line: (text) => {
    core.info(harmlessLine(text))
  },
  group: (title) => {
    core.startGroup(harmlessLine(title))
  },
  endGroup: () => {
    core.endGroup()
  },
  debug: (text) => {
    core.debug(harmless(text))
  },
  annotate: (severity, title, message) => {
    ANNOTATE[severity](harmless(message), { title: harmlessLine(title) })
  },
}
