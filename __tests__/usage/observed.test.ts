import { describe, expect, it } from '@jest/globals'
import { familyQuery, parseRunRow, type RunRow } from '../../src/usage/insights-query.js'
import { observeNeeds } from '../../src/usage/observed.js'
import fc from '../../testing/properties.ts'

const DAY = 86_400_000

const run = (number: number, changes: Partial<RunRow> = {}): RunRow => ({
  taskId: `t${number}`,
  container: 'app',
  minutes: 5,
  from: number * DAY,
  to: number * DAY + 300_000,
  memoryPeak: 1000,
  memoryLast: 900,
  memoryReserved: 2048,
  ...changes,
})

const runOfTask = (number: number, changes: Partial<RunRow>): RunRow =>
  omit(run(number, changes), 'container')

function omit<Value extends object, Key extends keyof Value>(value: Value, key: Key): Omit<Value, Key> {
  return Object.fromEntries(Object.entries(value).filter(([name]) => name !== key)) as Omit<Value, Key>
}

describe('observeNeeds', () => {
  it('takes the largest peak times the headroom, rounded up', () => {
    const rows = [run(1), run(2, { memoryPeak: 1412 }), run(3, { memoryPeak: 1100 })]
    expect(observeNeeds(rows, { headroom: 1.3 }).containers.get('app')?.memory).toEqual({
      peak: 1412,
      need: 1836,
      runs: 3,
      since: DAY,
    })
  })

  it('counts a run that ended at 95 % of its limit as more than the limit', () => {
    const rows = [run(1, { memoryPeak: 1990, memoryLast: 1950, memoryReserved: 2048 }), run(2)]
    expect(observeNeeds(rows, { headroom: 1.3 }).containers.get('app')?.memory).toMatchObject({
      peak: 1990,
      limitReached: 2048,
      need: 2663,
    })
    expect(observeNeeds(rows, { headroom: 1 }).containers.get('app')?.memory?.need).toBe(2049)
  })

  it('counts a run that was seen killed as more than its limit, whatever its last sample is', () => {
    const { containers } = observeNeeds([run(1)], { headroom: 1.3, killed: new Set(['t1']) })
    expect(containers.get('app')?.memory).toMatchObject({ limitReached: 2048, need: 2663 })
  })

  it('lets a later run with more memory say what is needed', () => {
    const rows = [
      run(1, { memoryPeak: 1020, memoryLast: 1020, memoryReserved: 1024 }),
      run(2, { memoryPeak: 1500, memoryReserved: 4096 }),
    ]
    expect(observeNeeds(rows, { headroom: 1.3 }).containers.get('app')?.memory).toEqual({
      peak: 1500,
      need: 1950,
      runs: 2,
      since: DAY,
    })
  })

  it('takes the task and each container by itself', () => {
    const rows = [run(1), run(1, { container: 'sidecar', memoryPeak: 60 })]
    const task = runOfTask(1, { memoryPeak: 1060, cpuPeak: 300, cpuReserved: 1024 })
    const needs = observeNeeds([...rows, task], { headroom: 1.5 })
    expect(needs.memory?.need).toBe(1590)
    expect(needs.cpu?.need).toBe(450)
    expect(needs.containers.get('sidecar')?.memory?.need).toBe(90)
    expect(needs.containers.get('sidecar')?.cpu).toBeUndefined()
  })

  it('counts a run that used all its CPU with the CPU of the definition, so that the size settles', () => {
    const task = runOfTask(1, { cpuPeak: 4090, cpuReserved: 4096 })
    expect(observeNeeds([task], { headroom: 1.3, definedCpu: 1024 }).cpu?.need).toBe(1332)
    expect(observeNeeds([{ ...task, cpuPeak: 2000 }], { headroom: 1.3, definedCpu: 1024 }).cpu?.need).toBe(
      2600,
    )
  })

  it('has nothing to say of no runs', () => {
    expect(observeNeeds([], { headroom: 1.3 })).toEqual({ headroom: 1.3, containers: new Map() })
  })

  it('never has a need below the peak, nor one at or below a limit that was reached', () => {
    const row = fc.record({
      taskId: fc.constantFrom('a', 'b', 'c'),
      minutes: fc.nat(),
      from: fc.nat(),
      to: fc.nat(),
      cpuPeak: fc.double({ min: 0, max: 1e6, noNaN: true }),
      memoryPeak: fc.double({ min: 0, max: 1e6, noNaN: true }),
      memoryLast: fc.double({ min: 0, max: 1e6, noNaN: true }),
      memoryReserved: fc.integer({ min: 1, max: 1_000_000 }),
    })
    fc.assert(
      fc.property(fc.array(row), fc.double({ min: 1, max: 4, noNaN: true }), (rows, headroom) => {
        const { memory, cpu } = observeNeeds(rows, { headroom })
        if (memory === undefined) return
        expect(memory.need).toBeGreaterThanOrEqual(memory.peak)
        expect(Number.isInteger(memory.need)).toBe(true)
        if (memory.limitReached !== undefined) expect(memory.need).toBeGreaterThan(memory.limitReached)
        expect(cpu?.need).toBeGreaterThanOrEqual(cpu?.peak ?? 0)
      }),
    )
  })
})

describe('parseRunRow', () => {
  const row = (fields: Record<string, string>) =>
    parseRunRow(Object.entries(fields).map(([field, value]) => ({ field, value })))

  it('reads numbers from the text of a result', () => {
    expect(
      row({
        Type: 'Container',
        TaskId: 't1',
        ContainerName: 'app',
        minutes: '3',
        first: '60000',
        latest: '180000',
        cpuPeak: '12.5',
        memoryPeak: '300.0',
        memoryLast: '290',
        memoryReserved: '512.0',
        '@ptr': 'x',
      }),
    ).toEqual({
      taskId: 't1',
      container: 'app',
      minutes: 3,
      from: 60_000,
      to: 180_000,
      cpuPeak: 12.5,
      memoryPeak: 300,
      memoryLast: 290,
      memoryReserved: 512,
    })
  })

  it('takes 0 as reserved for no limit', () => {
    expect(
      row({ Type: 'Task', TaskId: 't', first: '0', latest: '0', memoryPeak: '1', memoryReserved: '0' }),
    ).toEqual({ taskId: 't', minutes: 1, from: 0, to: 0, memoryPeak: 1 })
  })

  it.each(['-5', 'NaN', 'Infinity', 'many', '', '1e30'])('ignores %j as an amount', (value) => {
    const fields = { Type: 'Task', TaskId: 't', first: '0', latest: '0', cpuPeak: '1' }
    expect(row({ ...fields, memoryPeak: value })).toEqual({
      taskId: 't',
      minutes: 1,
      from: 0,
      to: 0,
      cpuPeak: 1,
    })
  })

  it('never throws, whatever a result holds', () => {
    const field = fc.record({
      field: fc.option(fc.constantFrom('Type', 'TaskId', 'first', 'latest', 'memoryPeak'), {
        nil: undefined,
      }),
      value: fc.option(fc.string(), { nil: undefined }),
    })
    fc.assert(
      fc.property(fc.array(field), (fields) => {
        parseRunRow(fields)
      }),
    )
  })
})

describe('familyQuery', () => {
  it('asks for the family and its temporary copies, without the tasks of services', () => {
    expect(familyQuery('etl')).toContain(
      'filter Type in ["Task", "Container"] and TaskDefinitionFamily in ["etl", "etl-temporary"] and not ispresent(ServiceName)',
    )
  })
})
