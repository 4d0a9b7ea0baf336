import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from '@jest/globals'
import { parse } from 'yaml'
import { completeScenario, readScenario } from '../../simulator/scenario.ts'
import { startSimulator } from '../../simulator/simulator.ts'
import { SCENARIO_SHAPE } from '../../simulator/scenario-shape.ts'

const SIMULATOR = fileURLToPath(new URL('../../simulator/', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'scenario-'))

afterAll(() => {
  rmSync(folder, { recursive: true })
})

function write(name: string, content: string): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

describe('a scenario file', () => {
  it('is YAML or JSON, and has defaults for what it leaves out', () => {
    const yaml = readScenario(
      write('a.yml', 'pace: {pending: 7}\nfaults:\n  - {operation: RunTask, fault: throttle, on: [1]}'),
    )
    const json = readScenario(write('a.json', '{"logs": {"latenessMs": 9}}'))
    expect(yaml).toMatchObject({
      pace: { pending: 7, activating: 100 },
      faults: [{ on: [1] }],
      retentionMs: 3_600_000,
    })
    expect(json.logs).toMatchObject({ latenessMs: 9, pageEvents: 10_000 })
    expect(readScenario(write('empty.yml', ''))).toEqual(completeScenario({}))
  })

  it.each([
    ['pase: {}', 'pase: there is no such setting; did you mean pace?'],
    [
      'pace: {waiting: 1}',
      'pace.waiting: there is no such setting; the settings there are provisioning, pending, activating, ',
    ],
    ['pace: {pending: soon}', 'pace.pending: "soon" is not a number of at least 0'],
    ['pace: {pending: -1}', 'pace.pending: -1 is not a number of at least 0'],
    ['timeScale: 0', 'timeScale: 0 is not a number from 0.001 to 10000'],
    [
      'faults: [{operation: RunTask, fault: throttle, probability: 7}]',
      'faults[0].probability: 7 is not a number from 0 to 1',
    ],
    ['tasks: [{happens: stop, on: [0]}]', 'tasks[0].on[0]: 0 is not a whole number of at least 1'],
    [
      'tasks: [{happens: stop, stopcode: x}]',
      'tasks[0].stopcode: there is no such setting; did you mean stopCode?',
    ],
    ['tasks: [{happens: stop, reason: 5}]', "tasks[0].reason: 5 is no text; write '5'"],
    [
      'clusters: [{name: a, defaultStrategy: [{capacityProvider: SPOT}]}]',
      'clusters[0].defaultStrategy[0].capacityProvider: the cluster a has no such capacity provider; it has none',
    ],
    ['faults: {operation: RunTask}', 'faults: {"operation":"RunTask"} is not a list'],
    ['faults: [throttle]', 'faults[0]: "throttle" is not a map'],
    [
      'faults: [{operation: RunTask, fault: throtle}]',
      'faults[0].fault: "throtle" is not one of throttle, server-error',
    ],
    [
      'faults: [{operation: RunTsk, fault: throttle}]',
      'faults[0].operation: "RunTsk" is not one of *, CreateCluster',
    ],
    ['faults: [{operation: RunTask, fault: throttle, on: 1}]', 'faults[0].on: 1 is not a list'],
    ['faults: [{operation: RunTask}]', 'faults[0].fault: is missing'],
    ['tasks: [{happens: exit}]', 'tasks[0].container: is missing; exit happens to a container'],
    ['[1]', 'a scenario is a map of settings'],
    ['{', 'Flow map'],
  ])('%s is refused with its place', (content, message) => {
    const path = write('bad.yml', content)
    expect(() => readScenario(path)).toThrow(`Scenario ${path}: `)
    expect(() => readScenario(path)).toThrow(message)
  })

  const containerDefinitions = [{ name: 'app', image: 'app:1' }]

  it.each([
    [
      { taskDefinitions: [{ family: 'a b', containerDefinitions }] },
      'taskDefinitions[0]: ClientException: Family contains invalid characters.',
    ],
    [
      { taskDefinitions: [{ family: 'a', cpu: 256, containerDefinitions }] },
      "taskDefinitions[0].cpu: 256 is no text; write '256'",
    ],
    [{ taskDefinitions: [{ family: 'a' }] }, 'taskDefinitions[0].containerDefinitions: is missing'],
    [
      { taskDefinitions: [{ family: 'a', containerDefinitions: [{ name: 'app', imgae: 'app:1' }] }] },
      'taskDefinitions[0].containerDefinitions[0].imgae: there is no such setting; did you mean image?',
    ],
    [
      { services: [{ serviceName: 'web', taskDefinition: 'a' }] },
      'services[0].taskDefinition: there is no task definition "a"; the families of the scenario: none',
    ],
    [{ services: [{ name: 'web' }] }, 'services[0].serviceName: is missing'],
  ])('is refused with the key where the service refuses what it prepares: %j', async (scenario, message) => {
    await expect(startSimulator({ scenario })).rejects.toThrow(message)
  })

  it('is shown whole in the README, which works', async () => {
    const readme = readFileSync(join(SIMULATOR, 'README.md'), 'utf8')
    const example: unknown = parse(/```yaml\n([\s\S]*?)```/.exec(readme)?.[1] ?? '')
    const simulator = await startSimulator({ scenario: completeScenario(example) })
    await simulator.stop()
    expect(completeScenario(example)).toMatchObject(example as object)
    expect(Object.keys(example as object).toSorted()).toEqual(Object.keys(SCENARIO_SHAPE.members).toSorted())
  })
})

/** Starts the command; it ends with the test. */
function start(...args: string[]): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, [join(SIMULATOR, 'main.ts'), ...args])
}

async function finish(...args: string[]): Promise<{ output: string; errors: string; code: number | null }> {
  const child = start(...args)
  const [output, errors, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit') as Promise<[number | null]>,
  ])
  return { output, errors, code }
}

/** What the printed shell commands export. */
function exportsOf(output: string): Record<string, string> {
  return Object.fromEntries(
    [...output.matchAll(/^export (\w+)='(.*)'$/gm)].map(([, name = '', value = '']) => [name, value]),
  )
}

function call(url: string, operation: string, body: object): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'x-amz-target': `AmazonEC2ContainerServiceV20141113.${operation}` },
    body: JSON.stringify(body),
  })
}

describe('the command of the simulator', () => {
  it('prints shell commands that lead the AWS CLI and the SDKs to it, answers, and ends on SIGTERM', async () => {
    const child = start('--region', 'eu-west-1')
    const exit = once(child, 'exit')
    const [first] = (await once(child.stdout, 'data')) as [Buffer]
    const environment = exportsOf(first.toString())
    expect(first.toString()).toMatch(/^# The simulator listens on http:\/\/127\.0\.0\.1:\d+\n(export .*\n)+$/)
    expect(environment).toMatchObject({ AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'eu-west-1' })
    const response = await call(environment['AWS_ENDPOINT_URL'] ?? '', 'DescribeClusters', {})
    expect(await response.json()).toMatchObject({
      clusters: [{ clusterArn: 'arn:aws:ecs:eu-west-1:123456789012:cluster/default' }],
    })
    child.kill('SIGTERM')
    expect(await exit).toEqual([0, null])
  })

  it('with --detach returns when it listens, and leaves it running in a session of its own', async () => {
    const { output, code } = await finish('--detach')
    const { AWS_ENDPOINT_URL: url = '', SIMULATOR_PID: pid = '' } = exportsOf(output)
    try {
      expect(code).toBe(0)
      expect((await call(url, 'DescribeClusters', {})).status).toBe(200)
    } finally {
      process.kill(Number(pid), 'SIGTERM')
    }
  })

  it('with --detach says what is wrong with a scenario, and leaves nothing running', async () => {
    const { errors, code } = await finish('--detach', '--scenario', write('d.yml', 'pase: {}'))
    expect(errors).toMatch(/^Scenario .*d\.yml: pase: there is no such setting; did you mean pace\?$/m)
    expect(code).toBe(1)
  })

  it('with --log writes each request as a line of JSON, without values of environment variables', async () => {
    const log = join(folder, 'requests.jsonl')
    const child = start('--log', log)
    const [first] = (await once(child.stdout, 'data')) as [Buffer]
    const url = exportsOf(first.toString())['AWS_ENDPOINT_URL'] ?? ''
    const environment = [{ name: 'PASSWORD', value: 'hunter2' }]
    await call(url, 'RunTask', {
      taskDefinition: 'none',
      overrides: { containerOverrides: [{ name: 'app', environment }] },
    })
    await call(url, 'DescribeClusters', {})
    const exit = once(child, 'exit')
    child.kill('SIGTERM')
    await exit
    const lines = readFileSync(log, 'utf8').trimEnd().split('\n')
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      {
        operation: 'RunTask',
        region: 'us-east-1',
        outcome: 400,
        error: 'ClientException: TaskDefinition not found.',
        request: { overrides: { containerOverrides: [{ environment: [{ name: 'PASSWORD' }] }] } },
      },
      { operation: 'DescribeClusters', outcome: 200, request: {} },
    ])
    expect(lines.join()).not.toContain('hunter2')
  })

  it('with --help lists every option', async () => {
    const { output, code } = await finish('--help')
    for (const option of ['--port', '--region', '--scenario', '--log', '--detach', '--help'])
      expect(output).toContain(option)
    expect(code).toBe(0)
  })

  it.each([
    [['--scenario', 'missing.yml'], /^Scenario missing\.yml: ENOENT: no such file or directory/],
    [['--prot', '1'], /^Unknown option '--prot'/],
    [['--port', 'x'], /^--port is "x"; it takes a number from 0 \(a free port\) to 65535\.$/m],
    [
      ['--region', 'eu-west1'],
      /^--region is "eu-west1"; it takes the code of a Region, such as us-east-1\.$/m,
    ],
    [['--log', '/missing/requests.jsonl'], /ENOENT.*\/missing\/requests\.jsonl/],
  ])('refuses %j with one line and leads to --help', async (args, message) => {
    const { errors, code } = await finish(...args)
    expect(errors).toMatch(message)
    expect(errors).toMatch(/\nSee --help\.\n$/)
    expect(code).toBe(1)
  })

  it('says that a port is in use', async () => {
    const simulator = await startSimulator()
    const { port } = new URL(simulator.url)
    const { errors } = await finish('--port', port)
    await simulator.stop()
    expect(errors).toContain(
      `Port ${port} is in use by another program. Choose another with --port, or 0 for a free one.`,
    )
  })
})
