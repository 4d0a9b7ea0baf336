import { describe, expect, it } from '@jest/globals'
import {
  CreateClusterCommand,
  CreateServiceCommand,
  DescribeClustersCommand,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  ListTasksCommand,
  RegisterTaskDefinitionCommand,
  RunTaskCommand,
  StopTaskCommand,
} from '@aws-sdk/client-ecs'
import { definition, NETWORK, reaches, register, run, withAccount } from './account.ts'

const SLOW_SCRIPT = 'exec sleep 60'

describe('task definitions', () => {
  it('are registered with numbers for units, and described by family, revision and ARN', () =>
    withAccount({}, async (account) => {
      const first = await register(account, {
        cpu: '.5 vCPU',
        memory: '1 GB',
        tags: [{ key: 'a', value: 'b' }],
      })
      await register(account, { cpu: '1 vcpu', memory: '3GB' })
      expect(first.taskDefinition).toMatchObject({
        taskDefinitionArn: 'arn:aws:ecs:us-east-1:123456789012:task-definition/job:1',
        family: 'job',
        revision: 1,
        status: 'ACTIVE',
        cpu: '512',
        memory: '1024',
        compatibilities: ['EC2', 'FARGATE'],
        containerDefinitions: [{ name: 'app', cpu: 0, essential: true }],
      })
      expect(first.taskDefinition?.registeredAt).toBeInstanceOf(Date)
      const sizeOf = async (taskDefinition: string): Promise<unknown> => {
        const found = await account.ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition }))
        return [found.taskDefinition?.revision, found.taskDefinition?.cpu, found.taskDefinition?.memory]
      }
      expect(await sizeOf('job')).toEqual([2, '1024', '3072'])
      expect(await sizeOf('job:1')).toEqual([1, '512', '1024'])
      expect(await sizeOf(first.taskDefinition?.taskDefinitionArn ?? '')).toEqual([1, '512', '1024'])
      const described = await account.ecs.send(
        new DescribeTaskDefinitionCommand({ taskDefinition: 'job:1', include: ['TAGS'] }),
      )
      expect(described.tags).toEqual([{ key: 'a', value: 'b' }])
    }))

  it('come from the scenario too', () =>
    withAccount({ taskDefinitions: [definition({ family: 'ready' })] }, async ({ ecs }) => {
      const { taskDefinition } = await ecs.send(
        new DescribeTaskDefinitionCommand({ taskDefinition: 'ready' }),
      )
      expect(taskDefinition?.revision).toBe(1)
    }))
})

describe('RunTask', () => {
  it('answers the same client token with the same tasks, and another request with a conflict', () =>
    withAccount({}, async (account) => {
      await register(account, {}, SLOW_SCRIPT)
      const first = await run(account, { clientToken: 'token', count: 2 })
      const again = await run(account, { clientToken: 'token', count: 2 })
      const arns = first.tasks?.map(({ taskArn }) => taskArn)
      expect(again.tasks?.map(({ taskArn }) => taskArn)).toEqual(arns)
      await expect(run(account, { clientToken: 'token', count: 1 })).rejects.toMatchObject({
        name: 'ConflictException',
        resourceIds: arns,
      })
      expect(account.simulator.tasks).toHaveLength(2)
    }))

  it('follows the cluster’s own strategy where nothing is said', () =>
    withAccount(
      {
        clusters: [
          {
            name: 'thrifty',
            capacityProviders: [{ name: 'FARGATE' }, { name: 'FARGATE_SPOT' }],
            defaultStrategy: [
              { capacityProvider: 'FARGATE', base: 1, weight: 1 },
              { capacityProvider: 'FARGATE_SPOT', weight: 3 },
            ],
          },
        ],
      },
      async (account) => {
        await register(account, {}, SLOW_SCRIPT)
        const { tasks } = await run(account, { cluster: 'thrifty', launchType: undefined, count: 5 })
        const providers = tasks?.map(({ capacityProviderName }) => capacityProviderName).toSorted()
        expect(providers).toEqual(['FARGATE', 'FARGATE', 'FARGATE_SPOT', 'FARGATE_SPOT', 'FARGATE_SPOT'])
        expect(tasks?.[0]?.taskArn).toMatch(/:task\/thrifty\/[0-9a-f]{32}$/)
      },
    ))

  it('answers with the failures of the scenario, beside the tasks that start all the same', () =>
    withAccount(
      { placement: [{ times: 1, reason: 'RESOURCE:MEMORY', detail: 'full', starts: 1 }] },
      async (account) => {
        await register(account, {}, SLOW_SCRIPT)
        const partial = await run(account, { count: 3 })
        expect(partial.tasks).toHaveLength(1)
        expect(partial.failures).toMatchObject([
          { reason: 'RESOURCE:MEMORY', detail: 'full' },
          { reason: 'RESOURCE:MEMORY', detail: 'full' },
        ])
        const whole = await run(account, { count: 2 })
        expect([whole.tasks?.length, whole.failures?.length]).toEqual([2, 0])
      },
    ))
})

describe('tasks', () => {
  it('are described by ID and ARN, and are missing where they are not', () =>
    withAccount({}, async (account) => {
      await register(account, {}, SLOW_SCRIPT)
      const { tasks: started = [] } = await run(account, { tags: [{ key: 'a', value: 'b' }] })
      const arn = started[0]?.taskArn ?? ''
      const asked = [arn.split('/').at(-1) ?? '', 'unknown']
      const { tasks, failures } = await account.ecs.send(
        new DescribeTasksCommand({ tasks: asked, include: ['TAGS'] }),
      )
      expect(tasks).toMatchObject([{ taskArn: arn, tags: [{ key: 'a', value: 'b' }] }])
      expect(failures).toEqual([
        { arn: 'arn:aws:ecs:us-east-1:123456789012:task/default/unknown', reason: 'MISSING' },
      ])
    }))

  it('are listed by status, family and who started them, in pages', () =>
    withAccount({}, async (account) => {
      await register(account, {}, SLOW_SCRIPT)
      await register(account, { family: 'other' }, SLOW_SCRIPT)
      const ours = await run(account, { startedBy: 'us', count: 3 })
      const theirs = await run(account, { taskDefinition: 'other', startedBy: 'them' })
      const list = async (request: object): Promise<(string | undefined)[]> =>
        (await account.ecs.send(new ListTasksCommand(request))).taskArns ?? []
      const arns = ours.tasks?.map(({ taskArn }) => taskArn) ?? []
      expect(await list({ startedBy: 'us' })).toEqual(arns)
      expect(await list({ family: 'other' })).toEqual([theirs.tasks?.[0]?.taskArn])
      expect(await list({})).toHaveLength(4)
      expect(await list({ launchType: 'EC2' })).toEqual([])
      const page = await account.ecs.send(new ListTasksCommand({ maxResults: 3 }))
      expect(page.taskArns).toEqual(arns)
      expect(await list({ nextToken: page.nextToken })).toEqual([theirs.tasks?.[0]?.taskArn])
      await account.ecs.send(new StopTaskCommand({ task: arns[0] }))
      expect(await list({ startedBy: 'us' })).toEqual(arns.slice(1))
      expect(await list({ startedBy: 'us', desiredStatus: 'STOPPED' })).toEqual(arns.slice(0, 1))
      await expect(list({ startedBy: 'us', family: 'job' })).rejects.toMatchObject({
        name: 'InvalidParameterException',
      })
    }))

  it('are no more than a hundred at a time', () =>
    withAccount({}, async ({ ecs }) => {
      const tasks = Array.from({ length: 101 }, (_, index) => String(index))
      await expect(ecs.send(new DescribeTasksCommand({ tasks }))).rejects.toThrow('at most 100')
    }))
})

describe('clusters and services', () => {
  it('can be created and described', () =>
    withAccount({}, async (account) => {
      await account.ecs.send(new CreateClusterCommand({ clusterName: 'new', capacityProviders: ['FARGATE'] }))
      await register(account, {}, SLOW_SCRIPT)
      const { tasks = [] } = await run(account, { cluster: 'new' })
      const { clusters, failures } = await account.ecs.send(
        new DescribeClustersCommand({ clusters: ['new', 'nowhere'] }),
      )
      expect(clusters).toMatchObject([
        { clusterName: 'new', capacityProviders: ['FARGATE'], pendingTasksCount: 1 },
      ])
      expect(failures).toMatchObject([{ reason: 'MISSING' }])
      expect(tasks[0]?.clusterArn).toBe('arn:aws:ecs:us-east-1:123456789012:cluster/new')
    }))

  it('tell how a service runs its tasks', () =>
    withAccount({}, async (account) => {
      await register(account)
      await account.ecs.send(
        new CreateServiceCommand({
          serviceName: 'web',
          taskDefinition: 'job',
          capacityProviderStrategy: [{ capacityProvider: 'FARGATE_SPOT', weight: 1 }],
          networkConfiguration: NETWORK,
        }),
      )
      const { services, failures } = await account.ecs.send(
        new DescribeServicesCommand({ services: ['web', 'x'] }),
      )
      expect(services).toMatchObject([
        {
          serviceName: 'web',
          capacityProviderStrategy: [{ capacityProvider: 'FARGATE_SPOT', weight: 1, base: 0 }],
          platformVersion: 'LATEST',
          networkConfiguration: NETWORK,
        },
      ])
      expect(services?.[0]).not.toHaveProperty('launchType')
      expect(failures).toMatchObject([{ reason: 'MISSING' }])
    }))

  it('have no service without the network of its definition', () =>
    withAccount({}, async (account) => {
      await register(account)
      const request = { serviceName: 'web', taskDefinition: 'job', launchType: 'FARGATE' as const }
      await expect(account.ecs.send(new CreateServiceCommand(request))).rejects.toThrow(
        "Network Configuration must be provided when networkMode 'awsvpc' is specified.",
      )
    }))
})

describe('what does not exist', () => {
  it('is refused in the words of each operation', () =>
    withAccount({}, async ({ ecs }) => {
      await expect(
        ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: 'nothing' })),
      ).rejects.toMatchObject({ name: 'ClientException', message: 'Unable to describe task definition.' })
      await expect(ecs.send(new RunTaskCommand({ taskDefinition: 'nothing' }))).rejects.toMatchObject({
        name: 'ClientException',
        message: 'TaskDefinition not found.',
      })
      await expect(ecs.send(new StopTaskCommand({ task: 'nothing' }))).rejects.toMatchObject({
        name: 'InvalidParameterException',
        message: 'The referenced task was not found.',
      })
      await expect(
        ecs.send(new DescribeTasksCommand({ cluster: 'nowhere', tasks: ['x'] })),
      ).rejects.toMatchObject({ name: 'ClusterNotFoundException' })
    }))

  it('does not hinder what comes after it', () =>
    withAccount({}, async (account) => {
      await expect(
        account.ecs.send(new RegisterTaskDefinitionCommand(definition({ cpu: '1' }))),
      ).rejects.toThrow()
      const { taskDefinition } = await register(account)
      const { tasks = [] } = await run(account)
      const task = await reaches(account, tasks[0]?.taskArn ?? '', 'STOPPED')
      expect([taskDefinition?.revision, task.containers?.[0]?.exitCode]).toEqual([1, 0])
    }))
})
