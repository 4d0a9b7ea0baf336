import type { TaskDefinition } from '@aws-sdk/client-ecs'
import { describe, expect, it } from '@jest/globals'
import { parse } from 'yaml'
import fc from '../../testing/properties.js'
import { hourlyPrice } from '../../src/sizing/fargate-prices.js'
import { isError, type Finding } from '../../src/findings.js'
import { growMemory } from '../../src/sizing/growth.js'
import { planSizes } from '../../src/sizing/plan-sizes.js'
import type { SizePlan, RequestedSize, RequestedSizes } from '../../src/sizing/types.js'
import { definitions, present, situations, soundContainers } from './arbitraries.js'
import { NOWHERE, auto, exact, unreadable, withOverrides } from './written.js'

const RUNS = { numRuns: 500 }

const errorRules = ({ findings }: SizePlan): string[] =>
  findings.filter(({ severity }) => severity === 'error').map(({ rule }) => rule)

/** Every Fargate size of Linux and Windows, counted out here again. */
const SIZES = [
  ...[512, 1024, 2048].map((memory) => ({ cpu: 256, memory })),
  ...upTo(512, 1024, 4096, 1024),
  ...upTo(1024, 2048, 8192, 1024),
  ...upTo(2048, 4096, 16_384, 1024),
  ...upTo(4096, 8192, 30_720, 1024),
  ...upTo(8192, 16_384, 61_440, 4096),
  ...upTo(16_384, 32_768, 122_880, 8192),
  ...[61_440, 122_880, 249_856].map((memory) => ({ cpu: 32_768, memory })),
]

function upTo(cpu: number, from: number, to: number, step: number): { cpu: number; memory: number }[] {
  return Array.from({ length: (to - from) / step + 1 }, (_, index) => ({ cpu, memory: from + index * step }))
}

describe('auto', () => {
  const dimensions = fc.constantFrom<readonly ('cpu' | 'memory')[]>(['cpu'], ['memory'], ['cpu', 'memory'])

  it('takes the cheapest size that no rule refuses, and is refused only where there is none', () => {
    fc.assert(
      fc.property(
        soundContainers,
        dimensions,
        fc.constantFrom(...SIZES),
        fc.boolean(),
        (containerDefinitions, automatic, size, windows) => {
          const definition: TaskDefinition = {
            requiresCompatibilities: ['FARGATE'],
            cpu: String(size.cpu),
            memory: String(size.memory),
            containerDefinitions,
            ...(windows && { runtimePlatform: { operatingSystemFamily: 'WINDOWS_SERVER_2019_FULL' } }),
          }
          const need = {
            cpu: containerDefinitions.reduce((total, { cpu = 0 }) => total + cpu, 0),
            memory: containerDefinitions.reduce((total, { memory = 0 }) => total + memory, 0),
          }
          const fitting = SIZES.filter(
            ({ cpu, memory }) =>
              (!windows || (cpu >= 1024 && cpu <= 4096)) &&
              (automatic.includes('cpu') ? cpu >= need.cpu : cpu === size.cpu) &&
              (automatic.includes('memory') ? memory >= need.memory : memory === size.memory),
          )
          const written: RequestedSizes = {
            containers: [],
            ...Object.fromEntries(automatic.map((dimension) => [dimension, auto(dimension)])),
          }
          const plan = planSizes(definition, written, NOWHERE)
          const chosen = { cpu: plan.cpu.effective ?? 0, memory: plan.memory.effective ?? 0 }
          const beyondTheTable = windows && size.cpu === 32_768 && !automatic.includes('cpu')
          if (beyondTheTable) {
            expect(plan.memory.effective).toBe(need.memory)
            return
          }
          if (fitting.length === 0) {
            expect(errorRules(plan)).not.toEqual([])
            return
          }
          expect(SIZES).toContainEqual(chosen)
          const cheapest = Math.min(...fitting.map((size) => hourlyPrice(size)))
          expect(hourlyPrice(chosen)).toBe(cheapest)
          if (automatic.length === 2) expect(errorRules(plan)).toEqual([])
        },
      ),
      RUNS,
    )
  })

  it('outside Fargate takes sums that no rule refuses', () => {
    fc.assert(
      fc.property(soundContainers, (containerDefinitions) => {
        const definition: TaskDefinition = { requiresCompatibilities: ['EC2'], containerDefinitions }
        const plan = planSizes(
          definition,
          { cpu: auto('cpu'), memory: auto('memory'), containers: [] },
          NOWHERE,
        )
        expect(errorRules(plan)).toEqual([])
        expect(plan.memory.effective).toBe(
          containerDefinitions.reduce((sum, { memory = 0 }) => sum + memory, 0),
        )
      }),
      RUNS,
    )
  })
})

describe('merging', () => {
  it('is idempotent: a definition with the sizes of a plan gives that plan', () => {
    fc.assert(
      fc.property(situations, ({ definition, wishes, target }) => {
        const first = planSizes(definition, wishes, target)
        const merged: TaskDefinition = {
          ...definition,
          cpu: first.cpu.effective?.toString(),
          memory: first.memory.effective?.toString(),
          containerDefinitions: first.containers.map((container) => ({
            name: container.name,
            ...present({
              cpu: container.cpu.effective,
              memory: container.memory.effective,
              memoryReservation: container.memoryReservation.effective,
            }),
          })),
        }
        const second = planSizes(merged, { containers: [] }, target)
        expect(effectiveSizes(second)).toEqual(effectiveSizes(first))
      }),
      RUNS,
    )
  })

  it('does not care for the order of containers', () => {
    const shuffled = situations.chain(({ definition, wishes, target }) => {
      const list = definition.containerDefinitions ?? []
      return fc
        .tuple(
          fc.shuffledSubarray(list, { minLength: list.length }),
          fc.shuffledSubarray([...wishes.containers], { minLength: wishes.containers.length }),
        )
        .map(([containerDefinitions, containers]) => ({
          one: withOverrides(planSizes(definition, wishes, target)),
          other: withOverrides(
            planSizes({ ...definition, containerDefinitions }, { ...wishes, containers }, target),
          ),
        }))
    })
    fc.assert(
      fc.property(shuffled, ({ one, other }) => {
        expect(other.findings.map(identity).sort()).toEqual(one.findings.map(identity).sort())
        expect(other.taskOverride).toEqual(one.taskOverride)
        expect(new Map(other.containerOverrides)).toEqual(new Map(one.containerOverrides))
      }),
      RUNS,
    )
  })
})

function effectiveSizes({ cpu, memory, containers }: SizePlan): unknown {
  return {
    cpu: cpu.effective,
    memory: memory.effective,
    containers: containers.map((container) => [
      container.name,
      container.cpu.effective || undefined,
      container.memory.effective,
      container.memoryReservation.effective,
    ]),
  }
}

const identity = ({ severity, rule }: Finding): string => `${severity} ${rule}`

describe('a size that could not be read', () => {
  const ABOUT = {
    cpu: /cpu-sum|task-cpu|fargate-size-new|fargate-windows-size|platform-version-size|CPU units/,
    memory: /memory-above-task|reservation-sum|memory-sum|auto-memory/,
  }

  it.each(['cpu', 'memory'] as const)('of the task: no %s error follows', (dimension) => {
    fc.assert(
      fc.property(situations, ({ definition, wishes, target }) => {
        const { findings } = planSizes(definition, { ...wishes, [dimension]: unreadable(dimension) }, target)
        const about = findings.filter(({ rule, where }) => ABOUT[dimension].test(rule) || where === dimension)
        expect(about.filter(({ severity }) => severity === 'error')).toEqual([])
      }),
      RUNS,
    )
  })

  it('of a container: no error follows that would not be there without it', () => {
    const withOne = situations.chain(({ definition, wishes, target }) =>
      fc
        .record({
          name: fc.constantFrom(...(definition.containerDefinitions ?? []).flatMap(({ name }) => name ?? [])),
          dimension: fc.constantFrom('cpu', 'memory', 'memoryReservation'),
        })
        .map(({ name, dimension }) => {
          const written = (size: RequestedSize): RequestedSizes => ({
            ...wishes,
            containers: [
              ...wishes.containers.filter((container) => container.name !== name),
              {
                ...(wishes.containers.find((container) => container.name === name) ?? { name, where: name }),
                [dimension]: size,
              },
            ],
          })
          return { definition, target, written, dimension }
        }),
    )
    fc.assert(
      fc.property(
        withOne,
        fc.integer({ min: 1, max: 200_000 }),
        ({ definition, target, written, dimension }, size) => {
          const unknown = planSizes(definition, written(unreadable('?')), target)
          const known = planSizes(definition, written(exact(size, '?')), target)
          expect(unknown.findings.filter(({ where }) => where === '?')).toEqual([])
          const lasting = ['container-cpu-sum', 'container-reservation-sum', 'container-memory-above-task']
          for (const rule of errorRules(unknown).filter((found) => lasting.includes(found))) {
            if (dimension !== 'memory' || rule !== 'container-memory-above-task')
              expect(errorRules(known)).toContain(rule)
          }
        },
      ),
      RUNS,
    )
  })
})

describe('advice for the size of the task', () => {
  /** Every `cpu: 1024`, `memory: 2048` and pair of both in an advice. */
  function waysIn(advice: string): RequestedSizes[] {
    return advice.split(', or ').flatMap((way) => {
      const sizes = [...way.matchAll(/\b(cpu|memory): (\d+|auto)/g)].map(([, dimension = '', size = '']) => [
        dimension,
        size === 'auto' ? auto(dimension) : exact(Number(size), dimension),
      ])
      return sizes.length === 0
        ? []
        : [{ ...(Object.fromEntries(sizes) as Partial<RequestedSizes>), containers: [] }]
    })
  }

  const TASK_SIZE_RULES = [
    'fargate-size',
    'fargate-size-missing',
    'fargate-windows-size',
    'task-cpu-range',
    'container-cpu-sum',
    'container-memory-above-task',
    'container-reservation-sum',
  ]

  const isKnown = ({ cpu, memory }: SizePlan): boolean =>
    cpu.effective !== undefined && memory.effective !== undefined

  it('makes the error go away, and brings no other', () => {
    fc.assert(
      fc.property(situations, ({ definition, wishes, target }) => {
        const before = planSizes(definition, wishes, target)
        const rules = errorRules(before)
        for (const { rule, severity, advice = '' } of before.findings) {
          if (severity !== 'error' || !TASK_SIZE_RULES.includes(rule)) continue
          for (const way of waysIn(advice)) {
            const after = planSizes(definition, { ...wishes, ...way, containers: wishes.containers }, target)
            expect(errorRules(after)).not.toContain(rule)
            // What rests on a size that could not be told is found only after that.
            if (isKnown(before)) expect(rules).toEqual(expect.arrayContaining(errorRules(after)))
          }
        }
      }),
      { numRuns: 1000 },
    )
  })
})

describe('memory that grows', () => {
  it('never passes max-memory, always gives more, and brings no error', () => {
    const grown = definitions.filter(
      ({ requiresCompatibilities = [] }) => requiresCompatibilities.length === 1,
    )
    fc.assert(
      fc.property(
        grown,
        fc.constantFrom(1.1, 1.5, 2, 4),
        fc.option(fc.integer({ min: 512, max: 130_000 }), { nil: undefined }),
        (definition, factor, maxMemoryMiB) => {
          const before: RequestedSizes = { containers: [] }
          const plan = planSizes(definition, before, NOWHERE)
          fc.pre(errorRules(plan).length === 0)
          const container = plan.containers[0]?.name ?? ''
          const next = growMemory(plan, before, {
            container,
            growth: { kind: 'factor', factor },
            ...present({ maxMemoryMiB }),
          })
          if ('reason' in next) return
          const after = planSizes(definition, next.wishes, NOWHERE)
          const { steps } = next
          expect(errorRules(after)).toEqual([])
          for (const step of [steps.container, steps.memory]) {
            if (step === undefined) continue
            expect(step.to).toBeGreaterThan(step.from)
            expect(step.to).toBeLessThanOrEqual(maxMemoryMiB ?? Infinity)
          }
          expect(after.memory.effective).toBe(steps.memory?.to ?? plan.memory.effective)
          expect(after.cpu.effective).toBe(steps.cpu?.to ?? plan.cpu.effective)
          expect(after.containers[0]?.memory.effective).toBe(
            steps.container?.to ?? plan.containers[0]?.memory.effective,
          )
        },
      ),
      RUNS,
    )
  })
})

describe('the advice of a refused plan', () => {
  it('gives a plan that is accepted, or is refused for something else that was said too', () => {
    let applied = 0
    fc.assert(
      fc.property(situations, ({ definition, wishes, target }) => {
        const errors = planSizes(definition, wishes, target).findings.filter(isError)
        for (const { rule, paste } of errors) {
          if (paste === undefined) continue
          applied += 1
          const again = planSizes(definition, applyPaste(wishes, paste), target).findings.filter(isError)
          const rules = errors.map((error) => error.rule)
          for (const error of again) expect(rules).toContain(error.rule)
          const count = (list: typeof errors) => list.filter((error) => error.rule === rule).length
          expect(count(again)).toBeLessThan(count(errors))
        }
      }),
      RUNS,
    )
    expect(applied).toBeGreaterThan(50)
  })
})

/** The inputs after the YAML of an advice was put into them. */
function applyPaste(wishes: RequestedSizes, paste: string): RequestedSizes {
  const { cpu, memory, containers } = parse(paste) as { cpu?: number; memory?: number; containers?: string }
  const changes = Object.entries((parse(containers ?? '{}') ?? {}) as Record<string, Record<string, number>>)
  const names = [...new Set([...wishes.containers.map(({ name }) => name), ...changes.map(([name]) => name)])]
  return {
    ...wishes,
    ...(cpu !== undefined && { cpu: exact(cpu, 'cpu') }),
    ...(memory !== undefined && { memory: exact(memory, 'memory') }),
    containers: names.map((name) => ({
      ...(wishes.containers.find((container) => container.name === name) ?? { name, where: name }),
      ...Object.fromEntries(
        Object.entries(changes.find(([key]) => key === name)?.[1] ?? {}).map(([key, value]) => [
          key,
          exact(value, `${name}.${key}`),
        ]),
      ),
    })),
  }
}
