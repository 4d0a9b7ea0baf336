import { sanitize, sanitizeLine } from '../../text/sanitize.js'

/** Markdown in which all text from outside is escaped. */
export type Markdown = string

/** Characters with a meaning in Markdown or HTML anywhere in a line. Entities have none (CommonMark 0.31, 6.2). */
const STRUCTURE = /[&<>\\`*_[\]|~#]|:(?=\/\/)|(?<=www)\./gi
/** Characters with a meaning only at the start of a line. */
const LINE_START = /^(?:[-+=]|\d{1,9}(?=[.)]))/
/** GitHub finds mentions, formulas and emoji after it has decoded entities; an HTML tag prevents the match. */
const LOOKED_FOR_LATER = /[@$]|:(?=[\w+-]+:)/g

/** Escapes text from outside: one line, with no effect on the Markdown, HTML or table around it. */
export function escapeText(foreign: string): Markdown {
  return sanitizeLine(foreign)
    .trim()
    .replaceAll(STRUCTURE, entity)
    .replace(LINE_START, (start) => (/\d/.test(start) ? `<span>${start}</span>` : entity(start)))
    .replaceAll(LOOKED_FOR_LATER, '<span>$&</span>')
}

/** The same as code, for names that users type. */
export function code(foreign: string): Markdown {
  return `<code>${sanitizeLine(foreign).trim().replaceAll(STRUCTURE, entity)}</code>`
}

/** Cuts text to at most `most` characters, with a mark. */
export function clip(foreign: string, most: number): string {
  const characters = Array.from(foreign)
  return characters.length <= most ? foreign : `${characters.slice(0, most - 1).join('')}…`
}

/** Prevents line breaks between words in a table. */
export function together(words: Markdown): Markdown {
  return words.replaceAll(' ', '\u00A0')
}

/** A link; the address must be percent-encoded. Without an address only the label. */
export function link(label: Markdown, url: string | undefined): Markdown {
  return url === undefined ? label : `[${label}](${url})`
}

/** A code block; its fence is longer than any fence in the code. */
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

/** A message with its line breaks; lines indented by four spaces become a code block. */
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
