import { type Finding, inputOf, isError } from '../findings.js'
import type { Inputs } from '../runtime/runtime.js'
import { readYaml, isTooLong } from './read-yaml.js'
import { type Shape, isBlank, listOf, single, type YamlList, type YamlNode } from './schema.js'
import type { Parser, Report, InputValue } from './scalars.js'

/** Reads inputs by name and collects every mistake. Each method returns undefined where the input is blank or invalid. */
export interface InputReader {
  /** Reports the input if it is blank. */
  require(name: string, advice: string): void
  /** One value on one line. */
  one<T>(name: string, read: Parser<T>): T | undefined
  /** A list in any accepted form: YAML, one item per line, or items separated by commas. */
  list<T>(name: string, item: Shape<T>, most?: number, rewrite?: Rewrite): T[] | undefined
  /** A list of items without blanks, such as ids, names and codes; also separated by blanks or semicolons, or in quotes. */
  ids<T>(name: string, item: Parser<T>, most?: number, longest?: number): T[] | undefined
  /** YAML or JSON. */
  yaml<T>(name: string, shape: Shape<T>, rewrite?: Rewrite): T | undefined
  /** Whether the input was given and is invalid, in whole or in part. */
  isRefused(name: string): boolean
  readonly report: Report
  readonly findings: readonly Finding[]
}

/** Rewrites another tool's syntax as YAML; any other text stays unchanged. */
export type Rewrite = (text: string) => string

const asWritten: Rewrite = (text) => text

export function createInputReader(inputs: Inputs): InputReader {
  const findings: Finding[] = []
  const report: Report = (mistake) => {
    findings.push({ severity: 'error', ...mistake })
  }
  const written = (name: string, rewrite = asWritten) => {
    const text = rewrite(inputs.text(name))
    return text.trim() === '' ? undefined : { text, what: name, where: name }
  }

  return {
    report,
    findings,
    isRefused: (name) => findings.some((finding) => isError(finding) && inputOf(finding) === name),
    require: (name, advice) => {
      if (!written(name))
        report({ rule: 'required-input', where: name, message: `${name} is missing`, advice })
    },
    one: (name, read) => {
      const input = written(name)
      return input && read({ ...input, text: input.text.trim() }, report)
    },
    list: (name, item, most, rewrite = asWritten) => {
      const input = written(name, rewrite)
      return input && readItems(input, item, report, most)
    },
    ids: (name, item, most, longest) => {
      const input = written(name)
      return input && readIds(input, item, report, most, longest)
    },
    yaml: (name, shape, rewrite = asWritten) => {
      const input = written(name, rewrite)
      const node = input && readYaml(input, report)
      return node && !isBlank(node) ? shape(node, name, report) : undefined
    },
  }
}

/**
 * Reads a list as YAML or JSON, as one item per line, or as items between commas. Blank items are dropped. Undefined
 * where it could not be read.
 */
export function readItems<T>(
  input: InputValue,
  item: Shape<T>,
  report: Report,
  most?: number,
): T[] | undefined {
  if (isTooLong(input, report)) return undefined
  const text = withoutComments(input.text)
  const node = looksLikeYaml(text) ? readYaml(input, report) : splitPlain({ ...input, text })
  return node && listOf(item, most)(node, input.what, report)
}

/** Like `readItems`, for items without blanks. */
export function readIds<T>(
  input: InputValue,
  item: Parser<T>,
  report: Report,
  most?: number,
  longest?: number,
): T[] | undefined {
  if (isTooLong(input, report, longest)) return undefined
  const text = withoutComments(input.text)
  const node = looksLikeYaml(text) ? readYaml(input, report, longest) : splitPlain({ ...input, text })
  if (node?.kind !== 'list') return node && listOf(single(item), most)(node, input.what, report)
  const items = node.items.flatMap((each): YamlNode[] =>
    each.kind === 'scalar' ? splitBlanks(each.text).map((word) => ({ ...each, text: word })) : [each],
  )
  return listOf(single(item), most)({ ...node, items }, input.what, report)
}

function splitBlanks(text: string): string[] {
  return text
    .split(/[\s,;]+/)
    .map((word) => word.replace(/^(["'])(.*)\1$/, '$2'))
    .filter((word) => word !== '')
}

/** Removes comments: lines and ends of lines that start with `#` where an item could start. */
function withoutComments(text: string): string {
  return text.replace(/(^|[\s,;])#.*$/gm, '$1')
}

function looksLikeYaml(text: string): boolean {
  return /^\s*([[{]|-\s)/.test(text)
}

function splitPlain({ text, where }: InputValue): YamlList {
  const items = text
    .split(/[\n,]/)
    .map((item) => item.trim())
    .filter((item) => item !== '')
    .map((item): YamlNode => ({ kind: 'scalar', text: item, plain: true, oneLine: true, where }))
  return { kind: 'list', items, where }
}
