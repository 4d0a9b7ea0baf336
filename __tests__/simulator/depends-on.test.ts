import { describe, expect, it } from '@jest/globals'
import { inStartOrder } from '../../simulator/depends-on.ts'

describe('inStartOrder', () => {
  it('starts a container after those that it depends on, whatever their order in the definition', () => {
    const definitions = [
      { name: 'app', dependsOn: [{ containerName: 'migrate', condition: 'SUCCESS' as const }] },
      { name: 'proxy' },
      { name: 'migrate', dependsOn: [{ containerName: 'proxy', condition: 'START' as const }] },
    ]
    expect(inStartOrder(definitions).map(({ name }) => name)).toEqual(['proxy', 'migrate', 'app'])
  })

  it('ends for containers that depend on each other', () => {
    const one = { name: 'one', dependsOn: [{ containerName: 'two', condition: 'START' as const }] }
    const two = { name: 'two', dependsOn: [{ containerName: 'one', condition: 'START' as const }] }
    expect(inStartOrder([one, two])).toHaveLength(2)
  })
})
