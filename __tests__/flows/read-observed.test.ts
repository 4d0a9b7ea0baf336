import { describe, expect, it, jest } from '@jest/globals'
import { openStream } from '../../simulator/logs.ts'
import type { ScenarioInput } from '../../simulator/scenario.ts'
import type { Simulator } from '../../simulator/simulator.ts'
import { simulate } from '../../testing/simulate.ts'
import { bodiesOf } from '../../testing/nightly-etl.ts'
import { runIn, type Inputs, type Ran } from './running.ts'

jest.setTimeout(60_000)

const DAY_MS = 86_400_000

interface RecordedRun {
  readonly daysAgo: number
  readonly memory: number
  readonly cpu?: number
  readonly limit?: number
  readonly service?: string
}

/** Events of runs of nightly-etl, four minutes each. */
function record({ account }: Simulator, runs: readonly RecordedRun[]): void {
  const { events } = openStream(
    account.logs,
    {
      region: 'us-east-1',
      group: '/aws/ecs/containerinsights/default/performance',
      stream: 'FargateTelemetry-1',
    },
    0,
  )
  for (const [index, { daysAgo, memory, cpu = 100, limit = 1024, service }] of runs.entries()) {
    for (const minute of [0, 1, 2, 3]) {
      const at = Math.floor((account.clock.now() - daysAgo * DAY_MS) / 60_000) * 60_000 + minute * 60_000
      const common = {
        TaskId: `run${index}`,
        TaskDefinitionFamily: 'nightly-etl',
        Timestamp: at,
        ...(service !== undefined && { ServiceName: service }),
      }
      for (const event of [
        {
          Type: 'Task',
          ...common,
          CpuUtilized: cpu,
          MemoryUtilized: memory + 40,
          CpuReserved: 1024,
          MemoryReserved: 2048,
        },
        {
          Type: 'Container',
          ContainerName: 'app',
          ...common,
          CpuUtilized: cpu,
          MemoryUtilized: memory,
          MemoryReserved: limit,
        },
      ])
        events.push({ timestamp: at, message: JSON.stringify(event), readableAt: 0 })
    }
  }
}

/** Keeps the group's events for two weeks. */
const KEPT: ScenarioInput = { containerInsights: { retentionDays: 14 } }

function observed(
  runs: readonly RecordedRun[],
  inputs: Inputs,
  check: (ran: Ran) => void,
  scenario: ScenarioInput = KEPT,
): Promise<void> {
  return simulate(scenario, async (simulator) => {
    if (runs.length > 0) record(simulator, runs)
    check(await runIn(simulator, { 'task-definition': 'nightly-etl', ...inputs }))
  })
}

const overrides = ({ simulator }: Ran): unknown =>
  (bodiesOf(simulator, 'RunTask')[0] as { overrides?: object }).overrides

const APP = 'app: {memory: observed}'
const THREE: readonly RecordedRun[] = [
  { daysAgo: 3, memory: 700 },
  { daysAgo: 2, memory: 912 },
  { daysAgo: 1, memory: 650 },
]

describe('withObserved', () => {
  it('takes the largest peak of the runs times the headroom, and says what it rests on', () =>
    observed(THREE, { memory: 'observed', containers: APP }, (ran) => {
      expect(overrides(ran)).toMatchObject({
        memory: '2048',
        containerOverrides: [{ name: 'app', memory: 1186 }],
      })
      const log = ran.lines.join('\n')
      const since = new Date(Date.now() - 3 * DAY_MS).toISOString().slice(0, 7)
      expect(log).toMatch(
        new RegExp(`app: memory observed 912 MiB in 3 runs since ${since}-\\d\\d, times 1.3 → 1186`),
      )
      expect(log).toMatch(/task: memory observed 952 MiB in 3 runs .* → 1238; the containers need 1698 MiB/)
      expect(log).toMatch(/the log group of Container Insights goes back to .* only/)
      expect(ran.warnings).toEqual([])
    }))

  it('takes another headroom', () =>
    observed(THREE, { headroom: '2x', containers: APP }, (ran) => {
      expect(overrides(ran)).toMatchObject({ containerOverrides: [{ name: 'app', memory: 1824 }] })
    }))

  it('does not count the tasks of services, nor runs that are older than two weeks', () =>
    observed(
      [...THREE, { daysAgo: 1, memory: 5000, service: 'web' }, { daysAgo: 20, memory: 6000 }],
      { containers: APP },
      (ran) => {
        expect(overrides(ran)).toMatchObject({ containerOverrides: [{ name: 'app', memory: 1186 }] })
      },
      { containerInsights: { retentionDays: 30 } },
    ))

  it('gives more than the limit to a family whose run ended at it', () =>
    observed([...THREE, { daysAgo: 1, memory: 1010 }], { memory: 'observed', containers: APP }, (ran) => {
      expect(overrides(ran)).toMatchObject({ containerOverrides: [{ name: 'app', memory: 1332 }] })
      expect(ran.lines.join('\n')).toContain('one ended at its limit of 1,024 and counts as more')
    }))

  it('warns of fewer than three runs', () =>
    observed(THREE.slice(0, 2), { containers: APP }, (ran) => {
      expect(ran.outputs['outcome']).toBe('succeeded')
      expect(ran.warnings.join('\n')).toContain('observed rests on 2 runs; fewer than 3 say little')
    }))

  it('takes the value of the definition where nothing was measured, with a warning', () =>
    observed(THREE, { containers: '{app: {memory: observed}, log-router: {memory: observed}}' }, (ran) => {
      expect(overrides(ran)).toMatchObject({ containerOverrides: [{ name: 'app', memory: 1186 }] })
      expect(ran.warnings.join('\n')).toContain(
        "no run of the last 14 days was measured for the memory of log-router: the task definition's value is used",
      )
    }))

  it.each<[string, ScenarioInput, string]>([
    ['without a log group', {}, 'aws ecs update-cluster-settings --cluster default'],
    [
      'without the permission',
      { faults: [{ operation: 'StartQuery', fault: 'access-denied' }] },
      'lack the permission logs:StartQuery',
    ],
  ])('takes the values of the definition %s, with a warning', (_, scenario, words) =>
    observed(
      [],
      { memory: 'observed', containers: APP },
      (ran) => {
        expect(ran.outputs['outcome']).toBe('succeeded')
        expect(overrides(ran)).toBeUndefined()
        expect(ran.warnings.join('\n')).toContain("the task definition's values are used")
        expect(ran.warnings.join('\n')).toContain(words)
      },
      scenario,
    ),
  )

  it('refuses max-memory below the need', () =>
    observed(THREE, { memory: 'observed', containers: APP, 'max-memory': '1 GB' }, (ran) => {
      expect(ran.outputs['outcome']).toBe('failed')
      expect(bodiesOf(ran.simulator, 'RunTask')).toEqual([])
      expect(ran.errors.join('\n')).toContain(
        'max-memory is 1024 MiB; by what earlier runs needed, the task gets 2048 MiB',
      )
    }))

  it('asks nothing where no size is observed', () =>
    observed(THREE, {}, ({ simulator }) => {
      expect(bodiesOf(simulator, 'StartQuery')).toEqual([])
    }))
})
