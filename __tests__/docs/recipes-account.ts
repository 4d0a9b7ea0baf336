import type { ScenarioInput } from '../../simulator/scenario.ts'

export const REGION = 'eu-west-1'

const logConfiguration = {
  logDriver: 'awslogs',
  options: { 'awslogs-group': '/ecs/app', 'awslogs-region': REGION, 'awslogs-stream-prefix': 'ecs' },
}

const service = {
  launchType: 'FARGATE',
  networkConfiguration: {
    awsvpcConfiguration: { subnets: ['subnet-0a1b2c3d'], securityGroups: ['sg-0a1b2c3d'] },
  },
}

/**
 * The account that the recipes speak of. Every container prints what it was told to run, does what `then` says in place
 * of it, and ends well.
 */
export function accountOf({ then = 'sleep 0.5' }: { then?: string }): ScenarioInput {
  const app = {
    name: 'app',
    image: 'app:1',
    entryPoint: ['sh', '-c', `echo "$0 $*"; ${then}`],
    logConfiguration,
  }
  const onFargate = {
    requiresCompatibilities: ['FARGATE'],
    networkMode: 'awsvpc',
    cpu: '512',
    memory: '1024',
    executionRoleArn: 'arn:aws:iam::123456789012:role/ecsTaskExecutionRole',
    containerDefinitions: [app],
  }
  return {
    pace: {
      provisioning: 20,
      pending: 20,
      activating: 20,
      deactivating: 10,
      stopping: 10,
      deprovisioning: 20,
    },
    clusters: [
      ...['production', 'analytics', 'media', 'search'].map((name) => ({
        name,
        capacityProviders: [{ name: 'FARGATE' }, { name: 'FARGATE_SPOT' }],
        defaultStrategy: [{ capacityProvider: 'FARGATE', weight: 1 }],
      })),
      {
        name: 'render',
        capacityProviders: [{ name: 'reserved' }, { name: 'spot' }],
        containerInstances: 4,
      },
    ],
    taskDefinitions: [
      ...['shop', 'nightly-etl', 'simulation', 'thumbnails', 'worker', 'reindex', 'copy'].map((family) => ({
        ...onFargate,
        family,
      })),
      { ...onFargate, family: 'report', containerDefinitions: [{ ...app, memory: 1024 }] },
      {
        ...onFargate,
        family: 'train',
        containerDefinitions: [
          { ...app, name: 'trainer', cpu: 256, memory: 512 },
          { ...app, name: 'metrics', cpu: 128, memory: 256, essential: false },
        ],
      },
      {
        ...onFargate,
        family: 'search-api',
        containerDefinitions: [
          { ...app, entryPoint: ['sh', '-c', 'exec sleep 600'], healthCheck: { command: ['CMD', 'true'] } },
        ],
      },
      {
        family: 'render',
        requiresCompatibilities: ['EC2'],
        containerDefinitions: [{ ...app, memory: 2048 }],
      },
    ],
    services: [
      { ...service, cluster: 'production', serviceName: 'shop', taskDefinition: 'shop' },
      { ...service, cluster: 'analytics', serviceName: 'warehouse', taskDefinition: 'nightly-etl' },
    ],
  }
}
