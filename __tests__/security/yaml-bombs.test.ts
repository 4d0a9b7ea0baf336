import { describe, expect, it } from '@jest/globals'
import { mistakesOf, readRun } from '../inputs/reading-inputs.js'

/** A slow machine with other work, and still less than anybody notices. */
const LONGEST_MS = 5_000
const MOST_BYTES = 200 * 1024 * 1024

const YAML_INPUTS = [
  'containers',
  'tags',
  'volumes',
  'capacity-provider-strategy',
  'placement-constraints',
  'subnets',
]

const laughs = (values: number) =>
  Array.from({ length: 9 }, (_, level) =>
    level === 0
      ? `a0: &a0 [${Array(values).fill('lol').join(', ')}]`
      : `a${level}: &a${level} [${Array(values)
          .fill(`*a${level - 1}`)
          .join(', ')}]`,
  ).join('\n')

const BOMBS: Readonly<Record<string, string>> = {
  'aliases of aliases': laughs(9),
  'merges of merges': Array.from({ length: 30 }, (_, level) =>
    level === 0
      ? 'm0: &m0 {k: v}'
      : `m${level}: &m${level} {<<: [*m${level - 1}, *m${level - 1}], k${level}: v}`,
  ).join('\n'),
  'an alias of what it stands in': 'a: &a [*a]',
  'brackets in brackets': '['.repeat(30_000),
  'balanced brackets': '['.repeat(30_000) + ']'.repeat(30_000),
  'braces in braces': '{a: '.repeat(15_000),
  'a list in a list in block style': Array.from({ length: 300 }, (_, level) => `${' '.repeat(level)}-`).join(
    '\n',
  ),
  'ten million characters': 'x'.repeat(10_000_000),
  'as many keys as there is room for': Array.from({ length: 7_000 }, (_, key) => `k${key}: 1`).join('\n'),
  'the same key over and over': 'k: 1\n'.repeat(13_000),
  'anchors without end': Array.from({ length: 5_000 }, (_, name) => `- &n${name} x`).join('\n'),
  'question marks': '? '.repeat(30_000),
  'a comment of 60,000 characters': `#${'x'.repeat(60_000)}\n[`,
}

describe.each(Object.entries(BOMBS))('%s', (_name, text) => {
  it.each(YAML_INPUTS)('is refused in %s in little time and memory', (input) => {
    const heapBefore = process.memoryUsage().heapUsed
    const startedAt = performance.now()
    const mistakes = mistakesOf({ [input]: text })
    expect(performance.now() - startedAt).toBeLessThan(LONGEST_MS)
    expect(process.memoryUsage().heapUsed - heapBefore).toBeLessThan(MOST_BYTES)
    expect(mistakes).not.toEqual([])
    for (const mistake of mistakes) {
      expect(mistake).toMatch(new RegExp(`^${input}(:\\d+:\\d+)?  `))
      expect(mistake.length).toBeLessThan(2_000)
    }
  })
})

describe.each(['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty'])(
  'the key %s',
  (key) => {
    it.each([
      `${key}: {cpu: 1}`,
      `app: {${key}: {cpu: 1}}`,
      `app: {environment: {${key}: x}}`,
      `app: {<<: {${key}: 1}}`,
      `[{name: ${key}, cpu: 1}]`,
      JSON.stringify([{ name: 'app', environment: [{ name: key, value: 'x' }] }]),
    ])('changes nothing but what it names: %s', (containers) => {
      const { settings } = readRun({ containers, tags: `${key}: x` })
      expect(Object.getPrototypeOf({})).toBe(Object.prototype)
      expect(Object.keys(Object.prototype)).toEqual([])
      expect('cpu' in {}).toBe(false)
      for (const container of settings.containers)
        expect(Object.getPrototypeOf(container)).toBe(Object.prototype)
      expect(settings.tags).toEqual([{ key, value: 'x' }])
    })
  },
)
