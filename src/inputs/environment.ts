import { refuseKind, isBlank, type Shape, type YamlNode, type YamlScalar } from './schema.js'
import { quoteKey, type Report } from './scalars.js'

/** The value is secret: no message of this file holds one. */
export interface Variable {
  readonly name: string
  readonly value: string
}

/** A variable that is not checked yet. `where` is the position of its name. */
interface Candidate {
  readonly name: string
  readonly where: string
  readonly value: YamlNode
}

/** A GitHub expression whose result is read as one text, whatever it contains. */
export const ANY_TEXT =
  'For a secret or any other text from an expression, write  NAME: ${{ toJSON(secrets.NAME) }}'

/**
 * A map from names to values, ECS's own list of `{name, value}`, or a list or lines of `NAME=value` as in Compose and env
 * files. Values are kept exactly as written.
 */
export const environment: Shape<Variable[]> = (node, what, report) => {
  const candidates = findCandidates(node, what, report)
  const seen = new Set<string>()
  return candidates?.flatMap((candidate) => readVariable(candidate, seen, what, report) ?? [])
}

function findCandidates(node: YamlNode, what: string, report: Report): Candidate[] | undefined {
  if (node.kind === 'map') return node.entries.map(({ key, where, value }) => ({ name: key, where, value }))
  if (node.kind === 'list') return node.items.flatMap((item) => readListed(item, what, report))
  return readLines(node, what, report)
}

function readListed(item: YamlNode, what: string, report: Report): Candidate[] {
  if (item.kind === 'scalar') return readPair(item, what, report)
  if (item.kind === 'list') {
    refuseKind(item, `an item of ${what}`, '{name: ..., value: ...} or NAME=value', report)
    return []
  }
  const find = (key: string) => item.entries.find((entry) => entry.key.toLowerCase() === key)
  const [name, value] = [find('name'), find('value')]
  // `- NAME: value`: the item is a map from names to values.
  if (!name && !value && item.entries.length > 0 && !find('valuefrom')) {
    return item.entries.map(({ key, where, value }) => ({ name: key, where, value }))
  }
  for (const { key, where } of item.entries.filter((entry) => entry !== name && entry !== value)) {
    const isReference = key.toLowerCase() === 'valuefrom'
    report({
      rule: 'unknown-key',
      where,
      message: `unknown key in an item of ${what}`,
      advice: isReference
        ? 'valueFrom is for the secrets of a task definition. A variable takes name and value.'
        : 'An item takes name and value; without the dash, write NAME: value.',
    })
  }
  if (name?.value.kind !== 'scalar' || !value) {
    report({ rule: 'missing-key', where: item.where, message: `an item of ${what} needs name and value` })
    return []
  }
  return [{ name: name.value.text, where: name.value.where, value: value.value }]
}

/** `NAME=value`. The value is everything after the first `=`. */
function readPair(item: YamlScalar, what: string, report: Report): Candidate[] {
  const [, name, value] = /^\s*([^\s=:]+)=([^]*)$/.exec(item.text) ?? []
  if (name === undefined || value === undefined) {
    report({
      rule: 'environment-name',
      where: item.where,
      message: `an item of ${what} is no NAME=value`,
      advice: /^[^\s=]+:\S/.test(item.text)
        ? 'Write  NAME: value  with a blank behind the colon.'
        : 'Write  - NAME=value  or, without the dash,  NAME: value',
    })
    return []
  }
  if (item.plain && /^(["'])[^]*\1$/.test(value) && value.length > 1) {
    report({
      severity: 'warning',
      rule: 'environment-quotes',
      where: item.where,
      message: `the quotes around ${quoteKey(name)} in ${what} are a part of its value, as Compose has it`,
      advice: 'Leave them out, or quote the whole item.',
    })
  }
  return [{ name, where: item.where, value: { ...item, text: value } }]
}

/** Reads a text with one variable per line, as in an env file. Lines that YAML has joined cannot be separated again. */
function readLines(node: YamlScalar, what: string, report: Report): Candidate[] | undefined {
  const lines = node.text.split(/\r?\n/).filter((line) => line.trim() !== '' && !/^\s*#/.test(line))
  const joined = node.plain && (!node.oneLine || /\s[A-Za-z_]\w*=/.test(node.text))
  if (lines.length > 0 && !joined && lines.every((line) => /^\s*(?:export\s+)?[^\s=:]+=/.test(line))) {
    return lines.flatMap((line) => {
      const text = line.trim().replace(/^export\s+/, '')
      const quoted = /^([^\s=:]+)=(["'])([^]*)\2$/.exec(text)
      const item = { ...node, plain: quoted === null && node.plain, text }
      return readPair(
        quoted ? { ...item, text: `${quoted[1] ?? ''}=${quoted[3] ?? ''}` } : item,
        what,
        report,
      )
    })
  }
  const noBlank = /^\s*[A-Za-z_][\w.-]*:\S/.test(node.text)
  const equals = /^\s*[A-Za-z_][\w.-]*=/.test(node.text)
  report({
    rule: 'wrong-type',
    where: node.where,
    message: `${what} must be a map from names to values; this is ${node.oneLine ? 'a single value' : 'a text of several lines'}`,
    advice: noBlank
      ? 'A blank is missing behind a colon: write  NAME: value'
      : equals
        ? 'Write  NAME: value  in place of NAME=value, one on each line.'
        : 'Write  NAME: value  below it, indented, one on each line.',
  })
  return undefined
}

function readVariable(
  candidate: Candidate,
  seen: Set<string>,
  what: string,
  report: Report,
): Variable | undefined {
  const { name, where, value } = candidate
  if (!/^[^\s=]+$/.test(name)) {
    const message = `${what} has a variable ${name === '' ? 'without a name' : 'with a blank or = in its name'}`
    report({
      rule: 'environment-name',
      where,
      message,
      advice: 'Write NAME: value, with a blank behind the colon.',
    })
    return undefined
  }
  if (seen.has(name)) {
    report({
      rule: 'duplicate-key',
      where,
      message: `${what} has ${quoteKey(name)} twice`,
      advice: 'Keep one of them.',
    })
    return undefined
  }
  seen.add(name)
  if (value.kind !== 'scalar') {
    const isMap = value.kind === 'map'
    report({
      rule: 'wrong-type',
      where: value.where,
      message: `${quoteKey(name)} in ${what} must be a single value; this is ${isMap ? 'a map' : 'a list'}`,
      advice: `Put JSON in single quotes:  ${isMap ? `'{"key": "value"}'` : `'["value"]'`}\n${ANY_TEXT}`,
    })
    return undefined
  }
  const lost = describeLoss(value)
  if (lost) {
    report({
      rule: 'environment-value',
      where: value.where,
      message: `${quoteKey(name)} in ${what} ${lost.message}`,
      advice: `${lost.advice}\n${ANY_TEXT}`,
    })
    return undefined
  }
  return { name, value: value.text }
}

const IN_QUOTES = "Put the whole value in single quotes:  NAME: '…'"

const LOSSES = {
  anchor: {
    message: 'starts with &, which makes it an anchor of YAML that no alias uses: its text would be lost',
    advice: IN_QUOTES,
  },
  comment: {
    message: 'has a # behind a blank, where a comment of YAML starts: the rest of the line would be lost',
    advice: `${IN_QUOTES}  A comment goes on a line of its own.`,
  },
  tag: { message: 'starts with !, which makes it a tag of YAML: its text would be lost', advice: IN_QUOTES },
} as const

/** Describes what YAML dropped from a value without an error. */
function describeLoss(value: YamlScalar): { message: string; advice: string } | undefined {
  if (value.lost) return LOSSES[value.lost]
  if (!isBlank(value) || value.text === '') return undefined
  return {
    message: `is ${value.text} without quotes, which is the null of YAML and no text`,
    advice: `Write  NAME: ''  for an empty value, or  NAME: '${value.text}'  for that word.`,
  }
}
