import { randomUUID } from 'node:crypto'
import { EOL } from 'node:os'
import * as core from '@actions/core'
import { createMask } from '../text/mask.js'
import { sanitize, sanitizeLine } from '../text/sanitize.js'
import { isOverfull, stdoutDrained } from './stdout.js'
import { limitAnnotations } from './annotation-limit.js'

/** The step's log. No printed text can run a workflow command: only the methods here do. */
export interface Console {
  /** Whether the log shows colours. */
  readonly coloured: boolean
  /** Prints one line; a line feed inside becomes a blank. */
  line(text: string): void
  /** Prints lines from outside unchanged, with their colours, while the runner obeys no command. */
  foreign(lines: readonly string[]): void
  /** Resolves when the reader of the log has read all lines or has stopped to read. Node keeps unread lines in memory. */
  drained(): Promise<void>
  /** Opens a foldable group. Groups do not nest. */
  group(title: string): void
  endGroup(): void
  /** Prints a line that is shown only with debug logging. */
  debug(text: string): void
  /** Shows a message on the run's page. Line feeds are kept. Above GitHub's limit the message is in the log only. */
  annotate(severity: 'error' | 'warning' | 'notice', title: string, message: string): void
  /** Adds an annotation with the number of annotations above GitHub's limit. To be called after the last annotation. */
  annotateRest(): void
  /** From now on the runner shows *** in place of this text, in every log of the job. */
  mask(text: string): void
  /**
   * Masks a text from outside, before it is shortened or becomes part of JSON or Markdown. The action's own texts need no
   * mask: a mask could remove a part of them.
   */
  masked(text: string): string
  /** Lets the runner obey commands again; to be called before the process ends. */
  close(): void
}

const ANNOTATE = { error: core.error, warning: core.warning, notice: core.notice }

/**
 * The log for a runner: stdout, with workflow commands between the text. Lines from outside are printed with commands
 * switched off by a random token. Commands stay off until the next command of this action, so that a long log has few
 * switches.
 */
export function openRunnerConsole(): Console {
  const secrets: string[] = []
  let mask = createMask(secrets)

  let resumeToken: string | undefined

  const stopCommands = (): void => {
    if (resumeToken !== undefined) return
    resumeToken = randomUUID()
    process.stdout.write(`::stop-commands::${resumeToken}${EOL}`)
  }
  const resumeCommands = (): void => {
    if (resumeToken === undefined) return
    process.stdout.write(`::${resumeToken}::${EOL}`)
    resumeToken = undefined
  }

  const line = (text: string): void => {
    core.info(sanitizeLine(text))
  }
  const { annotate, annotateRest } = limitAnnotations((severity, title, message) => {
    resumeCommands()
    ANNOTATE[severity](sanitize(message), { title: sanitizeLine(title) })
  }, line)

  return {
    // GitHub's log view shows ANSI colours. NO_COLOR is the common setting for no colours (no-color.org).
    coloured: !process.env['NO_COLOR'],
    line,
    foreign: (lines) => {
      if (isOverfull()) return
      stopCommands()
      process.stdout.write(lines.map((line) => line + EOL).join(''))
    },
    drained: stdoutDrained,
    group: (title) => {
      resumeCommands()
      core.startGroup(sanitizeLine(title))
    },
    endGroup: () => {
      resumeCommands()
      core.endGroup()
    },
    debug: (text) => {
      resumeCommands()
      core.debug(sanitize(text))
    },
    annotate,
    annotateRest,
    mask: (text) => {
      resumeCommands()
      core.setSecret(text)
      secrets.push(text)
      mask = createMask(secrets)
    },
    masked: (text) => mask(text),
    close: () => {
      annotateRest()
      resumeCommands()
    },
  }
}
