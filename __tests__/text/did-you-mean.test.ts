import { describe, expect, it } from '@jest/globals'
import { didYouMean } from '../../src/text/did-you-mean.js'

describe('didYouMean', () => {
  it.each([
    ['memoryReservaton', ['memory', 'memoryReservation'], 'Did you mean memoryReservation?'],
    ['log-ruoter', ['app', 'log-router'], 'Did you mean log-router?'],
    ['imgae', ['image', 'user'], 'Did you mean image?'],
    ['APP', ['app'], 'Did you mean app?'],
    ['ap', ['app'], 'Did you mean app?'],
    ['zzzzzzzz', ['app'], undefined],
    ['web', ['app'], undefined],
    ['worker', ['app', 'sidecar'], undefined],
    ['name', ['capacityProvider', 'weight', 'base'], undefined],
    ['', ['app'], undefined],
    ['app', [], undefined],
  ])('answers %j of %j with %j', (word, known, answer) => {
    expect(didYouMean(word, known)).toBe(answer)
  })
})
