import type { ScenarioInput } from '../simulator/scenario.ts'

export interface BenchContainer {
  readonly name: string
  readonly command: readonly string[]
  readonly essential?: boolean
}

/** What every step of a measurement is told. */
export const FARGATE_INPUTS = { 'task-definition': 'bench', subnets: 'subnet-0a1b2c3d' }

/** A task definition for Fargate whose containers all have a log. */
export function fargateTask(
  size: { readonly cpu: string; readonly memory: string },
  containers: readonly BenchContainer[],
): NonNullable<ScenarioInput['taskDefinitions']> {
  const logConfiguration = {
    logDriver: 'awslogs',
    options: {
      'awslogs-group': '/ecs/bench',
      'awslogs-region': 'us-east-1',
      'awslogs-stream-prefix': 'ecs',
    },
  } as const
  return [
    {
      family: 'bench',
      requiresCompatibilities: ['FARGATE'],
      executionRoleArn: 'arn:aws:iam::123456789012:role/ecsTaskExecutionRole',
      networkMode: 'awsvpc',
      ...size,
      containerDefinitions: containers.map(({ name, command, essential = true }) => ({
        name,
        image: `${name}:1`,
        command: [...command],
        essential,
        logConfiguration,
      })),
    },
  ]
}
