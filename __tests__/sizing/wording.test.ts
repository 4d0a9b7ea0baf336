import { describe, expect, it } from '@jest/globals'
import { listOf } from '../../src/sizing/wording.js'

describe('listOf', () => {
  it.each([
    [[], ''],
    [['a'], 'a'],
    [['a', 'b'], 'a or b'],
    [['a', 'b', 'c'], 'a, b or c'],
  ])('%j', (values, words) => {
    expect(listOf(values)).toBe(words)
  })

  it('joins with and', () => {
    expect(listOf([1, 2], 'and')).toBe('1 and 2')
  })
})
