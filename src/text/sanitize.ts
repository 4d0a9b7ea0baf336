import { stripVTControlCharacters } from 'node:util'

/**
 * Control characters but tab and line feed, line ends that only Unicode knows, marks that turn the direction of text,
 * and characters that show nothing: the runner compares as people read, and passes over those inside a `::`.
 */
const INVISIBLE = /(?![\t\n])[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}]/gu

/**
 * Text as a person may see it and a runner cannot obey it. The runner takes `::name::` at the start of a line, after
 * white space, and `##[name]` anywhere in a line for a workflow command (actions/runner, ActionCommand.cs).
 * Line feeds stay; everything else that moves a cursor, colours, or hides is dropped.
 */
export function sanitize(text: string): string {
  return stripVTControlCharacters(text.replaceAll(/\r\n?/g, '\n'))
    .replaceAll(INVISIBLE, '')
    .replaceAll('##[', '# #[')
    .replaceAll(/^(\s*):(?=:)/gmu, '$1: ')
}

/** The same on one line: line ends become a blank. */
export function sanitizeLine(text: string): string {
  return sanitize(text.replaceAll(/\s*[\r\n]+\s*/g, ' '))
}
