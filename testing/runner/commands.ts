/**
 * A model of how a GitHub runner reads what a step prints: which lines it obeys as workflow commands, and what it shows.
 * Source: actions/runner, `src/Runner.Common/ActionCommand.cs` and `src/Runner.Worker/ActionCommandManager.cs`.
 */

export interface Command {
  /** In lower case: the runner compares names without regard to case. */
  readonly name: string
  readonly properties: Readonly<Record<string, string>>
  readonly data: string
}

/** All commands a runner knows, beside the token that ends `stop-commands` while that is in force. */
const COMMANDS: ReadonlySet<string> = new Set([
  'add-mask',
  'add-matcher',
  'add-path',
  'debug',
  'echo',
  'endgroup',
  'error',
  'group',
  'notice',
  'remove-matcher',
  'save-state',
  'set-env',
  'set-output',
  'stop-commands',
  'warning',
])

/** Whether `stop-commands` takes this token; the runner refuses one that it would obey for another reason. */
export function isStopToken(token: string): boolean {
  return token !== '' && token.toLowerCase() !== 'pause-logging' && !COMMANDS.has(token.toLowerCase())
}

/** What .NET's `String.TrimStart` takes away; JavaScript's differs in U+0085 and U+FEFF. */
const LEADING_SPACE = /^[\t-\r \u0085\p{Z}]+/u

/**
 * The runner looks for `::` with .NET's culture-aware search, which passes over invisible characters: with ICU, a `:`,
 * a zero width space and a `:` are found as well.
 */
const SEPARATOR = /:[\p{Cc}\p{Cf}]*:/gu

/** The command in one line of output, in the syntax of today (`::name key=value::data`) or of old (`##[name key=value]data`). */
export function parseCommand(line: string, stopToken?: string): Command | undefined {
  const isKnown = (name: string) => COMMANDS.has(name) || name === stopToken?.toLowerCase()
  return parseDoubleColon(line, isKnown) ?? parseHashBracket(line, isKnown)
}

type IsKnown = (name: string) => boolean

function parseDoubleColon(line: string, isKnown: IsKnown): Command | undefined {
  const message = line.replace(LEADING_SPACE, '')
  if (!message.startsWith('::')) return undefined
  SEPARATOR.lastIndex = 2
  const end = SEPARATOR.exec(message)?.index
  if (end === undefined) return undefined
  return buildCommand(message.slice(2, end), message.slice(end + 2), isKnown, {
    between: ',',
    unescapeProperty: (text) => unescape(text, ['%0D', '%0A', '%3A', '%2C', '%25']),
    unescapeData: (text) => unescape(text, ['%0D', '%0A', '%25']),
  })
}

function parseHashBracket(line: string, isKnown: IsKnown): Command | undefined {
  const start = line.indexOf('##[')
  const end = start < 0 ? -1 : line.indexOf(']', start)
  if (end < 0) return undefined
  const unescapeOld = (text: string) => unescape(text, ['%3B', '%0D', '%0A', '%5D', '%25'])
  return buildCommand(line.slice(start + 3, end), line.slice(end + 1), isKnown, {
    between: ';',
    unescapeProperty: unescapeOld,
    unescapeData: unescapeOld,
  })
}

interface Syntax {
  readonly between: string
  readonly unescapeProperty: (text: string) => string
  readonly unescapeData: (text: string) => string
}

function buildCommand(info: string, data: string, isKnown: IsKnown, syntax: Syntax): Command | undefined {
  const space = info.indexOf(' ')
  const name = (space < 0 ? info : info.slice(0, space)).toLowerCase()
  if (!isKnown(name)) return undefined
  const properties: Record<string, string> = {}
  for (const pair of space > 0
    ? info
        .slice(space + 1)
        .trim()
        .split(syntax.between)
    : []) {
    const [, key, value] = /^=*([^=]+)=+([^=].*)$/su.exec(pair) ?? []
    if (key !== undefined && value !== undefined)
      properties[key.toLowerCase()] = syntax.unescapeProperty(value)
  }
  return { name, properties, data: syntax.unescapeData(data) }
}

/** Undone one after the other, as the runner does it, so that `%250A` first becomes `%0A` and stays that. */
function unescape(text: string, escapes: readonly string[]): string {
  return escapes.reduce((result, escape) => result.replaceAll(escape, decodeURIComponent(escape)), text)
}
