import { describe, expect, it } from '@jest/globals'
import { readDefinitionFile } from '../../src/inputs/definition-file.js'
import type { Mistake } from '../../src/inputs/scalars.js'

function read(text: string) {
  const mistakes: Mistake[] = []
  const raw = readDefinitionFile('shop.json', text, (mistake) => mistakes.push(mistake))
  return { raw, mistakes: mistakes.map(({ where, message }) => `${where}  ${message}`) }
}

const APP = { name: 'app', image: 'shop:42' }

describe('readDefinitionFile', () => {
  it('keeps members that the SDK does not know, with the values of JSON', () => {
    const invented = { text: '1', number: 1.5, flag: true, nothing: null, list: [1, 'a'] }
    const file = { family: 'shop', invented, containerDefinitions: [{ ...APP, inventedToo: '007' }] }
    expect(read(JSON.stringify(file, null, 2))).toEqual({ raw: { members: file, tags: [] }, mistakes: [] })
  })

  it('reads what is a text in the API as text, and a null as absent', () => {
    const file = { family: 'shop', cpu: 256, taskRoleArn: null, containerDefinitions: [APP] }
    expect(read(JSON.stringify(file)).raw?.members).toEqual({
      family: 'shop',
      cpu: '256',
      containerDefinitions: [APP],
    })
  })

  it('takes the answer of DescribeTaskDefinition, whose tags stand beside it', () => {
    const tags = [{ key: 'team', value: 'data' }]
    const taskDefinition = { family: 'shop', revision: 3, containerDefinitions: [APP] }
    expect(read(JSON.stringify({ taskDefinition, tags })).raw).toEqual({ members: taskDefinition, tags })
  })

  it('takes the tags of the body of RegisterTaskDefinition', () => {
    const tags = [{ key: 'team', value: 'data' }]
    expect(read(JSON.stringify({ family: 'shop', containerDefinitions: [APP], tags })).raw).toEqual({
      members: { family: 'shop', containerDefinitions: [APP] },
      tags,
    })
  })

  it('names the place of each mistake', () => {
    expect(
      read('family: shop\ncontainerDefinitions:\n  - {name: app, memory: much}\nvolumes: x\n').mistakes,
    ).toEqual([
      'shop.json:3:25  memory of an item of containerDefinitions of shop.json is "much"; it takes a whole number',
      'shop.json:4:10  volumes of shop.json must be a list; this is a single value',
    ])
    expect(read('{}').mistakes).toEqual([
      'shop.json:1:1  shop.json needs family',
      'shop.json:1:1  shop.json needs containerDefinitions',
    ])
    expect(read('- a').mistakes).toEqual(['shop.json:1:1  shop.json must be a map; this is a list'])
    expect(read('{"family": ').mistakes[0]).toMatch(/^shop\.json:1:\d+ {2}not valid YAML/)
  })
})
