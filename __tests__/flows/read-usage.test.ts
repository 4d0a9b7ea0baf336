import { describe, expect, it, jest } from '@jest/globals'
import type { ScenarioInput } from '../../simulator/scenario.ts'
import { appRuns } from '../../testing/simulate.ts'
import { bodiesOf } from '../../testing/nightly-etl.ts'
import { running } from './running.ts'

jest.setTimeout(60_000)

const MEASURED: ScenarioInput = { containerInsights: { mode: 'enabled', latenessMs: 0 } }

/** Takes so many MiB for so many real seconds; a minute takes 1.2 s. */
const take = (mebibytes: number, seconds: number): string =>
  appRuns(
    `exec node -e 'const b = Buffer.alloc(${mebibytes} * 1048576, 1); setTimeout(() => b, ${seconds * 1000})'`,
  )

const BIG = { 'task-definition': 'nightly-etl', memory: '8 GB', usage: 'true' }

const usageLines = (lines: readonly string[]): string =>
  lines.slice(lines.findIndex((line) => line.includes('p95'))).join('\n')

describe('readStepUsage', () => {
  it('shows what a task of known use had and used, and the smaller size with YAML', () =>
    running(MEASURED, { ...BIG, containers: take(300, 6) }, ({ lines, step, outputs, warnings }) => {
      expect(outputs['outcome']).toBe('succeeded')
      expect(warnings.filter((text) => /What the tasks used/.test(text))).toEqual([])
      const log = usageLines(lines)
      expect(log).toMatch(/task memory +8 GB +3\d\d MiB +3\d\d MiB +█+░+ [45] %/)
      expect(log).toMatch(/app memory +1 GB +3\d\d MiB/)
      expect(log).toMatch(/Seen in \d+ minutes of this one run, to \d\d:\d\d UTC/)
      expect(log).toMatch(
        /would have held the peaks of this one run times 1.3, and save about \$0.0\d+ an hour:/,
      )
      expect(log).toMatch(/^ {4}memory: \d/m)
      const summary = step.handedOver.join('\n')
      expect(summary).toContain('**What the task used**')
      expect(summary).toMatch(/```yaml\n(cpu: .*\n)?memory: \d/)
    }))

  it('sets the outputs before it waits for the last sample', () =>
    running(
      { containerInsights: { mode: 'enabled', latenessMs: 60_000 } },
      { ...BIG, logs: 'false', containers: take(50, 3) },
      ({ lines, step, simulator }) => {
        expect(lines.findIndex((line) => line.startsWith('succeeded'))).toBeLessThan(
          lines.findIndex((line) => line.startsWith('Reading what 1 task used')),
        )
        expect(step.outputs['exit-code']).toBe('0')
        expect(bodiesOf(simulator, 'FilterLogEvents').length).toBeGreaterThan(1)
        expect(usageLines(lines)).toContain('Seen in')
      },
    ))

  it('works with the other spelling', () =>
    running(
      { containerInsights: { mode: 'enhanced', latenessMs: 0 } },
      { ...BIG, containers: take(300, 6) },
      ({ lines }) => {
        expect(usageLines(lines)).toMatch(/task memory +8 GB +3\d\d MiB/)
      },
    ))

  it('says how to turn Container Insights on, and leaves the outcome alone', () =>
    running({}, { ...BIG, containers: take(10, 2) }, ({ outputs, warnings }) => {
      expect(outputs['outcome']).toBe('succeeded')
      expect(warnings.join('\n')).toContain(
        'aws ecs update-cluster-settings --cluster default --settings name=containerInsights,value=enabled',
      )
    }))

  it('names the permission that is missing', () =>
    running(
      { ...MEASURED, faults: [{ operation: 'FilterLogEvents', fault: 'access-denied' }] },
      { ...BIG, containers: take(10, 2) },
      ({ outputs, warnings }) => {
        expect(outputs['outcome']).toBe('succeeded')
        expect(warnings.join('\n')).toContain('lack the permission logs:FilterLogEvents')
        expect(warnings.join('\n')).toContain('log-group:/aws/ecs/containerinsights/default/performance:*')
      },
    ))

  it('says that a task within which no minute began has no sample', () =>
    running(MEASURED, { ...BIG, containers: appRuns('true') }, ({ warnings, lines }) => {
      const told = warnings.join('\n')
      if (!lines.some((line) => line.includes('p95')))
        expect(told).toMatch(/no minute began while the task ran|has no log group of Container Insights/)
    }))

  it('says what a run needed whose earlier attempt was killed for its memory', () =>
    running(
      {
        ...MEASURED,
        tasks: [{ happens: 'out-of-memory', container: 'app', belowMib: 2048, afterMs: 100_000 }],
      },
      { ...BIG, 'retry-on': 'out-of-memory', containers: take(300, 6) },
      ({ lines, outputs }) => {
        expect(outputs['outcome']).toBe('succeeded')
        // The first attempt had 1024 MiB: never less than that times 1.3.
        expect(usageLines(lines)).toMatch(/app: \{(cpu: \d+, )?memory: 1332\}/)
      },
    ))

  it('reads nothing where the step does not ask', () =>
    running(MEASURED, { containers: appRuns('sleep 2') }, ({ simulator }) => {
      expect(bodiesOf(simulator, 'FilterLogEvents')).toEqual([])
    }))
})
