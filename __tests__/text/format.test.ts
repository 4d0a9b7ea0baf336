import { describe, expect, it } from '@jest/globals'
import { formatDuration } from '../../src/text/format.js'
import { plural } from '../../src/text/words.js'

describe('humaneDuration', () => {
  it.each([
    [0, '0 s'],
    [499, '0 s'],
    [1500, '2 s'],
    [59_400, '59 s'],
    [59_600, '1 min'],
    [205_000, '3 min 25 s'],
    [3_600_000, '1 h'],
    [90_061_000, '25 h 1 min 1 s'],
  ])('%d ms is %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text)
  })
})

describe('counted', () => {
  it.each([
    [0, '0 tasks'],
    [1, '1 task'],
    [12, '12 tasks'],
  ])('%d: %s', (count, text) => {
    expect(plural(count, 'task')).toBe(text)
  })
})
