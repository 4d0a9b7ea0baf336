import type { Finding } from '../findings.js'
import type { Inputs } from '../runtime/runtime.js'
import { readYaml, isTooLong } from './read-yaml.js'
import { type Shape, isBlank, listOf, type YamlList, type YamlNode } from './schema.js'
import type { Parser, Report, InputValue } from './scalars.js'

/** Reads inputs by name and keeps every mistake. Each method gives undefined where the input is blank or wrong. */
export interface InputReader {
  /** Reports the input if it is blank. */
  require(name: string, advice: string): void
  /** One value on one line. */
  one<T>(name: string, read: Parser<T>): T | undefined
  /** A list in any of its spellings: YAML, one per line, separated by commas. */
  list<T>(name: string, item: Shape<T>, most?: number): T[] | undefined
  /** YAML or JSON. */
  yaml<T>(name: string, shape: Shape<T>): T | undefined
  readonly report: Report
  readonly findings: readonly Finding[]
}

export function createInputReader(inputs: Inputs): InputReader {
  const findings: Finding[] = []
  const report: Report = (mistake) => {
    findings.push({ severity: 'error', ...mistake })
  }
  const written = (name: string) => {
    const text = inputs.text(name)
    return text.trim() === '' ? undefined : { text, what: name, where: name }
  }

  return {
    report,
    findings,
    require: (name, advice) => {
      if (!written(name))
        report({ rule: 'required-input', where: name, message: `${name} is missing`, advice })
    },
    one: (name, read) => {
      const input = written(name)
      return input && read({ ...input, text: input.text.trim() }, report)
    },
    list: (name, item, most) => {
      const input = written(name)
      return input && readItems(input, item, report, most)
    },
    yaml: (name, shape) => {
      const input = written(name)
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
  const node = looksLikeYaml(input.text) ? readYaml(input, report) : splitPlain(input)
  return node && listOf(item, most)(node, input.what, report)
}

function looksLikeYaml(text: string): boolean {
  return /^\s*([[{#]|-\s)/.test(text)
}

function splitPlain({ text, where }: InputValue): YamlList {
  const items = text
    .split(/[\n,]/)
    .map((item) => item.trim())
    .filter((item) => item !== '')
    .map((item): YamlNode => ({ kind: 'scalar', text: item, plain: true, oneLine: true, where }))
  return { kind: 'list', items, where }
}
