/**
 * Control characters except tab and line feed, line ends of Unicode, marks that change the direction of text, and
 * invisible characters: the runner's comparison ignores those inside a `::`.
 */
const INVISIBLE = /(?![\t\n])[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}]/gu
/** Characters that join letters of Persian and Hindi, and the parts of an emoji. Kept in a container's log. */
const JOINER = '(?:\\u200c|\\u200d|\\ufe0e|\\ufe0f)'

const ESC = '\u001b'
const BEL = '\u0007'
/** C1 controls, each equal to an escape character and a second one: beginnings of a string and of a control sequence. */
const STRING = '\u0090\u0098\u009d-\u009f'
const CSI = '\u009b'
const STRING_END = '\u009c'
/**
 * Escape sequences (ECMA-48): control sequences, strings such as titles and links, and sequences of two characters.
 * Node's `stripVTControlCharacters` removes visible text with some of them. A string must end on its line.
 */
const ESCAPE_SEQUENCE = new RegExp(
  [
    `(?:${ESC}\\[|${CSI})[0-?]*[ -/]*[@-~]`,
    `(?:${ESC}[\\]PX^_]|[${STRING}])[^\n${ESC}${BEL}${STRING}${CSI}${STRING_END}]*(?:${BEL}|${ESC}\\\\|${STRING_END})`,
    `${ESC}[ -/]*[0-~]`,
  ].join('|'),
  'g',
)

/** White space within a line. Not `\s`, which matches line ends too and would be tried again from each of them. */
const COMMAND_START = /^([^\S\r\n\u2028\u2029]*):(?=:)/gm

/**
 * Makes text safe to print: it holds no workflow command. The runner reads `::name::` at the start of a line, after
 * white space, and `##[name]` anywhere in a line as a workflow command (actions/runner, ActionCommand.cs).
 * Line feeds are kept; all other characters that move a cursor, set a colour or hide text are removed.
 */
export function sanitize(text: string): string {
  return text
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(ESCAPE_SEQUENCE, '')
    .replaceAll(INVISIBLE, '')
    .replaceAll('##[', '# #[')
    .replaceAll(COMMAND_START, '$1: ')
}

/** The same on one line: line ends, with the white space around them, become one space. */
export function sanitizeLine(text: string): string {
  const lines = text.split(/[\r\n]+/)
  const last = lines.length - 1
  if (last === 0) return sanitize(text)
  const trimmed = lines.map((line, index) =>
    index === 0 ? line.trimEnd() : index === last ? line.trimStart() : line.trim(),
  )
  return sanitize(trimmed.filter((line, index) => index === 0 || index === last || line !== '').join(' '))
}

/**
 * JSON with the same value that is safe to print: invisible characters and markup of the runner are escaped. They can
 * occur only in strings, where JSON has escapes.
 */
export function sanitizeJson(json: string): string {
  return json.replaceAll(INVISIBLE, jsonEscape).replaceAll('##[', '#\\u0023[')
}

function jsonEscape(character: string): string {
  return Array.from({ length: character.length }, (_, unit) => {
    const code = character.charCodeAt(unit).toString(16).padStart(4, '0')
    return `\\u${code}`
  }).join('')
}

/** Characters that are unusual in a log. A page without them needs no sanitizing of characters. */
const SPECIAL = /[^\t\n\u0020-\u007e\u00a1-\u00ac\u00ae-\u034e]/
const MARKUP = /##\[|^[^\S\r\n\u2028\u2029]*::/m
const LOG_INVISIBLE = new RegExp(`(?!${JOINER})${INVISIBLE.source}`, 'gu')
const LOG_MARKUP = new RegExp(`#(?=${JOINER}*#${JOINER}*\\[)`, 'g')
const LOG_COMMAND_START = new RegExp(`^([^\\S\\n]*${JOINER}*):(?=${JOINER}*:)`)
/** Select Graphic Rendition, up to its usual length. */
const SGR = new RegExp(`(${ESC}\\[[\\d;:]{0,64}m)`)
const RESET = `${ESC}[0m`

/**
 * The lines of a container's log, safe to print. Of the escape sequences only colours are kept; they are reset at the
 * end of the line. Markup of the runner is broken up: its page folds `##[group]` and colours `##[error]`.
 *
 * @param label printed before each line; a line after a label cannot start a workflow command
 */
export function sanitizeLog(text: string, label = ''): string[] {
  const lines = text.split('\n')
  const shown =
    SPECIAL.test(text) || MARKUP.test(text)
      ? lines.flatMap(withoutOverwriting).map((line) => sanitizeLogLine(line, label === ''))
      : lines
  return label === '' ? shown : shown.map((line) => label + line)
}

/** A carriage return restarts the line, as in progress bars: each state with text becomes a line. */
function withoutOverwriting(line: string): string[] {
  if (!line.includes('\r')) return [line]
  const states = line.split('\r').filter((state) => state !== '')
  return states.length > 0 ? states : ['']
}

function sanitizeLogLine(line: string, isWhole: boolean): string {
  const parts: string[] = []
  let isColoured = false
  for (const [index, part] of line.split(SGR).entries()) {
    const style = index % 2 === 1 ? visibleStyle(part.slice(2, -1)) : undefined
    if (index % 2 === 0) parts.push(part.replaceAll(ESCAPE_SEQUENCE, '').replaceAll(LOG_INVISIBLE, ''))
    if (style === undefined) continue
    isColoured = !style.isReset
    parts.push(`${ESC}[${style.codes}m`)
  }
  const marked = parts.join('').replaceAll(LOG_MARKUP, '# ')
  const shown = isWhole ? marked.replace(LOG_COMMAND_START, '$1: ') : marked
  return isColoured ? shown + RESET : shown
}

/** Bold, faint, italic, underlined, reverse, crossed out, their ends, 16 colours. Not 5 and 6 (blink) nor 8 (hide). */
const PLAIN_CODE = /^(?:0{0,2}|0?[1-479]|2[1-579]|[39][0-7]|4[0-79]|39|10[0-7])$/

/** Number of codes of a colour: `38;5;n` and `38;2;r;g;b`. */
const COLOUR_CODES: Readonly<Record<string, number>> = { '5': 3, '2': 5 }

/** The codes that keep text visible; undefined where none is left. Colours of 256 and of 16 million use several codes. */
function visibleStyle(codes: string): { readonly codes: string; readonly isReset: boolean } | undefined {
  const all = codes.split(';')
  const kept: string[] = []
  let isReset = false
  for (let index = 0; index < all.length; index++) {
    const code = all[index] ?? ''
    const length = /^[34]8$/.test(code) ? COLOUR_CODES[all[index + 1] ?? ''] : undefined
    const colour = length === undefined ? [] : all.slice(index, index + length)
    if (length !== undefined) index += length - 1
    const isVisible =
      length === undefined
        ? PLAIN_CODE.test(code) || /^[34]8:[25](?::\d{0,3}){1,5}$/.test(code)
        : colour.length === length && colour.every((part) => /^\d{1,3}$/.test(part))
    if (!isVisible) continue
    kept.push(...(length === undefined ? [code] : colour))
    isReset = length === undefined && /^0*$/.test(code)
  }
  return kept.length > 0 ? { codes: kept.join(';'), isReset } : undefined
}
