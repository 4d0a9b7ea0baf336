import type { TaskDefinition } from '@aws-sdk/client-ecs'
import { describe, expect, it } from '@jest/globals'
import { ETL, FARGATE, NOWHERE, ON_EC2, plan } from './written.js'

describe('a plan', () => {
  it('merges what is written into every container of the definition', () => {
    const { cpu, memory, containers } = plan(ETL, {
      cpu: 2048,
      memory: 8192,
      containers: { app: { memory: 6144, memoryReservation: 1024 } },
    })
    expect({ cpu, memory, containers }).toEqual({
      cpu: { defined: 1024, effective: 2048, where: 'cpu' },
      memory: { defined: 4096, effective: 8192, where: 'memory' },
      containers: [
        {
          name: 'app',
          essential: true,
          cpu: { defined: 512, effective: 512 },
          memory: { defined: 2048, effective: 6144, where: 'containers.app.memory' },
          memoryReservation: { effective: 1024, where: 'containers.app.memoryReservation' },
        },
        {
          name: 'log-router',
          essential: false,
          cpu: { defined: 256, effective: 256 },
          memory: { defined: 512, effective: 512 },
          memoryReservation: {},
        },
      ],
    })
  })

  it('sends only what is written', () => {
    const { taskOverride, containerOverrides } = plan(ETL, {
      memory: 4096,
      containers: { app: { memory: 2048 }, 'log-router': {} },
    })
    expect(taskOverride).toEqual({ memory: 4096 })
    expect([...containerOverrides]).toEqual([['app', { memory: 2048 }]])
  })

  it('sends all three sizes of a container, as numbers', () => {
    const { containerOverrides } = plan(ETL, {
      containers: { 'log-router': { cpu: '0.5x', memory: '2x', memoryReservation: 100 } },
    })
    expect([...containerOverrides]).toEqual([
      ['log-router', { cpu: 128, memory: 1024, memoryReservation: 100 }],
    ])
  })

  it('sends nothing for a container that the definition does not have', () => {
    expect([...plan(ETL, { containers: { other: { cpu: 1 } } }).containerOverrides]).toEqual([])
  })

  it('takes a container for essential unless the definition says otherwise', () => {
    expect(plan(ON_EC2, {}).containers.map(({ essential }) => essential)).toEqual([true, true])
  })

  it('takes null for absent, as JSON may have it', () => {
    const definition = JSON.parse(
      '{"containerDefinitions": [{"name": "app", "cpu": null, "memory": null, "memoryReservation": 64}]}',
    ) as TaskDefinition
    expect(plan(definition, {}).containers).toEqual([
      {
        name: 'app',
        essential: true,
        cpu: {},
        memory: {},
        memoryReservation: { defined: 64, effective: 64 },
      },
    ])
  })

  it('takes no CPU, or CPU of 0, for a container that asks for none', () => {
    expect(plan(ON_EC2, {}).containers.map(({ cpu }) => cpu)).toEqual([{ defined: 512, effective: 512 }, {}])
  })

  it.each([
    ['1024', 1024],
    ['1 vCPU', 1024],
    ['.25 vcpu', 256],
    ['0.5vCPU', 512],
    ['16 VCPU', 16_384],
    [' 512 ', 512],
    ['much', undefined],
    ['1 core', undefined],
    ['', undefined],
    ['1024 units', undefined],
    ['about 1024', undefined],
  ])('reads the CPU %j of a definition', (cpu, units) => {
    const definition: TaskDefinition = { ...ETL, cpu, containerDefinitions: [] }
    expect(plan(definition, {}, NOWHERE).cpu.defined).toBe(units)
  })

  it.each([
    ['4096', 4096],
    ['3 GB', 3072],
    ['0.5GB', 512],
    ['1 gb', 1024],
    ['1 MB', undefined],
  ])('reads the memory %j of a definition', (memory, mib) => {
    expect(plan({ ...ETL, memory }, {}, NOWHERE).memory.defined).toBe(mib)
  })
})

describe('a size that could not be read', () => {
  it('is neither sent nor checked', () => {
    const { taskOverride, containerOverrides, cpu, findings } = plan(
      ETL,
      { cpu: '?', memory: '?', containers: { app: { cpu: '?', memory: '?', memoryReservation: '?' } } },
      FARGATE,
    )
    expect(findings).toEqual([])
    expect(cpu).toEqual({ defined: 1024, where: 'cpu', unknown: true })
    expect(taskOverride).toEqual({})
    expect([...containerOverrides]).toEqual([])
  })

  it('of a container without any memory is not taken for missing', () => {
    const definition: TaskDefinition = {
      requiresCompatibilities: ['EC2'],
      containerDefinitions: [{ name: 'app' }],
    }
    expect(plan(definition, { containers: { app: { memory: '?' } } }).findings).toEqual([])
    expect(plan(definition, { containers: { app: { memoryReservation: '?' } } }).findings).toEqual([])
    expect(plan(definition, { memory: '?' }).findings).toEqual([])
  })

  it('hides nothing that is wrong without it', () => {
    const { findings } = plan(ETL, { containers: { app: { cpu: '?' }, 'log-router': { cpu: 2000 } } })
    expect(findings.map(({ rule }) => rule)).toEqual(['container-cpu-sum'])
  })
})
