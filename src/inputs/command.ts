/** A blank, an escaped character, single quotes, double quotes, or a run of anything else. */
const PIECE = /\s+|\\([^])|'([^']*)'|"((?:[^"\\]|\\[^])*)"|[^\s'"\\]+/gy

/**
 * Splits a line as a POSIX shell splits words, with no expansion and no operators: `$`, `*`, `|` and `;` are plain
 * characters. Undefined where a quote is not closed or a backslash ends the line.
 * https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_02
 */
export function splitWords(line: string): string[] | undefined {
  const words: string[] = []
  let word: string | undefined
  let end = 0
  for (const match of line.matchAll(PIECE)) {
    const [piece, escaped, single, double] = match
    end = match.index + piece.length
    if (/^\s/.test(piece)) {
      if (word !== undefined) words.push(word)
      word = undefined
    } else if (escaped !== '\n') {
      word = (word ?? '') + (escaped ?? single ?? unescapeDouble(double) ?? piece)
    }
  }
  if (end < line.length) return undefined
  return word === undefined ? words : [...words, word]
}

/** Inside double quotes a backslash escapes these alone; before a line break it joins the lines. */
function unescapeDouble(quoted: string | undefined): string | undefined {
  return quoted?.replace(/\\([$`"\\\n])/g, (_, escaped: string) => (escaped === '\n' ? '' : escaped))
}
