import { describe, expect, it } from '@jest/globals'
import { definitionDifferences } from '../../src/request/definition-differences.js'
import type { JsonObject } from '../../src/text/json.js'

function differences(before: JsonObject, after: JsonObject): unknown {
  return definitionDifferences(
    { containerDefinitions: [{ name: 'app', ...before }] },
    { containerDefinitions: [{ name: 'app', ...after }] },
  )
}

describe('definitionDifferences', () => {
  it('says what an image was and what it is now', () => {
    expect(differences({ image: 'shop:41' }, { image: 'shop:42' })).toEqual([
      { container: 'app', key: 'image', from: 'shop:41', to: 'shop:42' },
    ])
  })

  it('says nothing of what is the same, whatever the order of its keys', () => {
    const before = { image: 'shop:41', healthCheck: { command: ['x'], retries: 3 } }
    expect(differences(before, { image: 'shop:41', healthCheck: { retries: 3, command: ['x'] } })).toEqual([])
  })

  it('says of a new key what it is', () => {
    expect(differences({}, { entryPoint: ['bin/run'], user: 'app' })).toEqual([
      { container: 'app', key: 'entryPoint', to: '["bin/run"]' },
      { container: 'app', key: 'user', to: 'app' },
    ])
  })

  it('names the secrets that change, and no others', () => {
    const kept = { name: 'KEPT', valueFrom: 'k' }
    const before = { secrets: [kept, { name: 'DB', valueFrom: 'old' }] }
    const after = { secrets: [kept, { name: 'DB', valueFrom: 'new' }, { name: 'KEY', valueFrom: 'x' }] }
    expect(differences(before, after)).toEqual([
      { container: 'app', key: 'secrets', from: 'DB', to: 'DB, KEY' },
    ])
  })

  it('names the driver and the options of logs, and no value of theirs', () => {
    const options = { 'splunk-token': '11111111-2222-3333', 'splunk-url': 'https://splunk.example' }
    const after = { logConfiguration: { logDriver: 'splunk', options } }
    expect(differences({ logConfiguration: { logDriver: 'awslogs' } }, after)).toEqual([
      { container: 'app', key: 'logConfiguration', from: 'awslogs', to: 'splunk splunk-token splunk-url' },
    ])
  })
})
