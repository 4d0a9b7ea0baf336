import { describe, expect, it } from '@jest/globals'
import { mistakesOf, settingsOf } from './reading-inputs.js'

const register = 'temporary'

function definitionOf(containers: string): unknown {
  return settingsOf({ register, containers }).containers[0]?.definition
}

describe('a key of a container definition', () => {
  it.each<[string, object]>([
    ['app: {image: "shop:42"}', { image: 'shop:42' }],
    ['app: {essential: false, stopTimeout: 30}', { essential: false, stopTimeout: 30 }],
    ['app: {entryPoint: [sh, -c]}', { entryPoint: ['sh', '-c'] }],
    ['app: {entryPoint: bin/run "a b"}', { entryPoint: ['bin/run', 'a b'] }],
    ['app: {entryPoint: []}', { entryPoint: [] }],
    ['app: {dockerLabels: {build: 7, empty: ""}}', { dockerLabels: { build: '7', empty: '' } }],
    [
      'app: {healthCheck: {command: [CMD, x], retries: 5}}',
      { healthCheck: { command: ['CMD', 'x'], retries: 5 } },
    ],
    [
      'app: {logConfiguration: {logDriver: awslogs, options: {awslogs-group: /ecs/shop}}}',
      { logConfiguration: { logDriver: 'awslogs', options: { 'awslogs-group': '/ecs/shop' } } },
    ],
    ['app: {secrets: [{name: A, valueFrom: arn}]}', { secrets: [{ name: 'A', valueFrom: 'arn' }] }],
    [
      'app: {secrets: {A: arn-a, B: arn-b}}',
      {
        secrets: [
          { name: 'A', valueFrom: 'arn-a' },
          { name: 'B', valueFrom: 'arn-b' },
        ],
      },
    ],
  ])('is read as the API has it: %s', (containers, definition) => {
    expect(definitionOf(containers)).toEqual(definition)
  })

  it('stays apart from what RunTask overrides', () => {
    const { containers } = settingsOf({
      register,
      containers: 'app: {image: "a:1", command: [x], environment: {A: b}, memory: 512, gpu: 1}',
    })
    expect(containers).toMatchObject([
      { name: 'app', command: ['x'], environment: [{ name: 'A', value: 'b' }], definition: { image: 'a:1' } },
    ])
    expect(containers[0]?.definition).toEqual({ image: 'a:1' })
  })

  it.each([
    [
      'app: {image: ""}',
      'containers:1:14  image of container app is blank, so the image of the task definition would run | Check the expression that gives the image; leave the key out to run the image of the task definition.',
    ],
    [
      'app: {user: null}',
      'containers:1:13  user of container app is null | Write the value, or leave the key out to keep what the task definition has.',
    ],
    [
      'app: {dockerLabels: {a: }}',
      'containers:1:25  "a" in dockerLabels of container app is blank | Write the value, or leave the key out to keep what the task definition has.',
    ],
    ['app: {links: a}', 'containers:1:14  links of container app must be a list; this is a single value'],
    [
      'app: {privileged: yes}',
      'containers:1:19  privileged of container app is "yes"; it takes true or false',
    ],
    [
      'app: {startTimeout: 1.5}',
      'containers:1:21  startTimeout of container app is "1.5"; it takes a whole number',
    ],
    [
      'app: {healthCheck: {comand: [x]}}',
      'containers:1:21  unknown key "comand" for healthCheck of container app | Did you mean command?',
      'containers:1:20  healthCheck of container app needs command',
    ],
    ['app: {IMAGE: x}', 'containers:1:7  unknown key "IMAGE" for container app | Did you mean image?'],
    [
      'app: {secrets: [{name: A, valueFrom: x}, {name: A, valueFrom: y}]}',
      'containers:1:49  secrets of container app has "A" twice; the first one stands at containers:1:24 | Keep one of them.',
    ],
  ])('is refused where it is wrong: %s', (containers, ...mistakes) => {
    expect(mistakesOf({ register, containers })).toEqual(mistakes)
  })
})

describe('register', () => {
  it('does not take true, which does not say what becomes of the copy', () => {
    const mistakes = mistakesOf({ register: 'true', containers: 'app: {image: "a:1"}' })
    expect(mistakes).toHaveLength(1)
    expect(mistakes[0]).toMatch(/register: temporary.*register: keep/)
  })

  it('with a typing error is one mistake, not one for each key as well', () => {
    expect(mistakesOf({ register: 'temporay', containers: 'app: {image: "a:1"}' })).toEqual([
      'register  register is "temporay"; it takes none, temporary or keep | Did you mean temporary?',
    ])
  })

  it('takes the path of a file as task definition', () => {
    expect(settingsOf({ register, 'task-definition': 'ecs/shop.yaml' })).toMatchObject({
      definitionFile: 'ecs/shop.yaml',
    })
    expect(mistakesOf({ 'task-definition': 'ecs/shop.yaml' })[0]).toMatch(
      /^task-definition {2}task-definition is the file "ecs\/shop.yaml"; .*register: temporary/,
    )
  })

  it('needs no task definition with like-service', () => {
    expect(mistakesOf({ 'task-definition': '', 'like-service': 'shop' })).toEqual([])
  })
})
