import { describe, expect, it } from '@jest/globals'
import {
  DescribeClustersCommand,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  ECSClient,
  RunTaskCommand,
  StopTaskCommand,
} from '@aws-sdk/client-ecs'
import { register, start, withAccount } from './account.ts'

const ID = '0123456789abcdef0123456789abcdef'

describe('an ARN of another Region', () => {
  it.each([
    [new DescribeClustersCommand({ clusters: ['arn:aws:ecs:eu-west-1:123456789012:cluster/default'] })],
    [new RunTaskCommand({ taskDefinition: 'arn:aws:ecs:eu-west-1:123456789012:task-definition/job:1' })],
    [
      new DescribeTaskDefinitionCommand({
        taskDefinition: 'arn:aws:ecs:eu-west-1:123456789012:task-definition/job',
      }),
    ],
    [new DescribeTasksCommand({ tasks: [`arn:aws:ecs:eu-west-1:123456789012:task/default/${ID}`] })],
    [new StopTaskCommand({ task: `arn:aws:ecs:eu-west-1:123456789012:task/default/${ID}` })],
    [new DescribeServicesCommand({ services: ['arn:aws:ecs:eu-west-1:123456789012:service/default/web'] })],
  ] as const)('is refused as ECS does: %#', (command) =>
    withAccount({}, async ({ ecs }) => {
      // Each command is one that the client takes; the union of them is not known to it.
      await expect(ecs.send(command as DescribeClustersCommand)).rejects.toMatchObject({
        name: 'InvalidParameterException',
        message: 'Invalid Region in ARN',
      })
    }),
  )
})

describe('an ARN of another account', () => {
  it('is denied, as a resource that no policy opens', () =>
    withAccount({}, async ({ ecs }) => {
      const cluster = 'arn:aws:ecs:us-east-1:999999999999:cluster/default'
      await expect(ecs.send(new DescribeClustersCommand({ clusters: [cluster] }))).rejects.toMatchObject({
        name: 'AccessDeniedException',
        message: `User: arn:aws:iam::123456789012:user/simulator is not authorized to perform: ecs:DescribeClusters on resource: ${cluster} because no resource-based policy allows the ecs:DescribeClusters action`,
      })
    }))
})

describe('a task of another cluster', () => {
  it('is refused where it is asked for by its ARN', () =>
    withAccount({ clusters: [{ name: 'analytics' }] }, async (account) => {
      const arn = await start(account, 'exec sleep 60')
      const ask = new DescribeTasksCommand({ cluster: 'analytics', tasks: [arn] })
      await expect(account.ecs.send(ask)).rejects.toMatchObject({
        name: 'InvalidParameterException',
        message: 'Invalid identifier: Identifier is for cluster default. Your cluster is analytics',
      })
    }))
})

describe('another Region', () => {
  it('has nothing of what was made in the Region of the simulator', () =>
    withAccount({}, async (account) => {
      await register(account)
      const there = new ECSClient({
        endpoint: account.simulator.url,
        region: 'eu-west-1',
        credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      })
      await expect(there.send(new RunTaskCommand({ taskDefinition: 'job' }))).rejects.toMatchObject({
        name: 'ClusterNotFoundException',
      })
      await expect(there.send(new DescribeTaskDefinitionCommand({ taskDefinition: 'job' }))).rejects.toThrow(
        'Unable to describe task definition.',
      )
      there.destroy()
    }))
})
