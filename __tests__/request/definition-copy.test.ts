import { describe, expect, it } from '@jest/globals'
import { copyDefinition, temporaryFamily } from '../../src/request/definition-copy.js'
import type { JsonObject } from '../../src/text/json.js'

const APP = { name: 'app', image: 'shop:41', cpu: 256, essential: true, invented: { deep: [1, { two: 2 }] } }
const MEMBERS: JsonObject = {
  taskDefinitionArn: 'arn:aws:ecs:eu-west-1:111122223333:task-definition/shop:41',
  family: 'shop',
  revision: 41,
  status: 'ACTIVE',
  requiresAttributes: [{ name: 'ecs.capability.execution-role-awslogs' }],
  compatibilities: ['EC2', 'FARGATE'],
  registeredAt: 1795773600.123,
  registeredBy: 'arn:aws:sts::111122223333:assumed-role/deploy/session',
  deregisteredAt: 1795773600,
  deleteRequestedAt: 1795773600,
  networkMode: 'awsvpc',
  trustedExecutionConfiguration: { invented: true },
  volumes: [],
  containerDefinitions: [APP, { name: 'proxy', image: 'envoy:1' }],
}
const source = { members: MEMBERS, tags: [] }

const change = (definition: JsonObject, container: JsonObject = APP): unknown =>
  copyDefinition(
    { members: { ...MEMBERS, containerDefinitions: [container] }, tags: [] },
    { family: 'shop', containers: [{ name: 'app', definition }] },
  )['containerDefinitions']

describe('copyDefinition', () => {
  it('leaves out what only an answer has, and keeps members that no SDK knows', () => {
    const containers = [{ name: 'app', definition: { image: 'shop:42' } }]
    expect(copyDefinition(source, { family: 'shop-temporary', containers })).toEqual({
      family: 'shop-temporary',
      networkMode: 'awsvpc',
      trustedExecutionConfiguration: { invented: true },
      volumes: [],
      containerDefinitions: [
        { ...APP, image: 'shop:42' },
        { name: 'proxy', image: 'envoy:1' },
      ],
    })
  })

  it('replaces maps and lists whole', () => {
    const container = { ...APP, entryPoint: ['sh', '-c'], healthCheck: { command: ['a'], retries: 5 } }
    const definition = { entryPoint: ['bin/run'], healthCheck: { command: ['b'] } }
    expect(change(definition, container)).toEqual([{ ...container, ...definition }])
  })

  it('merges secrets by name, in the order of the task definition', () => {
    const container = {
      ...APP,
      secrets: [
        { name: 'A', valueFrom: 'old-a' },
        { name: 'B', valueFrom: 'old-b' },
      ],
    }
    const secrets = [
      { name: 'C', valueFrom: 'new-c' },
      { name: 'B', valueFrom: 'new-b' },
    ]
    expect(change({ secrets }, container)).toEqual([
      {
        ...container,
        secrets: [
          { name: 'A', valueFrom: 'old-a' },
          { name: 'B', valueFrom: 'new-b' },
          { name: 'C', valueFrom: 'new-c' },
        ],
      },
    ])
  })

  it('merges docker labels by name', () => {
    const container = { ...APP, dockerLabels: { a: '1', b: '2' } }
    const dockerLabels = { b: '3', c: '4' }
    expect(change({ dockerLabels }, container)).toEqual([
      { ...container, dockerLabels: { a: '1', b: '3', c: '4' } },
    ])
  })

  it('sends no empty list of tags, which ECS refuses', () => {
    expect(copyDefinition(source, { family: 'shop', containers: [] })).not.toHaveProperty('tags')
  })

  describe('with tags', () => {
    const ownTags = [
      { key: 'own-1', value: 'a' },
      { key: 'own-2', value: 'b' },
    ]
    const tagged = (count: number): readonly JsonObject[] =>
      Array.from({ length: count }, (_, index) => ({ key: `k${index}`, value: 'v' }))

    it('copies all but those of AWS, and adds those of the step', () => {
      const tags = [
        { key: 'team', value: 'data' },
        { key: 'aws:cloudformation:stack-name', value: 'x' },
      ]
      expect(copyDefinition({ ...source, tags }, { family: 'shop', containers: [], ownTags })).toMatchObject({
        tags: [{ key: 'team', value: 'data' }, ...ownTags],
      })
    })

    it('adds those of the step up to the 50 that ECS takes', () => {
      const body = copyDefinition(
        { ...source, tags: tagged(48) },
        { family: 'shop', containers: [], ownTags },
      )
      expect(body['tags']).toHaveLength(50)
    })

    it('leaves out those of the step where there is no room for all of them', () => {
      const tags = tagged(49)
      const body = copyDefinition({ ...source, tags }, { family: 'shop', containers: [], ownTags })
      expect(body['tags']).toEqual(tags)
    })
  })
})

describe('temporaryFamily', () => {
  it('adds a suffix to the family', () => {
    expect(temporaryFamily('shop')).toBe('shop-temporary')
  })

  it('cuts a family that is too long for the suffix, and keeps two such families apart', () => {
    const fits = 'a'.repeat(245)
    expect(temporaryFamily(fits)).toBe(`${fits}-temporary`)
    const [one, other] = [temporaryFamily(`${fits}b`), temporaryFamily(`${fits}c`)]
    expect(one).toMatch(/^a+-[0-9a-f]{8}-temporary$/)
    expect([one.length, other.length]).toEqual([255, 255])
    expect(one).not.toBe(other)
  })
})
