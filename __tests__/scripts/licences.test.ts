import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'

const lines = readFileSync('dist/licenses.txt', 'utf8').split('\n')
const packages = lines.flatMap((name, index) =>
  name !== '' && existsSync(`node_modules/${name}/package.json`) ? [{ name, index }] : [],
)

describe('dist/licenses.txt', () => {
  it('lists the bundler, whose code is in the bundle, beside the packages', () => {
    expect(packages.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['@actions/core', '@aws-sdk/client-ecs', '@vercel/ncc']),
    )
  })

  it('holds the text of each licence', () => {
    const lengths = packages.map(({ name, index }, section) => {
      const end = packages[section + 1]?.index ?? lines.length
      return {
        name,
        length: lines
          .slice(index + 2, end)
          .join('\n')
          .trim().length,
      }
    })
    expect(lengths.filter(({ length }) => length < 500)).toEqual([])
  })
})
