import { describe, expect, it } from '@jest/globals'
import { planSizes } from '../../src/sizing/plan-sizes.js'
import { ETL, NOWHERE, exact, shown, withOverrides } from './written.js'

const TWICE = [
  { name: 'app', where: 'containers:1:1', cpu: exact(128, 'containers:1:6') },
  { name: 'app', where: 'containers:2:1', cpu: exact(9999, 'containers:2:6') },
]

describe('a container that is overridden twice', () => {
  it.each([
    ['a definition', ETL],
    ['no definition', undefined],
  ])('is refused with %s, and the first override counts', (_, definition) => {
    const { findings, containerOverrides } = withOverrides(
      planSizes(definition, { containers: TWICE }, NOWHERE),
    )
    expect(findings.map(shown)).toEqual([
      'error container-repeated at containers:2:1: the container app is overridden twice\n→ Put all its overrides into one entry.',
    ])
    expect([...containerOverrides]).toEqual([['app', { cpu: 128 }]])
  })
})
