/** Words that need no quotes in a flow list: no YAML indicator, and no number or boolean of YAML 1.1. */
const PLAIN = /^(?!(?:[-+.\d][\d.:eE_+-]*|true|false|yes|no|on|off|null|y|n)$)[\w./+-][\w./@%+=:-]*$/i

/**
 * Words as a YAML list on one line: `[sh, -c, 'echo hi']`. A word is kept unchanged where possible, so that the runner
 * still masks a secret in it. Other words are written as JSON, whose escapes the runner masks too.
 */
export function yamlWords(words: readonly string[]): string {
  return `[${words.map(yamlWord).join(', ')}]`
}

function yamlWord(word: string): string {
  if (PLAIN.test(word) && !word.endsWith(':')) return word
  if (!/['\p{Cc}\p{Zl}\p{Zp}\uFEFF]/u.test(word)) return `'${word}'`
  return JSON.stringify(word)
}
