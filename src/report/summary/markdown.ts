import { sanitize, sanitizeLine } from '../../text/sanitize.js'

/** Text that is Markdown already: whatever came from outside has been escaped. */
export type Markdown = string

/** What means something to Markdown or HTML somewhere within a line. As entities they never do (CommonMark 0.31, 6.2). */
const STRUCTURE = /[&<>\\`*_[\]|~#]|:(?=\/\/)|(?<=www)\./gi
/** What means something at the start of a line alone. */
const LINE_START = /^(?:[-+=]|\d{1,9}(?=[.)]))/
/** GitHub looks for mentions, formulas and emoji in the text that remains once entities are read; a tag keeps them apart. */
const LOOKED_FOR_LATER = /[@$]|:(?=[\w+-]+:)/g

/** Somebody else's text as text: on one line, with no effect on the Markdown, HTML or table around it. */
export function escapeText(foreign: string): Markdown {
  return sanitizeLine(foreign)
    .trim()
    .replaceAll(STRUCTURE, entity)
    .replace(LINE_START, (start) => (/\d/.test(start) ? `<span>${start}</span>` : entity(start)))
    .replaceAll(LOOKED_FOR_LATER, '<span>$&</span>')
}

/** The same as code: for names that people type. */
export function code(foreign: string): Markdown {
  return `<code>${sanitizeLine(foreign).trim().replaceAll(STRUCTURE, entity)}</code>`
}

/** At most so many characters, the cut marked. */
export function clip(foreign: string, most: number): string {
  const characters = Array.from(foreign)
  return characters.length <= most ? foreign : `${characters.slice(0, most - 1).join('')}…`
}

/** Words that a table does not break into lines. */
export function together(words: Markdown): Markdown {
  return words.replaceAll(' ', '\u00A0')
}

/** A link; the address must be percent-encoded. No address, no link. */
export function link(label: Markdown, url: string | undefined): Markdown {
  return url === undefined ? label : `[${label}](${url})`
}

/** A block of code, within a fence that is longer than any in the code. */
export function fence(language: string, foreign: string): Markdown {
  const content = sanitize(foreign)
  let longest = 2
  for (const [run] of content.matchAll(/`+/g)) longest = Math.max(longest, run.length)
  const marks = '`'.repeat(longest + 1)
  return `${marks}${language}\n${content}\n${marks}`
}

/** A table; columns without any content are left out. */
export function table(head: readonly Markdown[], rows: readonly (readonly Markdown[])[]): Markdown {
  const used = head.map((_, column) => rows.some((row) => (row[column] ?? '') !== ''))
  const line = (cells: readonly Markdown[]): Markdown =>
    `| ${head.flatMap((_, column) => (used[column] ? [cells[column] ?? ''] : [])).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

const PASTE_INDENT = '    '

/** A message as the log shows it: its lines, and what is indented by four blanks as a block to copy. */
export function prose(message: string): Markdown {
  const lines = message.split('\n').filter((line) => line.trim() !== '')
  const isPaste = (line: string): boolean => line.startsWith(PASTE_INDENT)
  const runs: string[][] = []
  for (const line of lines) {
    const run = runs.at(-1)
    if (run?.[0] !== undefined && isPaste(run[0]) === isPaste(line)) run.push(line)
    else runs.push([line])
  }
  return runs
    .map((run) =>
      isPaste(run[0] ?? '')
        ? fence('yaml', run.map((line) => line.slice(PASTE_INDENT.length)).join('\n'))
        : run.map(escapeText).join('<br>\n'),
    )
    .join('\n\n')
}

function entity(character: string): string {
  return `&#${character.codePointAt(0) ?? 0};`
}
