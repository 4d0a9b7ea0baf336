import type { Finding } from '../sizing/finding.js'
import type { Inputs } from './inputs.js'
import { readItems } from './lists.js'
import { readYaml } from './read-yaml.js'
import type { Shape } from './shapes.js'
import { isBlank } from './yaml-node.js'
import type { Read, Report } from './written.js'

/** Reads inputs by name and keeps every mistake. Each method gives undefined where the input is blank or wrong. */
export interface Reading {
  /** Reports the input if it is blank. */
  demand(name: string, advice: string): void
  /** One value on one line. */
  one<T>(name: string, read: Read<T>): T | undefined
  /** A list in any of its spellings: YAML, one per line, separated by commas. */
  list<T>(name: string, item: Shape<T>, most?: number): T[] | undefined
  /** YAML or JSON. */
  yaml<T>(name: string, shape: Shape<T>): T | undefined
  readonly report: Report
  readonly findings: readonly Finding[]
}

export function startReading(inputs: Inputs): Reading {
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
    demand: (name, advice) => {
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
