import { describe, expect, it } from '@jest/globals'
import type { RunTaskCommandInput } from '@aws-sdk/client-ecs'
import { register, run, withAccount } from './account.ts'

describe('RunTask refuses', () => {
  const subnets = (count: number): string[] => Array.from({ length: count }, (_, index) => `subnet-${index}`)
  const cases: [string, Partial<RunTaskCommandInput>, string][] = [
    ['no task', { count: 0 }, 'count must be between 1 and 10.'],
    ['eleven tasks', { count: 11 }, 'count must be between 1 and 10.'],
    [
      'launch type and strategy',
      { capacityProviderStrategy: [{ capacityProvider: 'FARGATE' }] },
      'Specifying both a launch type and capacity provider strategy is not supported. Remove one and try again.',
    ],
    [
      'an unknown provider',
      { launchType: undefined, capacityProviderStrategy: [{ capacityProvider: 'mine' }] },
      'The specified capacity provider strategy cannot contain a capacity provider that is not associated with the cluster. Associate the capacity provider with the cluster or specify a valid capacity provider and try again.',
    ],
    [
      'two bases',
      {
        launchType: undefined,
        capacityProviderStrategy: [
          { capacityProvider: 'FARGATE', base: 1, weight: 1 },
          { capacityProvider: 'FARGATE_SPOT', base: 1 },
        ],
      },
      'There are multiple capacity providers in the specified capacity provider strategy with a base value defined',
    ],
    [
      'no weight',
      {
        launchType: undefined,
        capacityProviderStrategy: [{ capacityProvider: 'FARGATE' }, { capacityProvider: 'FARGATE_SPOT' }],
      },
      'There are no capacity providers in the capacity provider strategy with a weight value greater than zero',
    ],
    [
      'no network',
      { networkConfiguration: undefined },
      "Network Configuration must be provided when networkMode 'awsvpc' is specified.",
    ],
    [
      'no subnet',
      { networkConfiguration: { awsvpcConfiguration: { subnets: [] } } },
      'subnets can not be empty.',
    ],
    [
      '17 subnets',
      { networkConfiguration: { awsvpcConfiguration: { subnets: subnets(17) } } },
      'subnets can have at most 16 items.',
    ],
    [
      'six security groups',
      { networkConfiguration: { awsvpcConfiguration: { subnets: ['s'], securityGroups: subnets(6) } } },
      'securityGroups can have at most 5 items.',
    ],
    [
      'long overrides',
      { overrides: { containerOverrides: [{ name: 'app', command: ['x'.repeat(8192)] }] } },
      'Container Overrides length must be at most 8192',
    ],
    [
      'an unknown container',
      { overrides: { containerOverrides: [{ name: 'ap' }] } },
      'Override for container named ap is not a container in the TaskDefinition',
    ],
    [
      'an override without name',
      { overrides: { containerOverrides: [{ cpu: 1 }] } },
      'Override argument cannot be null',
    ],
    [
      'a container above its task',
      { overrides: { containerOverrides: [{ name: 'app', memory: 1025 }] } },
      "'memory' setting for container 'app' is greater than for task.",
    ],
    [
      'containers above the CPU',
      { overrides: { containerOverrides: [{ name: 'app', cpu: 513 }] } },
      "The sum of all container 'cpu' values cannot be greater than the value of the task 'cpu'.",
    ],
    [
      'reservations above the memory',
      { overrides: { containerOverrides: [{ name: 'app', memoryReservation: 1025 }] } },
      "The sum of all container 'memoryReservation' values cannot be greater than the value of the task 'memory'.",
    ],
    [
      'memory below its reservation',
      { overrides: { containerOverrides: [{ name: 'app', memory: 10, memoryReservation: 11 }] } },
      "Invalid setting for container 'app'. 'memory' must be greater than or equal to 'memoryReservation'.",
    ],
    [
      'CPU alone, which leaves no pair',
      { overrides: { cpu: '1024' } },
      'No Fargate configuration exists for given values: 1024 CPU, 1024 memory. See the Amazon ECS documentation for the valid values.',
    ],
    [
      'an override in vCPUs',
      { overrides: { cpu: '1 vCPU', memory: '2048' } },
      "Invalid 'cpu' setting for task.",
    ],
    [
      'too little storage',
      { overrides: { ephemeralStorage: { sizeInGiB: 20 } } },
      'EphemeralStorage size should be at least 21',
    ],
    [
      'a platform version on EC2',
      { launchType: 'EC2', platformVersion: '1.4.0' },
      'The platform version must be null when specifying an EC2 launch type',
    ],
    [
      'storage on EC2',
      { launchType: 'EC2', overrides: { ephemeralStorage: { sizeInGiB: 30 } } },
      'Tasks using the EC2 launch type do not support EphemeralStorage',
    ],
    [
      'placement strategies on Fargate',
      { placementStrategy: [{ type: 'random' }] },
      'Placement strategies are not supported with FARGATE launch type.',
    ],
    [
      'exec without a task role',
      { enableExecuteCommand: true },
      "The service couldn't be created because a valid taskRoleArn is not being used. Specify a valid task role in your task definition and try again.",
    ],
    [
      'a startedBy of 129 characters',
      { startedBy: 'a'.repeat(129) },
      'startedBy must be at most 128 characters.',
    ],
    ['tags of AWS', { tags: [{ key: 'aws:x', value: '' }] }, "Tag keys cannot start with 'aws:'."],
    [
      'tags of a service',
      { propagateTags: 'SERVICE' },
      'The propagateTags value SERVICE is not supported by RunTask.',
    ],
    [
      'Managed Instances as a launch type',
      { launchType: 'MANAGED_INSTANCES' },
      'Launch type MANAGED_INSTANCES is not supported. Specify a capacity provider strategy and try again.',
    ],
    [
      'a volume that is not configured at launch',
      {
        volumeConfigurations: [
          {
            name: 'data',
            managedEBSVolume: { roleArn: 'arn:aws:iam::123456789012:role/ebs', sizeInGiB: 10 },
          },
        ],
      },
      'Volume data is not configured at launch in the task definition.',
    ],
  ]

  it.each(cases)('%s', (_what, request, message) =>
    withAccount({}, async (account) => {
      await register(account)
      await expect(run(account, request)).rejects.toMatchObject({
        name: 'InvalidParameterException',
        message,
      })
      expect(account.simulator.tasks).toEqual([])
    }),
  )
})
