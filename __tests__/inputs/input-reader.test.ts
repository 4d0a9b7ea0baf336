import { describe, expect, it } from '@jest/globals'
import { mistakesOf, settingsOf } from './reading-inputs.js'

describe('a list', () => {
  it.each([
    ['one item', 'subnet-a'],
    ['commas', 'subnet-a,subnet-b , subnet-c,'],
    ['lines', '\nsubnet-a\n  subnet-b\n\nsubnet-c\r\n'],
    ['both', 'subnet-a, subnet-b\nsubnet-c'],
    ['a YAML list', '- subnet-a\n- "subnet-b" # private\n- subnet-c\n'],
    ['a YAML list below a comment', '# private\n- subnet-a\n- subnet-b\n- subnet-c\n'],
    ['an indented YAML list', '  - subnet-a\n  - subnet-b\n  - subnet-c'],
    ['a flow list', '[subnet-a, subnet-b, subnet-c]'],
    ['JSON', '["subnet-a",\n\t"subnet-b",\n\t"subnet-c"]'],
  ])('is taken as %s', (_, subnets) => {
    const all = ['subnet-a', 'subnet-b', 'subnet-c']
    expect(settingsOf({ subnets }).subnets).toEqual(all.slice(0, subnets === 'subnet-a' ? 1 : 3))
  })

  it('may be empty', () => {
    expect(settingsOf({ subnets: '[]', 'security-groups': ',' })).toMatchObject({
      subnets: [],
      securityGroups: [],
    })
  })

  it.each([
    [
      'subnets',
      'subnet-a\nvpc-1',
      'subnets  an item of subnets is "vpc-1"; it takes ids of subnets (subnet-0a1b2c3d)',
    ],
    [
      'subnets',
      '- subnet-a\n- vpc-1',
      'subnets:2:3  an item of subnets is "vpc-1"; it takes ids of subnets (subnet-0a1b2c3d)',
    ],
    ['subnets', '[subnet-a, [b]]', 'subnets:1:12  an item of subnets must be a single value; this is a list'],
    ['subnets', '{a: b}', 'subnets:1:1  subnets must be a list; this is a map'],
    [
      'subnets',
      '- subnet-a\n subnet-b: c',
      'subnets:1:3  not valid YAML: a key runs over more than one line; is a colon, the blank behind it, or a quote missing?',
    ],
    ['subnets', Array(17).fill('subnet-a').join(), 'subnets  subnets has 17 items; ECS takes 16 at most'],
    [
      'security-groups',
      Array(6).fill('sg-1').join(),
      'security-groups  security-groups has 6 items; ECS takes 5 at most',
    ],
    [
      'security-groups',
      'default',
      'security-groups  an item of security-groups is "default"; it takes ids of security groups (sg-0a1b2c3d)',
    ],
  ])('%s: %j is refused', (name, text, mistake) => {
    expect(mistakesOf({ [name]: text })).toEqual([mistake])
  })

  it('may be as long as ECS takes', () => {
    const longest = {
      subnets: Array(16).fill('subnet-a').join(),
      'security-groups': Array(5).fill('sg-1').join(),
    }
    expect(mistakesOf(longest)).toEqual([])
  })

  it('keeps refused ids, so that the network does not look absent too', () => {
    expect(mistakesOf({ subnets: 'vpc-1' })).toHaveLength(1)
  })
})

describe('capacity providers', () => {
  const strategyOf = (text: string) =>
    settingsOf({ 'capacity-provider-strategy': text }).capacityProviderStrategy

  it.each([
    ['FARGATE_SPOT', [{ capacityProvider: 'FARGATE_SPOT' }]],
    [
      'FARGATE_SPOT=4, FARGATE=1',
      [
        { capacityProvider: 'FARGATE_SPOT', weight: 4 },
        { capacityProvider: 'FARGATE', weight: 1 },
      ],
    ],
    [
      '- {capacityProvider: gpu-a, weight: 1, base: 2}\n- capacityProvider: gpu-b\n  base: 0\n- gpu-c = 3',
      [
        { capacityProvider: 'gpu-a', weight: 1, base: 2 },
        { capacityProvider: 'gpu-b', base: 0 },
        { capacityProvider: 'gpu-c', weight: 3 },
      ],
    ],
    ['[{"capacityProvider": "FARGATE", "weight": 0}]', [{ capacityProvider: 'FARGATE', weight: 0 }]],
  ])('%j', (text, strategy) => {
    expect(strategyOf(text)).toEqual(strategy)
  })

  const name = 'capacity-provider-strategy'
  it.each([
    [
      'FARGATE:1',
      `${name}  an item of ${name} is "FARGATE:1"; it takes NAME, NAME=weight or {capacityProvider, weight, base}`,
    ],
    ['FARGATE=1001', `${name}  the weight of FARGATE is "1001"; it takes a whole number from 0 to 1000`],
    ['FARGATE=', `${name}  the weight of FARGATE is ""; it takes a whole number from 0 to 1000`],
    ['[{weight: 1}]', `${name}:1:2  an item of ${name} needs capacityProvider`],
    [
      '[{name: FARGATE}]',
      `${name}:1:3  unknown key "name" for an item of ${name} | It takes capacityProvider, weight, base.`,
    ],
    [
      '[{capacityProvider: a, base: 100001}]',
      `${name}:1:30  base of an item of ${name} is "100001"; it takes a whole number from 0 to 100000`,
    ],
    ['[[a]]', `${name}:1:2  an item of ${name} must be a single value; this is a list`],
    ['FARGATE=1, FARGATE=2', `${name}  ${name} names FARGATE twice | Give it once, with one weight.`],
    [
      '[{capacityProvider: a, base: 1, weight: 1}, {capacityProvider: b, base: 1}]',
      `${name}  ${name} gives a base to 2 providers; ECS takes a base on one | Keep base on the provider that is to take the first tasks.`,
    ],
    [
      'FARGATE, FARGATE_SPOT=0',
      `${name}  ${name} has 2 providers and none has a weight above 0, so that ECS could start no task | Write FARGATE=1, FARGATE_SPOT=1.`,
    ],
    [
      Array.from({ length: 21 }, (_, index) => `p${index}=1`).join(),
      `${name}  ${name} has 21 items; ECS takes 20 at most`,
    ],
  ])('%j is refused', (text, ...mistakes) => {
    const found = mistakesOf({ [name]: text })
    expect(found.slice(0, 1)).toEqual(mistakes)
  })
})

describe('a provider that is named twice', () => {
  it('is named once in what to write instead', () => {
    expect(mistakesOf({ 'capacity-provider-strategy': 'FARGATE, FARGATE, FARGATE_SPOT' })).toContainEqual(
      expect.stringMatching(/\| Write FARGATE=1, FARGATE_SPOT=1\.$/),
    )
  })
})

describe('placement', () => {
  it('is read as in the API', () => {
    expect(
      settingsOf({
        'placement-constraints':
          '- type: distinctInstance\n- {type: memberOf, expression: "attribute:ecs.instance-type =~ t2.*"}',
        'placement-strategy':
          '[{type: spread, field: "attribute:ecs.availability-zone"}, {type: binpack, field: MEMORY}, {type: random}]',
      }),
    ).toMatchObject({
      placementConstraints: [
        { type: 'distinctInstance' },
        { type: 'memberOf', expression: 'attribute:ecs.instance-type =~ t2.*' },
      ],
      placementStrategy: [
        { type: 'spread', field: 'attribute:ecs.availability-zone' },
        { type: 'binpack', field: 'MEMORY' },
        { type: 'random' },
      ],
    })
  })

  it.each([
    [
      'placement-constraints',
      '[{type: memberOf}]',
      '1:2  an item of placement-constraints: memberOf needs an expression',
    ],
    [
      'placement-constraints',
      '[{type: distinctInstance, expression: a}]',
      '1:2  an item of placement-constraints: distinctInstance takes no expression',
    ],
    [
      'placement-constraints',
      '[{type: memberof, expression: a}]',
      '1:9  type of an item of placement-constraints is "memberof"; it takes distinctInstance or memberOf | Did you mean memberOf?',
    ],
    [
      'placement-constraints',
      `[${Array(11).fill('{type: distinctInstance}').join()}]`,
      '1:1  placement-constraints has 11 items; ECS takes 10 at most',
    ],
    [
      'placement-strategy',
      '[{type: binpack}]',
      '1:2  an item of placement-strategy: binpack needs the field cpu or memory',
    ],
    [
      'placement-strategy',
      '[{type: spread}]',
      '1:2  an item of placement-strategy: spread needs a field, such as instanceId or attribute:ecs.availability-zone',
    ],
    [
      'placement-strategy',
      '[{type: random, field: cpu}]',
      '1:2  an item of placement-strategy: random takes no field',
    ],
    [
      'placement-strategy',
      `[${Array(6).fill('{type: random}').join()}]`,
      '1:1  placement-strategy has 6 items; ECS takes 5 at most',
    ],
    ['placement-strategy', 'type: random', '1:1  placement-strategy must be a list; this is a map'],
  ])('%s: %s is refused', (name, text, mistake) => {
    expect(mistakesOf({ [name]: text })).toEqual([`${name}:${mistake}`])
  })
})
