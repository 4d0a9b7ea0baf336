import { globSync, readFileSync } from 'node:fs'
import { expect, it } from '@jest/globals'

const TESTS = globSync('__tests__/**/*.test.ts').map((path) =>
  path.slice('__tests__/'.length, -'.test.ts'.length),
)

/** The last cell of each threat: tests between backquotes, without `__tests__/` and `.test.ts`. */
const named = readFileSync('docs/threat-model.md', 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('|'))
  .flatMap((line) =>
    Array.from((line.split('|').at(-2) ?? '').matchAll(/`([\w-]+\/[\w-]+)`/g), ([, name]) => name),
  )

it('names tests that there are', () => {
  expect(named.length).toBeGreaterThan(10)
  expect(named.filter((name) => !TESTS.includes(name ?? ''))).toEqual([])
})
