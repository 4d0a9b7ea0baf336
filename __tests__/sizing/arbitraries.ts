import type { ContainerDefinition, TaskDefinition } from '@aws-sdk/client-ecs'
import fc from '../../testing/properties.js'
import { fargateSizes } from '../../src/sizing/fargate.js'
import type { LaunchTarget, RequestedSize, RequestedSizes } from '../../src/sizing/types.js'
import { auto, exact, factor } from './written.js'

const NAMES = ['app', 'log-router', 'proxy', 'metrics']
const EVERY_SIZE = fargateSizes({ windows: false, oldPlatform: false })

const cpuUnits = fc.oneof(
  fc.constantFrom(128, 256, 300, 512, 1024, 2048, 4096, 8192, 16_384, 24_576, 32_768),
  fc.integer({ min: 1, max: 40_000 }),
)
const mib = fc.oneof(
  fc.constantFrom(512, 1024, 2048, 4096, 8192, 9216, 16_384, 30_720, 61_440, 122_880),
  fc.integer({ min: 1, max: 150_000 }),
)
const smallMib = fc.oneof({ weight: 9, arbitrary: fc.integer({ min: 1, max: 1024 }) }, mib)
const smallCpu = fc.oneof({ weight: 9, arbitrary: fc.integer({ min: 0, max: 512 }) }, cpuUnits)

const sometimes = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined, freq: 1 })

/** Leaves out what is undefined, as a type with optional properties wants it. */
export function present<T extends object>(value: T): { [Key in keyof T]?: Exclude<T[Key], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as never
}

export const containers: fc.Arbitrary<ContainerDefinition[]> = fc
  .uniqueArray(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 4 })
  .chain((names) =>
    fc.tuple(
      ...names.map((name) =>
        fc
          .record({
            cpu: sometimes(smallCpu),
            memory: sometimes(smallMib),
            memoryReservation: sometimes(smallMib),
          })
          .map((sizes): ContainerDefinition => ({ name, ...present(sizes) })),
      ),
    ),
  )

/** Containers that ECS would register: each names memory, and no limit is below its reservation. */
export const soundContainers = containers.map((list) =>
  list.map(({ memory, memoryReservation, ...rest }): ContainerDefinition => {
    const limit = memory ?? 512
    return { ...rest, memory: limit, memoryReservation: Math.min(limit, memoryReservation ?? limit) }
  }),
)

const runtimePlatform = fc.constantFrom<TaskDefinition['runtimePlatform']>(
  undefined,
  undefined,
  { operatingSystemFamily: 'LINUX', cpuArchitecture: 'ARM64' },
  { operatingSystemFamily: 'WINDOWS_SERVER_2022_CORE', cpuArchitecture: 'X86_64' },
)

const requiresCompatibilities = fc.constantFrom<TaskDefinition['requiresCompatibilities']>(
  ['FARGATE'],
  ['FARGATE'],
  ['FARGATE', 'EC2'],
  ['EC2'],
  undefined,
)

/** Any definition: most are what ECS would register, some are not. */
export const definitions: fc.Arbitrary<TaskDefinition> = fc
  .record({
    size: fc.constantFrom(...EVERY_SIZE),
    sized: fc.integer({ min: 0, max: 9 }),
    requiresCompatibilities,
    runtimePlatform,
    containerDefinitions: containers,
  })
  .map(({ size, sized, ...rest }) => ({
    ...rest,
    ...(sized !== 0 && { cpu: String(size.cpu) }),
    ...(sized !== 1 && { memory: String(size.memory) }),
  }))

export const targets: fc.Arbitrary<LaunchTarget> = fc
  .record({
    launchType: fc.constantFrom(undefined, undefined, 'FARGATE' as const, 'EC2' as const),
    platformVersion: fc.constantFrom(undefined, undefined, 'LATEST', '1.4.0', '1.3.0'),
    capacityProviders: fc.constantFrom([], [], [], ['FARGATE'], ['FARGATE_SPOT', 'FARGATE']),
  })
  .map(({ capacityProviders, ...rest }) => ({ ...present(rest), capacityProviders }))

const factors = fc.constantFrom(0.5, 1, 1.1, 1.5, 2, 3)

function wishFor(where: string, value: fc.Arbitrary<number>): fc.Arbitrary<RequestedSize> {
  return fc.oneof(
    { weight: 3, arbitrary: value.map((size) => exact(size, where)) },
    factors.map((size) => factor(size, where)),
  )
}

/** What may be written for the containers of a definition, and for the task. */
export function wishesFor(definition: TaskDefinition): fc.Arbitrary<RequestedSizes> {
  const names = (definition.containerDefinitions ?? []).flatMap(({ name }) => name ?? [])
  const task = (
    where: 'cpu' | 'memory',
    value: fc.Arbitrary<number>,
  ): fc.Arbitrary<RequestedSize | undefined> =>
    sometimes(fc.oneof({ weight: 4, arbitrary: wishFor(where, value) }, fc.constant(auto(where))))
  return fc
    .record({
      cpu: task('cpu', cpuUnits),
      memory: task('memory', mib),
      ephemeralStorageGiB: fc.constantFrom(undefined, undefined, undefined, 20, 21, 100, 200, 201),
      containers: fc.subarray(names).chain((chosen) =>
        fc.tuple(
          ...chosen.map((name) =>
            fc
              .record({
                cpu: sometimes(wishFor(`${name}.cpu`, smallCpu)),
                memory: sometimes(wishFor(`${name}.memory`, smallMib)),
                memoryReservation: sometimes(wishFor(`${name}.memoryReservation`, smallMib)),
              })
              .map((sizes) => ({ name, where: name, ...present(sizes) })),
          ),
        ),
      ),
    })
    .map(({ containers: list, ...rest }) => ({ ...present(rest), containers: list }))
}

/** A definition, what is written over it, and where it shall run. */
export const situations: fc.Arbitrary<{
  definition: TaskDefinition
  wishes: RequestedSizes
  target: LaunchTarget
}> = fc
  .tuple(definitions, targets)
  .chain(([definition, target]) =>
    wishesFor(definition).map((written) => ({ definition, wishes: written, target })),
  )
