import { describe, expect, it } from '@jest/globals'
import { listWords } from '../../src/text/words.js'

describe('listOf', () => {
  it.each([
    [[], ''],
    [['a'], 'a'],
    [['a', 'b'], 'a or b'],
    [['a', 'b', 'c'], 'a, b or c'],
  ])('%j', (values, words) => {
    expect(listWords(values)).toBe(words)
  })

  it('joins with and', () => {
    expect(listWords([1, 2], 'and')).toBe('1 and 2')
  })
})
