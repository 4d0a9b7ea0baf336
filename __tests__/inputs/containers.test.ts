import { describe, expect, it } from '@jest/globals'
import { mistakesOf, settingsOf } from './reading-inputs.js'

const exact = (value: number, where: string) => ({ kind: 'exact', value, where })

describe('the forms of containers', () => {
  it('takes a map in block style, with comments and in the order written', () => {
    const containers = `
# more for one night
"2":
  cpu: 128
app:
  cpu: 512   # CPU units
  memory: 3 GB
"1":
`
    expect(settingsOf({ containers }).containers).toEqual([
      { name: '2', where: 'containers:3:1', cpu: exact(128, 'containers:4:8') },
      {
        name: 'app',
        where: 'containers:5:1',
        cpu: exact(512, 'containers:6:8'),
        memory: exact(3072, 'containers:7:11'),
      },
      { name: '1', where: 'containers:8:1' },
    ])
  })

  it.each([
    ['flow style', 'app: {cpu: 512, command: [a, "b c"]}', 1, 1],
    ['flow style on one line', '{app: {cpu: 512, command: [a, b c]}}', 1, 2],
    ['JSON', '{"app": {"cpu": 512, "command": ["a", "b c"]}}', 1, 2],
    ['JSON indented by tabs', '{\n\t"app": {\n\t\t"cpu": 512,\n\t\t"command": ["a", "b c"]\n\t}\n}', 2, 2],
    ['Windows line ends', 'app:\r\n  cpu: 512\r\n  command: [a, b c]\r\n', 1, 1],
    ['indented as a whole', '\n  app:\n    cpu: 512\n    command: [a, b c]\n', 2, 3],
    ['a pasted containerOverrides array', '[{"name": "app", "cpu": 512, "command": ["a", "b c"]}]', 1, 11],
    ['the same array in block style', '- cpu: 512\n  command: [a, b c]\n  name: app', 3, 9],
    ['a command on one line', "app: {cpu: 512, command: a 'b c'}", 1, 1],
    ['aliases', 'app: {cpu: &n 512, command: &c [a, b c]}', 1, 1],
  ])('takes %s', (_, containers, line, column) => {
    expect(settingsOf({ containers }).containers).toMatchObject([
      { name: 'app', where: `containers:${line}:${column}`, cpu: { value: 512 }, command: ['a', 'b c'] },
    ])
  })

  it('takes anchors, aliases and merge keys', () => {
    const containers = `
base: &base
  cpu: 128
  environment: &env {A: "1", B: "2"}
app:
  <<: *base
  cpu: 512
  environment:
    B: own
    <<: [*env, {C: "3", A: later}]
`
    expect(settingsOf({ containers }).containers).toMatchObject([
      { name: 'base', cpu: { value: 128 } },
      {
        name: 'app',
        cpu: { value: 512 },
        environment: [
          { name: 'B', value: 'own' },
          { name: 'A', value: '1' },
          { name: 'C', value: '3' },
        ],
      },
    ])
  })

  it.each([
    ['blank', ' \n '],
    ['a comment alone', '# nothing today'],
    ['YAML null', '~'],
    ['an empty map', '{}'],
    ['an empty list', '[]'],
  ])('takes %s as no overrides', (_, containers) => {
    expect(settingsOf({ containers }).containers).toEqual([])
  })

  it.each([
    [
      'app',
      'containers:1:1  containers must be a map from container names to their overrides; this is a single value | Write  app: {memory: 2 GB}  with the name of the container in place of app.',
    ],
    ['app: 512', 'containers:1:6  container app must be a map; this is a single value'],
    ['app: [cpu]', 'containers:1:6  container app must be a map; this is a list'],
    [
      '[app]',
      'containers:1:2  an item of containers must be a map with the name of a container; this is a single value',
    ],
    [
      '- cpu: 512',
      'containers:1:3  an item of containers has no name; ECS takes overrides by the name of the container | Add name: and the name as in the task definition.',
    ],
    [
      '- {name: app}\n- {name: app, cpu: 1}',
      'containers:2:10  container app is written twice; the first one stands at containers:1:10 | Put its overrides into one.',
    ],
    [
      'app: {}\nb: {}\napp: {}',
      'containers:3:1  duplicate key "app", first at containers:1:1 | Keep one of them.',
    ],
    [
      '"a\\n::b": 1',
      'containers:1:1  a container cannot be named (hidden) | ECS takes up to 255 letters, digits, hyphens and underscores.',
    ],
  ])('refuses %j', (containers, mistake) => {
    expect(mistakesOf({ containers })).toEqual([mistake])
  })
})

describe('the keys of a container', () => {
  it.each([
    [
      'memoryReservaton: 1',
      'unknown key "memoryReservaton" for container app | Did you mean memoryReservation?',
    ],
    ['Memry: 1', 'unknown key "Memry" for container app | Did you mean memory?'],
    ['enviroment: {SECRET: x}', 'unknown key "enviroment" for container app | Did you mean environment?'],
    ['cpus:', 'unknown key "cpus" for container app | Did you mean cpu?'],
    [
      'STAGE: production',
      'unknown key "STAGE" for container app | It takes cpu, memory, memoryReservation, command, environment, environmentFiles, gpu, resourceRequirements.',
    ],
    [
      '__proto__: {cpu: 1}',
      'unknown key "__proto__" for container app | It takes cpu, memory, memoryReservation, command, environment, environmentFiles, gpu, resourceRequirements.',
    ],
    ...['image', 'entryPoint', 'secrets', 'user', 'logConfiguration', 'mountPoints'].map((key) => [
      `${key}: x`,
      `ECS cannot override ${key} of container app for one run | Write  register: temporary  (or keep): the step then registers a copy of the task definition with that ${key}, for which it needs the permission ecs:RegisterTaskDefinition.`,
    ]),
    [
      'entrypoint: [x]',
      'ECS cannot override entryPoint of container app for one run | Write  register: temporary  (or keep): the step then registers a copy of the task definition with that entryPoint, for which it needs the permission ecs:RegisterTaskDefinition.',
    ],
  ])('%s', (key = '', mistake = '') => {
    expect(mistakesOf({ containers: `app:\n  ${key}` })).toEqual([`containers:2:3  ${mistake}`])
  })
})

describe('the command', () => {
  it.each<[string, string[] | undefined]>([
    ['[python, -m, etl, "", 1.10, yes, null]', ['python', '-m', 'etl', '', '1.10', 'yes', 'null']],
    ['python -m "my etl"', ['python', '-m', 'my etl']],
    ['>\n    python -m\n    etl', ['python', '-m', 'etl']],
    ['', []],
    ['[]', []],
  ])('%j', (command, words) => {
    expect(settingsOf({ containers: `app:\n  command: ${command}` }).containers[0]?.command).toEqual(words)
  })

  it.each([
    [
      "say it's",
      "containers:2:12  command of container app has a quote that is not closed, or ends with a backslash | Close the quote, or write the command as a list:  command: [sh, -c, '…']",
    ],
    [
      '{a: b}',
      "containers:2:12  command of container app must be a list of words or one line; this is a map | Write  command: [sh, -c, '…']",
    ],
    [
      '[a, [b]]',
      'containers:2:16  an item of command of container app must be a single value; this is a list',
    ],
  ])('%s is refused', (command, mistake) => {
    expect(mistakesOf({ containers: `app:\n  command: ${command}` })).toEqual([mistake])
  })
})

describe('files and devices', () => {
  const overrides = (key: string) => ({ containers: `app: {${key}}` })

  it.each([
    [
      'environmentFiles: ["arn:aws:s3:::b/prod.env", {value: "arn:aws-cn:s3:::b/x/y.env", type: s3}]',
      {
        environmentFiles: [
          { value: 'arn:aws:s3:::b/prod.env', type: 's3' },
          { value: 'arn:aws-cn:s3:::b/x/y.env', type: 's3' },
        ],
      },
    ],
    ['gpu: 2', { resourceRequirements: [{ type: 'GPU', value: '2' }] }],
    ['gpu: ALL', { resourceRequirements: [{ type: 'GPU', value: 'ALL' }] }],
    [
      'gpu: 1, resourceRequirements: [{type: NeuronDevice, value: ALL}]',
      {
        resourceRequirements: [
          { type: 'NeuronDevice', value: 'ALL' },
          { type: 'GPU', value: '1' },
        ],
      },
    ],
    [
      'resourceRequirements: [{type: GPU, sharingStrategy: {nvidiaMps: {memory: 1024, maxComputePercent: 50}}}]',
      {
        resourceRequirements: [
          { type: 'GPU', sharingStrategy: { nvidiaMps: { memory: 1024, maxComputePercent: 50 } } },
        ],
      },
    ],
  ])('%s', (key, expected) => {
    expect(settingsOf(overrides(key)).containers).toEqual([
      { name: 'app', where: 'containers:1:1', ...expected },
    ])
  })

  it.each([
    [
      'gpu: 0',
      'containers:1:12  gpu of container app is "0"; it takes the number of GPUs, such as 1, or ALL',
    ],
    [
      'gpu: 1, resourceRequirements: [{type: GPU, value: 1}]',
      'containers:1:6  container app has its GPUs twice: in gpu and in resourceRequirements | Keep one of them.',
    ],
    [
      'resourceRequirements: [{type: gpu, value: 1}]',
      'containers:1:37  type of an item of resourceRequirements of container app is "gpu"; it takes GPU, InferenceAccelerator or NeuronDevice | Did you mean GPU?',
    ],
    [
      'resourceRequirements: [{type: GPU}]',
      'containers:1:30  an item of resourceRequirements of container app needs value or sharingStrategy, one of them',
    ],
    [
      'environmentFiles: [s3://bucket/prod.env]',
      'containers:1:26  an item of environmentFiles of container app is "s3://bucket/prod.env"; it takes the ARN of an object in S3 (arn:aws:s3:::bucket/prod.env)',
    ],
    [
      'environmentFiles: [{value: "arn:aws:s3:::b/k"}]',
      'containers:1:26  an item of environmentFiles of container app needs type',
    ],
    [
      `environmentFiles: [${Array(11).fill('"arn:aws:s3:::b/k"').join()}]`,
      'containers:1:25  environmentFiles of container app has 11 items; ECS takes 10 at most',
    ],
  ])('%s is refused', (key, mistake) => {
    expect(mistakesOf(overrides(key))).toEqual([mistake])
  })
})
