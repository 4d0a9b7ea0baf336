import { describe, expect, it } from '@jest/globals'
import { parse } from 'yaml'
import fc from '../../testing/properties.js'
import { yamlWords } from '../../src/text/yaml-words.js'

describe('yamlWords', () => {
  it.each([
    [['sh', '-c', 'echo hi && date'], "[sh, -c, 'echo hi && date']"],
    [['python', '-m', 'etl', '--date', '2026-01-01'], "[python, -m, etl, --date, '2026-01-01']"],
    [['echo', "it's"], `[echo, "it's"]`],
    [['a', '', 'true', 'a: b', '*'], "[a, '', 'true', 'a: b', '*']"],
    [['sh', '-c', 'a\nb'], String.raw`[sh, -c, "a\nb"]`],
    [['C:\\app\\run.ps1'], "['C:\\app\\run.ps1']"],
  ])('writes %j as %s', (words, text) => {
    expect(yamlWords(words)).toBe(text)
  })

  it('is read as the same words by YAML, as version 1.1 has it too', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.string({ unit: 'binary' }))), (words) => {
        const text = yamlWords(words)
        expect(parse(text)).toEqual(words)
        expect(parse(text, { version: '1.1' })).toEqual(words)
        expect(text).not.toContain('\n')
      }),
    )
  })
})
