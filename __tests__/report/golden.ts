import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect } from '@jest/globals'

/** Compares with a file that a person has looked at; `UPDATE_GOLDEN=1` writes it anew. */
export function expectGolden(name: string, text: string): void {
  const path = fileURLToPath(new URL(`golden/${name}`, import.meta.url))
  const content = `${text.trimEnd()}\n`
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(path, content)
  const golden = existsSync(path) ? readFileSync(path, 'utf8') : `no ${name}: UPDATE_GOLDEN=1 writes it`
  expect(content).toBe(golden)
}
