import { describe, expect, it } from '@jest/globals'
import { sameDefinition } from '../../src/request/same-definition.js'
import type { JsonObject } from '../../src/text/json.js'

const body = (container: JsonObject, members: JsonObject = {}): JsonObject => ({
  family: 'shop',
  networkMode: 'awsvpc',
  containerDefinitions: [{ name: 'app', image: 'shop:42', ...container }],
  ...members,
})

describe('sameDefinition', () => {
  it.each<[string, JsonObject, JsonObject]>([
    ['the order of keys', body({ user: 'app', image: 'a' }), body({ image: 'a', user: 'app' })],
    [
      'what ECS fills in for what a file leaves out',
      body({ portMappings: [{ containerPort: 80 }], healthCheck: { command: ['x'] } }),
      body(
        {
          cpu: 0,
          essential: true,
          environment: [],
          mountPoints: [],
          portMappings: [{ containerPort: 80, hostPort: 80, protocol: 'tcp' }],
          healthCheck: { command: ['x'], interval: 30, timeout: 5, retries: 3 },
        },
        { volumes: [], placementConstraints: [], enableFaultInjection: false },
      ),
    ],
    [
      'the spelling of sizes',
      body({}, { cpu: '.5 vCPU', memory: '1 GB' }),
      body({}, { cpu: '512', memory: '1024' }),
    ],
    [
      'the order of tags and of variables',
      body(
        {
          environment: [
            { name: 'A', value: '1' },
            { name: 'B', value: '2' },
          ],
        },
        {
          tags: [
            { key: 'x', value: '' },
            { key: 'y', value: '' },
          ],
        },
      ),
      body(
        {
          environment: [
            { name: 'B', value: '2' },
            { name: 'A', value: '1' },
          ],
        },
        {
          tags: [
            { key: 'y', value: '' },
            { key: 'x', value: '' },
          ],
        },
      ),
    ],
  ])('does not count %s', (_what, one, other) => {
    expect(sameDefinition(one, other)).toBe(true)
  })

  it.each<[string, JsonObject, JsonObject]>([
    ['an image', body({ image: 'shop:41' }), body({})],
    ['a container that is not essential', body({ essential: false }), body({})],
    ['a member that no SDK knows', body({}, { invented: false }), body({})],
    ['a limit of zero', body({ linuxParameters: { maxSwap: 0 } }), body({ linuxParameters: {} })],
    [
      'the order of containers',
      body({}, { containerDefinitions: [{ name: 'a' }, { name: 'b' }] }),
      body({}, { containerDefinitions: [{ name: 'b' }, { name: 'a' }] }),
    ],
    ['a tag', body({}, { tags: [{ key: 'x', value: '1' }] }), body({})],
  ])('counts %s', (_what, one, other) => {
    expect(sameDefinition(one, other)).toBe(false)
  })
})
