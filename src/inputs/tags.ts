import type { GithubRun } from '../runtime/runtime.js'
import { refuseKind, type Shape, type YamlEntry, type YamlNode } from './schema.js'
import { quote, type Report } from './scalars.js'
import { fitTagValue, forbiddenInTag, TAG_VALUE_MAX_CHARACTERS } from '../text/tag-value.js'

export interface Tag {
  readonly key: string
  readonly value: string
}

// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-using-tags.html
const MOST_TAGS = 50
const LONGEST_KEY_CHARACTERS = 128

/** A map from keys to values, or the API's list of `{key, value}`. Values stay exactly as written: `1.10` is `1.10`. */
export const tags: Shape<Tag[]> = (node, what, report) => {
  if (node.kind === 'map') return node.entries.flatMap((entry) => readTag(entry, report) ?? [])
  if (node.kind === 'list') return node.items.flatMap((item) => readListed(item, what, report) ?? [])
  refuseKind(
    node,
    what,
    'a map from keys to values',
    report,
    'Write  cost-center: "42"  with a line for each tag.',
  )
  return undefined
}

function readListed(item: YamlNode, what: string, report: Report): Tag | undefined {
  const entries = item.kind === 'map' ? item.entries : []
  const find = (name: string) => entries.find(({ key }) => key.toLowerCase() === name)?.value
  const [key, value] = [find('key'), find('value')]
  if (key?.kind !== 'scalar' || entries.length > 2) {
    refuseKind(
      item,
      `an item of ${what}`,
      '{key: ..., value: ...}',
      report,
      'Or write  key: value  without the dash.',
    )
    return undefined
  }
  const blank: YamlNode = { kind: 'scalar', text: '', plain: true, oneLine: true, where: key.where }
  return readTag({ key: key.text, where: key.where, value: value ?? blank }, report)
}

/**
 * Rewrites `a=b, c=d` or `Key=a,Value=b Key=c,Value=d`, the forms of other tools, as YAML. A tag value contains no comma.
 */
export function tagsFromPairs(text: string): string {
  const shorthand = /^Key=([^\s,=]+),\s*Value=([^\s,]*)$/i
  const words = text.trim().split(/\s+(?=Key=)/i)
  const pairs = words.every((word) => shorthand.test(word))
    ? words.map((word) => word.replace(shorthand, '$1=$2'))
    : text
        .split(/[\n,]/)
        .map((pair) => pair.trim())
        .filter((pair) => pair !== '' && !pair.startsWith('#'))
  const form = /^([^\s=:{}[\]"'&*!|>%@`-][^=:{}[\]"'\\]*)=([^{}[\]"'\\=]*)$/
  if (!pairs.every((pair) => form.test(pair))) return text
  return `{${pairs
    .map((pair) =>
      pair.replace(form, (_, key: string, value: string) => `"${key.trim()}": "${value.trim()}"`),
    )
    .join(', ')}}`
}

function readTag({ key, where, value }: YamlEntry, report: Report): Tag | undefined {
  const what = `the tag ${quote(key)}`
  if (value.kind !== 'scalar') {
    refuseKind(value, what, 'a single value', report)
    return undefined
  }
  const faults: [where: string, fault: string | undefined][] = [
    [where, findKeyFault(key)],
    [value.where, findFault('value', value.text, TAG_VALUE_MAX_CHARACTERS)],
  ]
  for (const [place, fault] of faults) {
    if (fault !== undefined) report({ rule: 'tag', where: place, message: `${what}: ${fault}` })
  }
  return { key, value: value.text }
}

function findKeyFault(key: string): string | undefined {
  if (key === '') return 'the key is empty'
  if (/^aws:/i.test(key)) return 'keys that start with aws: are kept for AWS'
  return findFault('key', key, LONGEST_KEY_CHARACTERS)
}

function findFault(part: string, text: string, longest: number): string | undefined {
  const { length } = Array.from(text)
  if (length > longest) return `the ${part} has ${length} characters; ECS takes ${longest} at most`
  const forbidden = forbiddenInTag(text)
  if (forbidden === undefined) return undefined
  return `the ${part} holds ${quote(forbidden)}; ECS takes letters, digits, blanks and _ . : / = + - @`
}

/** Checks the number of tags, including those of `github-tags`, against ECS's limit. */
export function checkTagCount(all: readonly Tag[], where: string, report: Report): void {
  if (all.length <= MOST_TAGS) return
  report({
    rule: 'too-many',
    where,
    message: `${all.length} tags, github-tags counted; ECS takes ${MOST_TAGS} at most`,
  })
}

/**
 * Tags that identify the workflow run of the task. Values are adapted: a character that ECS does not accept becomes an
 * underscore.
 */
export function githubTags(run: GithubRun): Tag[] {
  const values = {
    'github:repository': run.repository,
    'github:workflow': run.workflow,
    'github:run-id': run.runId,
    'github:run-attempt': run.runAttempt,
    'github:sha': run.sha,
    'github:actor': run.actor,
  }
  return Object.entries(values).flatMap(([key, value]) => (value ? { key, value: fitTagValue(value) } : []))
}
