import { list, map, structure, type Structure } from '../shapes.ts'

const keyValue = structure({ name: 'string', value: 'string' })
const tags = list(structure({ key: 'string', value: 'string' }))
const strategy = list(structure({ capacityProvider: 'string', weight: 'integer', base: 'integer' }))
const ephemeralStorage = structure({ sizeInGiB: 'integer' })
const typedValues = list(structure({ type: 'string', value: 'string' }))
const placementConstraints = list(structure({ type: 'string', expression: 'string' }))
const networkConfiguration = structure({
  awsvpcConfiguration: structure({
    subnets: list('string'),
    securityGroups: list('string'),
    assignPublicIp: 'string',
  }),
})

const containerOverride = structure({
  name: 'string',
  command: list('string'),
  environment: list(keyValue),
  environmentFiles: typedValues,
  cpu: 'integer',
  memory: 'integer',
  memoryReservation: 'integer',
  resourceRequirements: typedValues,
})

export const RUN_TASK: Structure = structure({
  taskDefinition: 'string',
  cluster: 'string',
  count: 'integer',
  launchType: 'string',
  capacityProviderStrategy: strategy,
  clientToken: 'string',
  enableECSManagedTags: 'boolean',
  enableExecuteCommand: 'boolean',
  group: 'string',
  networkConfiguration,
  overrides: structure({
    containerOverrides: list(containerOverride),
    cpu: 'string',
    memory: 'string',
    ephemeralStorage,
    executionRoleArn: 'string',
    taskRoleArn: 'string',
    inferenceAcceleratorOverrides: list(structure({ deviceName: 'string', deviceType: 'string' })),
  }),
  placementConstraints,
  placementStrategy: list(structure({ type: 'string', field: 'string' })),
  platformVersion: 'string',
  propagateTags: 'string',
  referenceId: 'string',
  startedBy: 'string',
  tags,
  volumeConfigurations: list(
    structure({
      name: 'string',
      managedEBSVolume: structure({
        encrypted: 'boolean',
        kmsKeyId: 'string',
        volumeType: 'string',
        sizeInGiB: 'integer',
        snapshotId: 'string',
        volumeInitializationRate: 'integer',
        iops: 'integer',
        throughput: 'integer',
        tagSpecifications: list(structure({ resourceType: 'string', tags, propagateTags: 'string' })),
        roleArn: 'string',
        terminationPolicy: structure({ deleteOnTermination: 'boolean' }),
        filesystemType: 'string',
      }),
    }),
  ),
})

export const REGISTER_TASK_DEFINITION: Structure = structure({
  family: 'string',
  cpu: 'string',
  memory: 'string',
  networkMode: 'string',
  requiresCompatibilities: list('string'),
  executionRoleArn: 'string',
  taskRoleArn: 'string',
  runtimePlatform: structure({ cpuArchitecture: 'string', operatingSystemFamily: 'string' }),
  ephemeralStorage,
  placementConstraints,
  tags,
  volumes: list(structure({ name: 'string', configuredAtLaunch: 'boolean' })),
  containerDefinitions: list(
    structure({
      name: 'string',
      image: 'string',
      essential: 'boolean',
      entryPoint: list('string'),
      command: list('string'),
      environment: list(keyValue),
      environmentFiles: typedValues,
      secrets: list(structure({ name: 'string', valueFrom: 'string' })),
      cpu: 'integer',
      memory: 'integer',
      memoryReservation: 'integer',
      resourceRequirements: typedValues,
      startTimeout: 'integer',
      stopTimeout: 'integer',
      logConfiguration: structure({
        logDriver: 'string',
        options: map('string'),
        secretOptions: list(structure({ name: 'string', valueFrom: 'string' })),
      }),
      firelensConfiguration: structure({ type: 'string', options: map('string') }),
      healthCheck: structure({
        command: list('string'),
        interval: 'integer',
        timeout: 'integer',
        retries: 'integer',
        startPeriod: 'integer',
      }),
      dependsOn: list(structure({ containerName: 'string', condition: 'string' })),
    }),
  ),
})

export const TASK_DEFINITION_NAME: Structure = structure({
  taskDefinition: 'string',
  include: list('string'),
})

export const DESCRIBE_TASKS: Structure = structure({
  cluster: 'string',
  tasks: list('string'),
  include: list('string'),
})

export const STOP_TASK: Structure = structure({ cluster: 'string', task: 'string', reason: 'string' })

export const LIST_TASKS: Structure = structure({
  cluster: 'string',
  containerInstance: 'string',
  family: 'string',
  nextToken: 'string',
  maxResults: 'integer',
  startedBy: 'string',
  serviceName: 'string',
  desiredStatus: 'string',
  launchType: 'string',
})

export const CREATE_CLUSTER: Structure = structure({
  clusterName: 'string',
  capacityProviders: list('string'),
  defaultCapacityProviderStrategy: strategy,
})

export const DESCRIBE_CLUSTERS: Structure = structure({ clusters: list('string'), include: list('string') })

export const CREATE_SERVICE: Structure = structure({
  cluster: 'string',
  serviceName: 'string',
  taskDefinition: 'string',
  desiredCount: 'integer',
  launchType: 'string',
  capacityProviderStrategy: strategy,
  platformVersion: 'string',
  networkConfiguration,
})

export const DESCRIBE_SERVICES: Structure = structure({ cluster: 'string', services: list('string') })

export const GET_LOG_EVENTS: Structure = structure({
  logGroupName: 'string',
  logGroupIdentifier: 'string',
  logStreamName: 'string',
  startTime: 'number',
  endTime: 'number',
  nextToken: 'string',
  limit: 'integer',
  startFromHead: 'boolean',
  unmask: 'boolean',
})

export const FILTER_LOG_EVENTS: Structure = structure({
  logGroupName: 'string',
  logGroupIdentifier: 'string',
  logStreamNames: list('string'),
  startTime: 'number',
  endTime: 'number',
  nextToken: 'string',
  limit: 'integer',
  interleaved: 'boolean',
  unmask: 'boolean',
})
