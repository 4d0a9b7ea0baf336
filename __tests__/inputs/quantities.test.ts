import { describe, expect, it } from '@jest/globals'
import fc from '../../testing/properties.js'
import { mistakesOf, readRun, settingsOf } from './reading-inputs.js'

const CPU_FORMS =
  "CPU units (1024), vCPUs (1 vCPU, .5 vCPU), a factor of the task definition's (2x, 0.5x), auto or observed"
const MEMORY_FORMS =
  "MiB (3072, 512 MB), GB of 1024 MiB (3 GB), a factor of the task definition's (2x, 0.5x), auto or observed"

const exact = (value: number) => ({ kind: 'exact', value })
const factor = (by: number) => ({ kind: 'factor', factor: by })

describe('the size of a task', () => {
  it.each([
    ['cpu', '1024', exact(1024)],
    ['cpu', ' 256 ', exact(256)],
    ['cpu', '1 vCPU', exact(1024)],
    ['cpu', '1 VCPU', exact(1024)],
    ['cpu', '.5 vcpu', exact(512)],
    ['cpu', '0.5vCPU', exact(512)],
    ['cpu', '0.25 vCPU', exact(256)],
    ['cpu', '16 vCPU', exact(16384)],
    ['cpu', '2x', factor(2)],
    ['cpu', '0.5X', factor(0.5)],
    ['cpu', '.5 x', factor(0.5)],
    ['cpu', 'auto', { kind: 'auto' }],
    ['memory', '3072', exact(3072)],
    ['memory', '512 MB', exact(512)],
    ['memory', '512mb', exact(512)],
    ['memory', '3 GB', exact(3072)],
    ['memory', '1.5 GB', exact(1536)],
    ['memory', '0.5gb', exact(512)],
    ['memory', '1.5x', factor(1.5)],
    ['memory', 'AUTO', { kind: 'auto' }],
  ])('%s: %s', (name, text, wish) => {
    expect(settingsOf({ [name]: text })).toMatchObject({ [name]: { ...wish, where: name } })
  })

  it.each([
    ['cpu', '4 cores', `cpu is "4 cores"; it takes ${CPU_FORMS} | Write 4 vCPU.`],
    ['cpu', '1 GB', `cpu is "1 GB"; it takes ${CPU_FORMS}`],
    ['cpu', '-1', `cpu is "-1"; it takes ${CPU_FORMS}`],
    ['cpu', '1e3', `cpu is "1e3"; it takes ${CPU_FORMS}`],
    ['cpu', '0x400', `cpu is "0x400"; it takes ${CPU_FORMS}`],
    ['cpu', '1,024', `cpu is "1,024"; it takes ${CPU_FORMS}`],
    ['cpu', '0', `cpu is "0"; it takes ${CPU_FORMS} | It must be more than 0.`],
    ['cpu', '0x', `cpu is "0x"; it takes ${CPU_FORMS} | It must be more than 0.`],
    ['cpu', 'automatic', `cpu is "automatic"; it takes ${CPU_FORMS}`],
    ['cpu', '1.5', 'cpu is "1.5"; ECS takes whole CPU units | Did you mean 1.5 vCPU (1536 CPU units)?'],
    ['cpu', '.3', 'cpu is ".3"; ECS takes whole CPU units | The nearest is 1.'],
    [
      'cpu',
      '0.3 vCPU',
      'cpu is "0.3 vCPU", which is 307.2 CPU units; ECS takes whole CPU units | The nearest is 307.',
    ],
    ['memory', '3 GiB', `memory is "3 GiB"; it takes ${MEMORY_FORMS} | Write 3 GB.`],
    ['memory', '2Gi', `memory is "2Gi"; it takes ${MEMORY_FORMS} | Write 2 GB.`],
    ['memory', '512 MiB', `memory is "512 MiB"; it takes ${MEMORY_FORMS} | Write 512 MB.`],
    ['memory', '1 vCPU', `memory is "1 vCPU"; it takes ${MEMORY_FORMS}`],
    ['memory', '3GB\n::stop', `memory is "3GB\\n::stop"; it takes ${MEMORY_FORMS}`],
    ['memory', '9'.repeat(400), `memory is "${'9'.repeat(80)}…"; it takes ${MEMORY_FORMS}`],
    ['memory', '0.7 GB', 'memory is "0.7 GB", which is 716.8 MiB; ECS takes whole MiB | The nearest is 717.'],
  ])('%s: %s is refused', (name, text, message) => {
    expect(mistakesOf({ [name]: text })).toEqual([`${name}  ${message}`])
    expect(readRun({ [name]: text }).settings).toMatchObject({ [name]: { kind: 'unreadable', where: name } })
  })

  it('reads back every amount that it could print', () => {
    const amounts = fc.record({
      units: fc.integer({ min: 128, max: 10_000_000 }),
      blank: fc.constantFrom('', ' ', '   '),
    })
    fc.assert(
      fc.property(amounts, ({ units, blank }) => {
        const spellings = [String(units), `${units / 1024}${blank}vCPU`, `${units / 1024}${blank}vcpu`]
        for (const cpu of spellings)
          expect(settingsOf({ cpu }).cpu).toEqual({ ...exact(units), where: 'cpu' })
        for (const memory of [String(units), `${units}${blank}MB`, `${units / 1024}${blank}GB`]) {
          expect(settingsOf({ memory }).memory).toEqual({ ...exact(units), where: 'memory' })
        }
      }),
    )
  })
})

describe('the size of a container', () => {
  const container = (overrides: string) => ({ containers: `app: {${overrides}}` })

  it.each([
    ['cpu: 0.5 vCPU', { cpu: exact(512) }],
    ['cpu: "2x"', { cpu: factor(2) }],
    ['cpu: 0', { cpu: exact(0) }],
    ['memory: 3 GB, memoryReservation: 2 GB', { memory: exact(3072), memoryReservation: exact(2048) }],
    ['memory: 1.5x', { memory: factor(1.5) }],
    ['cpu: null, memory: ~, memoryReservation:', {}],
  ])('%s', (overrides, wishes) => {
    const [app] = settingsOf(container(overrides)).containers
    expect(app).toMatchObject(wishes)
    expect(Object.keys(app ?? {})).toEqual(['name', 'where', ...Object.keys(wishes)])
  })

  it.each([
    [
      'cpu: auto',
      `containers:1:12  cpu of container app is "auto"; it takes CPU units (1024), vCPUs (1 vCPU, .5 vCPU), a factor of the task definition's (2x, 0.5x) or observed | auto is for a whole task: write it in the inputs cpu and memory.`,
    ],
    [
      'memory: 0',
      `containers:1:15  memory of container app is "0"; it takes MiB (3072, 512 MB), GB of 1024 MiB (3 GB), a factor of the task definition's (2x, 0.5x) or observed | It must be more than 0.`,
    ],
    ['memory: [1]', 'containers:1:15  memory of container app must be a single value; this is a list'],
  ])('%s is refused', (overrides, mistake) => {
    expect(mistakesOf(container(overrides))).toEqual([mistake])
  })
})
