import { randomUUID } from 'node:crypto'
import { EOL } from 'node:os'
import * as core from '@actions/core'
import { createMask } from '../text/mask.js'
import { sanitize, sanitizeLine } from '../text/sanitize.js'
import { isOverfull, stdoutDrained } from './stdout.js'
import { limitAnnotations } from './annotation-limit.js'

/** The step's log. Whatever text goes in, the runner obeys nothing but what is called here by name. */
export interface Console {
  /** Whether whoever reads the log sees colours. */
  readonly coloured: boolean
  /** Prints one line; a line feed inside becomes a blank. */
  line(text: string): void
  /** Prints lines of somebody else as they are, colours included, while the runner obeys no command. */
  foreign(lines: readonly string[]): void
  /** Resolves when whoever reads the log has taken what was printed, or reads no more: Node keeps in memory what a pipe does not take. */
  drained(): Promise<void>
  /** Opens a group that a reader can fold; groups do not nest. */
  group(title: string): void
  endGroup(): void
  /** Shown only where the user asked for debug logging. */
  debug(text: string): void
  /** Puts a message on the run's page. Line feeds are kept. Beyond what GitHub shows it goes to the log alone. */
  annotate(severity: 'error' | 'warning' | 'notice', title: string, message: string): void
  /** Counts on the run's page what found no room there; to be called when no more annotations are to come. */
  annotateRest(): void
  /** From here on the runner shows *** in place of this text, wherever in the job it is printed. */
  mask(text: string): void
  /**
   * Text from outside without what is masked. It is for the words of others, before they are shortened or become part of JSON
   * or Markdown. What this action says of itself needs no mask, and must not be cut by one.
   */
  masked(text: string): string
  /** Lets the runner obey commands again; to be called before the process ends. */
  close(): void
}

const ANNOTATE = { error: core.error, warning: core.warning, notice: core.notice }

/**
 * The log as a runner reads it: on stdout, commands among the text. Foreign lines switch commands off under a token
 * that nobody can guess; they stay off until the next command of our own, so that a long log is not full of switches.
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
    // GitHub's log view shows ANSI colours; NO_COLOR is the common way to ask for none (no-color.org).
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
