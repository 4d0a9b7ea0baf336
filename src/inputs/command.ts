import { yamlWords } from '../text/yaml-words.js'
import { isBlank, listOf, single, type Shape, type YamlNode, type YamlScalar } from './schema.js'
import { splitShellLine, type ShellLine, type ShellSyntax } from './shell-words.js'
import type { Report } from './scalars.js'

/** Advice shows the form of a command instead of a text longer than this. */
const LONGEST_SHOWN_CHARACTERS = 300

/** `sh -c`, also by its path and with more options: `/bin/bash -euo pipefail -c`. */
const SHELL_CALL =
  /^\s*((?:\/\S*\/)?(?:ba|da|a|z|k)?sh)((?:\s+-[a-z]+(?:\s+pipefail)?)*?\s+-[a-z]*c)\s+([^]+)$/

/**
 * The words of a command. A list is taken as it is. A text is one line, split as a shell splits words. Shell syntax in the
 * text is an error whose advice shows the list form, because ECS starts a command without a shell. A blank command gives an
 * empty list: the task definition's command is used.
 */
export const command: Shape<string[]> = (node, what, report) => {
  const words = node.kind === 'scalar' ? readText(node, what, report) : readList(node, what, report)
  if (words) warnOfTypography(words, node, what, report)
  return words
}

function readList(node: YamlNode, what: string, report: Report): string[] | undefined {
  if (node.kind === 'map') {
    const message = `${what} must be a list of words or one line; this is a map`
    const advice = `Write  command: [sh, -c, '…']`
    report({ rule: 'command', where: node.where, message, advice })
    return undefined
  }
  return listOf(single(({ text }) => text))(node, what, report)
}

function readText(node: YamlScalar, what: string, report: Report): string[] | undefined {
  if (isBlank(node) || node.text.trim() === '') return []
  const line = splitShellLine(node.text)
  const mistake = findMistake(node, line)
  if (mistake === undefined) return [...line.words]
  const { says, advice } = mistake
  report({ rule: 'command', where: node.where, message: `${what} ${says}`, advice })
  return undefined
}

interface CommandMistake {
  /** Text after the command's name in the message. */
  readonly says: string
  readonly advice: string
}

function findMistake(node: YamlScalar, line: ShellLine): CommandMistake | undefined {
  const listed = readDisguisedList(node.text)
  if (listed) {
    const says = 'is a list inside a text, so that brackets, quotes and commas would be part of its words'
    return { says, advice: adviseList(node, listed) }
  }
  if (line.syntax?.kind === 'lines')
    return { says: 'has several lines; as a text it is one line', advice: adviseLines(node) }
  if (line.syntax)
    return { says: `has ${describeSyntax(line.syntax)}`, advice: adviseSyntax(node, line, line.syntax) }
  if (line.unclosed) {
    return {
      says: 'has a quote that is not closed, or ends with a backslash',
      advice: "Close the quote, or write the command as a list:  command: [sh, -c, '…']",
    }
  }
  const [first = ''] = line.words
  if (/^[\w./-]+,/.test(first)) {
    return {
      says: `begins with the word ${yamlWords([first])}; commas do not separate words here`,
      advice: adviseList(
        node,
        node.text.split(',').map((word) => word.trim()),
      ),
    }
  }
  return undefined
}

/** Reads a JSON or YAML list that was given as text, also with typographic quotes. */
function readDisguisedList(text: string): string[] | undefined {
  const trimmed = text.trim()
  if (/^-\s/.test(trimmed)) {
    const lines = trimmed.split(/\r?\n/).filter((each) => each.trim() !== '')
    return lines.every((each) => /^\s*-\s/.test(each))
      ? lines.map((each) => unquote(each.replace(/^\s*-\s+/, '').trimEnd()))
      : undefined
  }
  if (!/^\[\s*[^\s\]]/.test(trimmed) || !trimmed.endsWith(']')) return undefined
  // `[ -f x ]` is a command, `[a, b]` a list.
  if (!/[,"'“‘]/.test(trimmed)) return undefined
  try {
    const parsed: unknown = JSON.parse(trimmed.replace(/[“”„]/g, '"'))
    if (Array.isArray(parsed)) return parsed.map(String)
  } catch {
    // Not JSON: a YAML flow list, or a Python list.
  }
  return trimmed
    .slice(1, -1)
    .split(',')
    .map((word) => unquote(word.trim()))
    .filter((word) => word !== '')
}

function unquote(word: string): string {
  return /^(["'])[^]*\1$/.test(word) && word.length > 1 ? word.slice(1, -1) : word
}

function describeSyntax({ kind, text }: ShellSyntax): string {
  const noShell = 'and ECS starts a command without a shell'
  switch (kind) {
    case 'operator':
      return `the shell operator ${text} outside quotes, ${noShell}`
    case 'expansion':
      return `${text}, which only a shell replaces, ${noShell}`
    case 'pattern':
      return `the shell pattern ${text} outside quotes, ${noShell}`
    case 'comment':
      return `a word that starts with #, which is a comment for a shell, ${noShell}`
    case 'assignment':
      return `${text} before its first word, which sets a variable in a shell, ${noShell}`
    case 'builtin':
      return `${text} as its first word, which only a shell knows, ${noShell}`
    case 'json':
      return 'JSON outside quotes, and its own quotes would be taken away'
    case 'backslash':
      return `a backslash before a letter or digit (${text}), which splitting into words takes away`
    case 'lines':
      return 'several lines'
  }
}

function adviseSyntax(node: YamlScalar, { words }: ShellLine, { kind, text }: ShellSyntax): string {
  const line = node.text.trim()
  if (kind === 'backslash') return adviseList(node, splitWindowsLine(line))
  if (kind === 'json') return 'Put the JSON into single quotes, or write the command as a list.'
  const form = adviseList(node, shellCall(line, words))
  if (kind === 'operator' || kind === 'pattern')
    return `${form}  If the program is to get ${text} itself, put it in quotes.`
  return form
}

/**
 * The words of a shell call for the line. If the line calls a shell already, that call is kept and its script becomes one
 * word.
 */
function shellCall(line: string, words: readonly string[]): string[] {
  const [, shell, options, script] = SHELL_CALL.exec(line) ?? []
  if (shell === undefined || options === undefined || script === undefined) return ['sh', '-c', line]
  const before = [shell, ...options.trim().split(/\s+/)]
  // A script in quotes is one word already; the words after it are its arguments.
  const isQuoted = /^(["'])[^]*\1$/.test(script.trim()) && words.length === before.length + 1
  return [...before, isQuoted ? (words.at(-1) ?? script) : script.trim()]
}

/** Splits a line as Windows does: at blanks outside double quotes, with every backslash kept. */
function splitWindowsLine(line: string): string[] {
  return (line.match(/(?:"[^"]*"|[^\s"])+/g) ?? []).map((word) => word.replaceAll('"', ''))
}

function adviseLines(node: YamlScalar): string {
  const lines = node.text
    .split(/\r?\n/)
    .map((each) => each.trim())
    .filter((each) => each !== '')
  const [first = '', second = ''] = lines
  // One word per line, a form that other actions accept.
  const oneWordEach =
    !/\s/.test(first) && (second.startsWith('-') || lines.slice(0, -1).every((each) => !/\s/.test(each)))
  if (oneWordEach) return adviseList(node, lines.map(unquote))
  const form = adviseList(node, ['sh', '-ec', lines.join('; ')])
  return lines.every((each) => isWholeCommand(each))
    ? form
    : `Write the command as a list, with the lines as its last item:\n  command:\n    - sh\n    - -ec\n    - |\n      …`
}

/** Whether the line can be joined to the next by a semicolon. */
function isWholeCommand(line: string): boolean {
  return !/(?:\b(?:then|do|else|in)|[;&|({\\])$|^#|<</.test(line) && !splitShellLine(line).unclosed
}

/** The list to write. Its words are left out where the text may contain a line of the environment, which may be secret. */
function adviseList(node: YamlScalar, words: readonly string[]): string {
  const form = yamlWords(words)
  const isShown = form.length <= LONGEST_SHOWN_CHARACTERS && !mayHoldEnvironment(node)
  return `Write  command: ${isShown ? form : "[sh, -c, '…']"}`
}

function mayHoldEnvironment({ text, oneLine }: YamlScalar): boolean {
  if (oneLine) return false
  return text.split('\n').some((line) => /^\s*(?:-\s+)?[A-Za-z_][\w.-]*\s*[:=]/.test(line))
}

const QUOTE = /[“”„‘’‚«»]/
const DASH = /^[–—−]/
const WIDE_BLANK = /[\u00a0\u2000-\u200b\u202f\u3000\ufeff]/

/** Warns about typographic quotes, dashes and blanks: a program does not treat them as the ASCII characters. */
function warnOfTypography(words: readonly string[], node: YamlNode, what: string, report: Report): void {
  const has = (form: RegExp): boolean => words.some((word) => form.test(word))
  const found = has(QUOTE)
    ? { name: 'quote', instead: `" or '` }
    : has(DASH)
      ? { name: 'dash', instead: '-' }
      : has(WIDE_BLANK)
        ? { name: 'non-breaking blank', instead: 'a plain blank' }
        : undefined
  if (!found) return
  report({
    severity: 'warning',
    rule: 'command-typography',
    where: node.where,
    message: `${what} has a typographic ${found.name}, which is an ordinary letter for programs`,
    advice: `Write ${found.instead} in its place, unless the program is to get it.`,
  })
}
