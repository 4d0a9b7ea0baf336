import { isStopToken, parseCommand, type Command } from './commands.ts'

export interface Annotation {
  readonly level: 'error' | 'warning' | 'notice'
  readonly message: string
  readonly properties: Readonly<Record<string, string>>
}

export interface Group {
  readonly title: string
  readonly lines: readonly string[]
}

/** What a runner made of everything that a step printed. */
export interface Console {
  /** The log as a person reads it: commands carried out, masks applied. */
  readonly log: string
  /** The same before the masks, to see what would show if masking failed. */
  readonly unmaskedLog: string
  readonly annotations: readonly Annotation[]
  readonly groups: readonly Group[]
  readonly debug: readonly string[]
  readonly masks: readonly string[]
  /** Set by the commands of old, `set-output` and `save-state`. */
  readonly outputs: Readonly<Record<string, string>>
  readonly state: Readonly<Record<string, string>>
  /** Every command that was obeyed, in order, those that only print included. */
  readonly commands: readonly Command[]
  /** A command was refused, which fails the step whatever its exit code. */
  readonly refusedCommand: boolean
  /** Still waiting for the token at the end: everything after `stop-commands` was mere text. */
  readonly stopped: boolean
}

/** Commands that a runner refuses, the last one where its token is no good; the step fails for them. */
const REFUSED: ReadonlySet<string> = new Set(['set-env', 'add-path', 'stop-commands'])

/**
 * Reads lines as a runner does.
 * @param isDebug whether the workflow runs with debug logging, so that debug messages are shown
 */
export function readConsole(lines: readonly string[], isDebug = false): Console {
  const shown: string[] = []
  const annotations: Annotation[] = []
  const groups: { title: string; lines: string[] }[] = []
  const debug: string[] = []
  const masks: string[] = []
  const outputs: Record<string, string> = {}
  const state: Record<string, string> = {}
  const commands: Command[] = []
  let openGroup: string[] | undefined
  let stopToken: string | undefined

  const show = (text: string) => {
    shown.push(text)
    openGroup?.push(text)
  }

  const annotate = (
    level: Annotation['level'],
    message: string,
    properties: Annotation['properties'] = {},
  ) => {
    annotations.push({ level, message, properties })
    show(`##[${level}]${message}`)
  }

  const obey = ({ name, properties, data }: Command, line: string) => {
    if (name === 'error' || name === 'warning' || name === 'notice') annotate(name, data, properties)
    else if (REFUSED.has(name)) annotate('error', `Unable to process command '${line}' successfully.`)
    else if (name === 'debug') {
      debug.push(data)
      if (isDebug) show(`##[debug]${data}`)
    } else if (name === 'group') {
      shown.push(`##[group]${data}`)
      openGroup = []
      groups.push({ title: data, lines: openGroup })
    } else if (name === 'endgroup') {
      shown.push('##[endgroup]')
      openGroup = undefined
    } else if (name === 'add-mask')
      masks.push(...data.split(/\r\n|\r|\n/u).filter((part) => part.trim() !== ''))
    else if (name === 'set-output') outputs[properties['name'] ?? ''] = data
    else if (name === 'save-state') state[properties['name'] ?? ''] = data
  }

  for (const line of lines) {
    const command = parseCommand(line, stopToken)
    if (!command) show(line)
    else if (stopToken !== undefined) {
      show(line)
      if (command.name === stopToken.toLowerCase()) stopToken = undefined
    } else if (command.name === 'stop-commands' && isStopToken(command.data)) {
      show(line)
      stopToken = command.data
    } else {
      commands.push(command)
      obey(command, line)
    }
  }

  const unmaskedLog = shown.join('\n')
  // The longest first, so that a mask inside another leaves nothing of it behind.
  const longestFirst = masks.toSorted((a, b) => b.length - a.length)
  const log = longestFirst.reduce((text, mask) => text.replaceAll(mask, '***'), unmaskedLog)
  const refusedCommand = commands.some(({ name }) => REFUSED.has(name))
  const stopped = stopToken !== undefined
  return {
    log,
    unmaskedLog,
    annotations,
    groups,
    debug,
    masks,
    outputs,
    state,
    commands,
    refusedCommand,
    stopped,
  }
}
