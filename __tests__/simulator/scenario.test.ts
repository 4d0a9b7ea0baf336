import { spawn } from 'node:child_process'
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
    ['pase: {}', 'pase: there is no such setting'],
    ['pace: {waiting: 1}', 'pace.waiting: there is no such setting'],
    ['pace: {pending: soon}', 'pace.pending: "soon" is not a value of type number'],
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
    ['tasks: [{happens: exit}]', 'tasks[0]: exit happens to a container: say which by `container`'],
    ['[1]', 'a scenario is a map of settings'],
    ['{', 'Flow map'],
  ])('%s is refused with its place', (content, message) => {
    const path = write('bad.yml', content)
    expect(() => readScenario(path)).toThrow(`Scenario ${path}: `)
    expect(() => readScenario(path)).toThrow(message)
  })

  it('is refused where the service refuses what it prepares', async () => {
    const scenario = { taskDefinitions: [{ family: 'a b' }] }
    await expect(startSimulator({ scenario })).rejects.toThrow(
      'taskDefinitions[0]: ClientException: Family contains invalid characters.',
    )
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

describe('the command', () => {
  it('prints what leads an SDK to it, answers, and ends on SIGTERM', async () => {
    const child = spawn(process.execPath, [join(SIMULATOR, 'main.ts'), '--region', 'eu-west-1'])
    const exit = once(child, 'exit')
    const [first] = (await once(child.stdout, 'data')) as [Buffer]
    const url = /^export AWS_ENDPOINT_URL='(.*)'$/m.exec(first.toString())?.[1] ?? ''
    expect(first.toString()).toContain("export AWS_REGION='eu-west-1'")
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'x-amz-target': 'AmazonEC2ContainerServiceV20141113.DescribeClusters' },
      body: '{}',
    })
    expect(await response.json()).toMatchObject({
      clusters: [{ clusterArn: 'arn:aws:ecs:eu-west-1:123456789012:cluster/default' }],
    })
    child.kill('SIGTERM')
    expect(await exit).toEqual([0, null])
  })

  it('says what is wrong with a scenario', async () => {
    const child = spawn(process.execPath, [
      join(SIMULATOR, 'main.ts'),
      '--scenario',
      write('c.yml', 'pase: {}'),
    ])
    const [errors, exit] = await Promise.all([text(child.stderr), once(child, 'exit')])
    expect(errors).toMatch(/^Scenario .*c\.yml: pase: there is no such setting$/m)
    expect(exit).toEqual([1, null])
  })
})
