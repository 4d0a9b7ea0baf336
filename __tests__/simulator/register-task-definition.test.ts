import { describe, expect, it } from '@jest/globals'
import {
  RegisterTaskDefinitionCommand,
  type ContainerDefinition,
  type RegisterTaskDefinitionCommandInput,
} from '@aws-sdk/client-ecs'
import { definition, withAccount } from './account.ts'

const app = { name: 'app', image: 'app:1' }
const side = { name: 'side', image: 'side:1' }
const ec2 = { requiresCompatibilities: ['EC2' as const], networkMode: 'bridge' as const }

const containers = (
  ...containerDefinitions: ContainerDefinition[]
): Partial<RegisterTaskDefinitionCommandInput> => ({ containerDefinitions })

describe('RegisterTaskDefinition refuses', () => {
  const cases: [string, Partial<RegisterTaskDefinitionCommandInput>, string][] = [
    [
      'a pair that Fargate has not',
      { cpu: '512', memory: '512' },
      'No Fargate configuration exists for given values: 512 CPU, 512 memory. See the Amazon ECS documentation for the valid values.',
    ],
    [
      'Windows below 1 vCPU',
      { runtimePlatform: { operatingSystemFamily: 'WINDOWS_SERVER_2022_CORE' } },
      'No Fargate configuration exists for given values: 512 CPU, 1024 memory. See the Amazon ECS documentation for the valid values.',
    ],
    ['an empty CPU', { cpu: '' }, "Invalid 'cpu' setting for task."],
    ['CPU in words', { cpu: 'two vCPU' }, "Invalid 'cpu' setting for task."],
    ['memory in MiB by name', { memory: '512 MB' }, "Invalid 'memory' setting for task."],
    ['Fargate without CPU', { cpu: undefined }, "Fargate requires that 'cpu' be defined at the task level."],
    [
      'Fargate without memory',
      { memory: undefined },
      "Fargate requires that 'memory' be defined at the task level.",
    ],
    [
      'awslogs on Fargate without an execution role',
      { executionRoleArn: undefined },
      'Fargate requires task definition to have execution role ARN to support log driver awslogs.',
    ],
    ['Fargate with bridge', { networkMode: 'bridge' }, 'Fargate only supports network mode ‘awsvpc’.'],
    [
      'a container above its task',
      containers({ ...app, memory: 1025 }),
      "The 'memory' setting for container 'app' is greater than for the task.",
    ],
    [
      'containers above the CPU',
      containers({ ...app, cpu: 257 }, { ...side, cpu: 256 }),
      "The sum of all container 'cpu' values cannot be greater than the value of the task 'cpu'.",
    ],
    [
      'reservations above the memory',
      containers({ ...app, memoryReservation: 513 }, { ...side, memoryReservation: 512 }),
      "The sum of all container 'memoryReservation' values cannot be greater than the value of the task 'memory'.",
    ],
    [
      'a container without memory',
      { ...ec2, cpu: undefined, memory: undefined },
      "Invalid setting for container 'app'. At least one of 'memory' or 'memoryReservation' must be specified.",
    ],
    [
      'memory below its reservation',
      containers({ ...app, memory: 256, memoryReservation: 257 }),
      "Invalid setting for container 'app'. 'memory' must be greater than or equal to 'memoryReservation'.",
    ],
    [
      'no memory at all',
      containers({ ...app, memory: 0 }),
      "Invalid setting for container 'app'. 'memory' must be greater than 0.",
    ],
    [
      'too little storage',
      { ephemeralStorage: { sizeInGiB: 20 } },
      'EphemeralStorage size should be at least 21',
    ],
    [
      'too much storage',
      { ephemeralStorage: { sizeInGiB: 201 } },
      'EphemeralStorage size should be at most 200',
    ],
    [
      'storage on EC2',
      { ...ec2, ephemeralStorage: { sizeInGiB: 30 } },
      'Tasks using the EC2 launch type do not support EphemeralStorage',
    ],
    [
      'eleven containers',
      containers(...Array.from({ length: 11 }, (_, index) => ({ name: `c${index}`, image: 'c' }))),
      'Too many containers.',
    ],
    [
      'no essential container',
      containers({ ...app, essential: false }),
      "Task definition doesn't have any essential container.",
    ],
    [
      'a container without image',
      containers({ name: 'app' }),
      'Container.image should not be null or empty.',
    ],
    [
      'a container without name',
      containers({ image: 'app:1' }),
      'Container.name should not be null or empty.',
    ],
    ['one name twice', containers(app, app), 'Container names must be unique.'],
    ['no container', containers(), 'Container list cannot be empty.'],
    ['a family of blanks', { family: 'a b' }, 'Family contains invalid characters.'],
    [
      'eleven environment files',
      containers({
        ...app,
        environmentFiles: Array.from({ length: 11 }, () => ({
          type: 's3' as const,
          value: 'arn:aws:s3:::bucket/a.env',
        })),
      }),
      'The maximum number of environment files was exceeded. Specify ten or less and try again',
    ],
    [
      'a GPU on Fargate',
      containers({ ...app, resourceRequirements: [{ type: 'GPU', value: '1' }] }),
      'Tasks using the Fargate launch type do not support GPU resource requirements',
    ],
    [
      'awslogs without prefix on Fargate',
      containers({
        ...app,
        logConfiguration: {
          logDriver: 'awslogs',
          options: { 'awslogs-group': 'g', 'awslogs-region': 'us-east-1' },
        },
      }),
      'Fargate requires log configuration options to include awslogs-stream-prefix',
    ],
    [
      'awslogs without group',
      containers({
        ...app,
        logConfiguration: {
          logDriver: 'awslogs',
          options: { 'awslogs-region': 'us-east-1', 'awslogs-stream-prefix': 'p' },
        },
      }),
      'Log driver awslogs requires options: awslogs-group',
    ],
  ]

  it.each(cases)('%s', (_what, changes, message) =>
    withAccount({}, async ({ ecs }) => {
      await expect(ecs.send(new RegisterTaskDefinitionCommand(definition(changes)))).rejects.toMatchObject({
        name: 'ClientException',
        message,
        $metadata: { httpStatusCode: 400 },
      })
    }),
  )
})
