import { describe, expect, it } from '@jest/globals'
import { planSizes } from '../../src/sizing/plan-sizes.js'
import { suggestSize, type SuggestOptions, type TaskHad } from '../../src/usage/suggest-size.js'
import type { Usage } from '../../src/usage/task-usage.js'
import fc from '../../testing/properties.ts'

const FARGATE = { windows: false, oldPlatform: false }

const used = (cpu: number, memory: number, minutes = 10): Usage => ({
  minutes,
  from: 0,
  to: minutes * 60_000,
  cpu: { peak: cpu, p95: cpu, last: cpu },
  memory: { peak: memory, p95: memory, last: memory },
})

const HAD: TaskHad = {
  cpu: 4096,
  memory: 16_384,
  containers: [
    { name: 'app', cpu: 3072, memory: 12_288 },
    { name: 'log-router', cpu: 256, memory: 512 },
  ],
}

const suggest = (changes: Partial<SuggestOptions> = {}) =>
  suggestSize({
    had: HAD,
    task: used(1228.8, 3236),
    containers: new Map([
      ['app', used(1180, 3175)],
      ['log-router', used(20, 61)],
    ]),
    headroom: 1.3,
    fargate: FARGATE,
    ...changes,
  })

describe('suggestSize', () => {
  it('gives the smaller size of Fargate that holds the peaks times the headroom, with its containers', () => {
    expect(suggest()).toEqual({
      kind: 'smaller',
      cpu: 2048,
      memory: 5120,
      containers: [
        { name: 'app', cpu: 1534, memory: 4128 },
        { name: 'log-router', cpu: 26, memory: 80 },
      ],
    })
  })

  it('gives the larger size where the peaks times the headroom do not fit', () => {
    const containers = new Map([['app', used(500, 11_000)]])
    expect(suggest({ containers, task: used(500, 14_000) })).toEqual({
      kind: 'larger',
      memory: 18_432,
      containers: [{ name: 'app', memory: 14_300 }],
    })
  })

  it('leaves a size alone that fits', () => {
    const had = { cpu: 256, memory: 512, containers: [{ name: 'app' }] }
    expect(suggest({ had, task: used(10, 20), containers: new Map([['app', used(10, 20)]]) })).toEqual({
      kind: 'fits',
      containers: [],
    })
  })

  it.each([
    ['after an out-of-memory', { endedOutOfMemory: true }],
    ['from two samples', { task: used(10, 20, 2), containers: new Map([['app', used(10, 20, 2)]]) }],
  ])('never gives less %s', (_, changes) => {
    expect(suggest(changes)).toEqual({ kind: 'fits', containers: [] })
  })

  it('gives more than the limit that killed an earlier attempt', () => {
    const killedAt = [{ container: 'app', limit: 6144 }]
    expect(suggest({ killedAt })).toMatchObject({
      memory: 8192,
      containers: [{ name: 'app', memory: 7988 }, { name: 'log-router' }],
    })
    expect(suggest({ killedAt: [{ limit: 8192 }] })).toMatchObject({ memory: 11_264 })
  })

  it('counts a container without a limit by what it used', () => {
    const had = { cpu: 1024, memory: 8192, containers: [{ name: 'app' }, { name: 'sidecar' }] }
    const containers = new Map([
      ['app', used(100, 1000)],
      ['sidecar', used(10, 800)],
    ])
    expect(suggest({ had, task: used(110, 1500), containers })).toEqual({
      kind: 'smaller',
      cpu: 512,
      memory: 3072,
      containers: [],
    })
  })

  it('keeps a dimension that was not measured', () => {
    const memoryAlone: Usage = {
      minutes: 10,
      from: 0,
      to: 600_000,
      memory: { peak: 3000, p95: 3000, last: 3000 },
    }
    const had = { cpu: 4096, memory: 16_384, containers: [{ name: 'app', memory: 12_288 }] }
    expect(suggest({ had, task: memoryAlone, containers: new Map([['app', memoryAlone]]) })).toEqual({
      kind: 'smaller',
      memory: 8192,
      containers: [{ name: 'app', memory: 3900 }],
    })
  })

  it('has nothing to say where nothing was measured, or no size of Fargate holds it', () => {
    expect(suggest({ task: undefined, containers: new Map() })).toBeUndefined()
    expect(suggest({ task: used(40_000, 10) })).toBeUndefined()
  })

  it('gives exact sizes outside Fargate, and none where the task had none', () => {
    expect(suggest({ fargate: undefined })).toMatchObject({ cpu: 1598, memory: 4208 })
    const had = { containers: [{ name: 'app', memory: 4000, memoryReservation: 3500 }] }
    expect(suggest({ had, fargate: undefined, containers: new Map([['app', used(1, 5000)]]) })).toEqual({
      kind: 'larger',
      containers: [{ name: 'app', memory: 6500 }],
    })
  })

  it('is accepted by the rules, holds the peaks, and once taken is left alone', () => {
    const amount = (most: number) => fc.integer({ min: 1, max: most })
    const container = (name: string) =>
      fc.record({
        had: fc.record({
          name: fc.constant(name),
          cpu: fc.option(amount(1024), { nil: undefined }),
          memory: fc.option(fc.integer({ min: 6, max: 4096 }), { nil: undefined }),
        }),
        usage: fc.record({
          cpu: amount(1000),
          memory: amount(4000),
          minutes: fc.integer({ min: 1, max: 9 }),
        }),
      })
    fc.assert(
      fc.property(
        container('app'),
        container('sidecar'),
        fc.constantFrom(1, 1.3, 2),
        (app, sidecar, headroom) => {
          const had: TaskHad = { cpu: 4096, memory: 16_384, containers: [app.had, sidecar.had] }
          const containers = new Map([
            ['app', used(app.usage.cpu, app.usage.memory, app.usage.minutes)],
            ['sidecar', used(sidecar.usage.cpu, sidecar.usage.memory, sidecar.usage.minutes)],
          ])
          const peak = {
            cpu: app.usage.cpu + sidecar.usage.cpu,
            memory: app.usage.memory + sidecar.usage.memory,
          }
          const task = used(peak.cpu, peak.memory)
          const suggestion = suggestSize({ had, task, containers, headroom, fargate: FARGATE })
          if (suggestion === undefined) throw new Error('A size holds these.')
          const after: TaskHad = {
            cpu: suggestion.cpu ?? had.cpu,
            memory: suggestion.memory ?? had.memory,
            containers: had.containers.map((before) => ({
              ...before,
              ...suggestion.containers.find(({ name }) => name === before.name),
            })),
          }
          expect(after.cpu).toBeGreaterThanOrEqual(peak.cpu * headroom)
          expect(after.memory).toBeGreaterThanOrEqual(peak.memory * headroom)
          const plan = planSizes(
            {
              cpu: String(after.cpu),
              memory: String(after.memory),
              containerDefinitions: after.containers.map(({ name, cpu, memory }) => ({ name, cpu, memory })),
            },
            { containers: [] },
            { launchType: 'FARGATE', capacityProviders: [] },
          )
          expect(plan.findings.filter(({ severity }) => severity === 'error')).toEqual([])
          const again = suggestSize({ had: after, task, containers, headroom, fargate: FARGATE })
          expect(again?.kind).toBe('fits')
        },
      ),
    )
  })
})
