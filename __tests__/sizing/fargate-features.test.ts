import type { TaskDefinition } from '@aws-sdk/client-ecs'
import { describe, expect, it } from '@jest/globals'
import { planSizes } from '../../src/sizing/plan-sizes.js'
import type { LaunchTarget, RequestedContainer } from '../../src/sizing/types.js'
import { EC2, ETL, FARGATE, NOWHERE, ON_EC2, shown } from './written.js'

const MANAGED: LaunchTarget = { capacityProviders: ['managed'] }

const demand = (name: string, value: string): RequestedContainer => ({
  name,
  where: `containers.${name}`,
  resourceRequirements: [{ type: 'NeuronDevice', value }],
})

const found = (
  containers: readonly RequestedContainer[],
  target: LaunchTarget,
  definition: TaskDefinition = ETL,
): string[] => planSizes(definition, { containers }, target).findings.map(shown)

const ON_MANAGED: TaskDefinition = { ...ON_EC2, requiresCompatibilities: ['MANAGED_INSTANCES'] }

describe('NeuronDevice', () => {
  it('is accepted with ALL for one container on Managed Instances', () => {
    expect(found([demand('app', 'ALL')], MANAGED, ON_MANAGED)).toEqual([])
  })

  it.each([
    ['Fargate', FARGATE, ETL],
    ['EC2', EC2, ON_EC2],
  ])('is refused on %s', (_, target, definition) => {
    expect(found([demand('app', 'ALL')], target, definition)).toEqual([
      'error neuron-device at containers.app: app asks for NeuronDevice, which only Managed Instances have\n→ Write the capacity provider of your Managed Instances as capacity-provider-strategy.',
    ])
  })

  it('is refused with another value, and for a second container', () => {
    expect(found([demand('app', '2'), demand('log-router', 'ALL')], MANAGED, ON_MANAGED)).toEqual([
      'error neuron-device at containers.app: NeuronDevice of app is "2"; ECS takes ALL and nothing else\n→ Write ALL.',
      'error neuron-device at containers.log-router: app and log-router ask for NeuronDevice; one container of a task may\n→ Leave it out for all but one.',
    ])
  })
})

describe('environmentFiles', () => {
  const files: RequestedContainer = { name: 'app', where: 'containers:1:1', environmentFiles: [{}] }
  const windows: TaskDefinition = {
    ...ETL,
    runtimePlatform: { operatingSystemFamily: 'WINDOWS_SERVER_2022_CORE' },
  }

  it('are refused for Windows on Fargate', () => {
    expect(found([files], FARGATE, windows)).toEqual([
      'error environment-files-windows at containers:1:1: Fargate reads environmentFiles for Linux only, and the task definition of app is for Windows\n→ Write the variables as environment.',
    ])
  })

  it('are accepted for Linux, and where the cluster decides', () => {
    expect(found([files], FARGATE)).toEqual([])
    expect(found([files], NOWHERE, { ...windows, requiresCompatibilities: undefined })).toEqual([])
  })
})

describe('the tier of 32 vCPU', () => {
  it('is noted to be in some Regions only', () => {
    const cpu = { kind: 'exact', value: 32_768, where: 'cpu' } as const
    const memory = { kind: 'exact', value: 61_440, where: 'memory' } as const
    const { findings, notes } = planSizes(ETL, { cpu, memory, containers: [] }, FARGATE)
    expect(findings).toEqual([])
    expect(notes).toEqual([
      'Fargate has 32 vCPU in some Regions only; where it has not, ECS refuses the task.',
    ])
  })
})
