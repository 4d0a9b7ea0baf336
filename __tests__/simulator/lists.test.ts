import { describe, expect, it } from '@jest/globals'
import {
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import {
  CreateServiceCommand,
  DeregisterTaskDefinitionCommand,
  ListClustersCommand,
  ListServicesCommand,
  ListTaskDefinitionFamiliesCommand,
  UpdateServiceCommand,
  waitUntilServicesStable,
} from '@aws-sdk/client-ecs'
import { NETWORK, reaches, register, start, withAccount } from './account.ts'

describe('ListClusters', () => {
  it('has every cluster, a page at a time', () =>
    withAccount({ clusters: [{ name: 'analytics' }] }, async ({ ecs }) => {
      const first = await ecs.send(new ListClustersCommand({ maxResults: 1 }))
      const second = await ecs.send(new ListClustersCommand({ nextToken: first.nextToken }))
      expect([...(first.clusterArns ?? []), ...(second.clusterArns ?? [])]).toEqual([
        'arn:aws:ecs:us-east-1:123456789012:cluster/default',
        'arn:aws:ecs:us-east-1:123456789012:cluster/analytics',
      ])
      expect(second.nextToken).toBeUndefined()
    }))
})

describe('ListServices', () => {
  it('has the services of one cluster, and of one launch type where it is asked for', () =>
    withAccount({ clusters: [{ name: 'analytics' }] }, async (account) => {
      await register(account)
      const service = {
        serviceName: 'web',
        taskDefinition: 'job',
        launchType: 'FARGATE' as const,
        networkConfiguration: NETWORK,
      }
      await account.ecs.send(new CreateServiceCommand(service))
      const list = async (request: object) =>
        (await account.ecs.send(new ListServicesCommand(request))).serviceArns
      expect(await list({})).toEqual(['arn:aws:ecs:us-east-1:123456789012:service/default/web'])
      expect(await list({ launchType: 'EC2' })).toEqual([])
      expect(await list({ cluster: 'analytics' })).toEqual([])
    }))

  it('leads a waiter of the SDK to the end of an update', () =>
    withAccount({ deploymentMs: 50 }, async (account) => {
      await register(account)
      const service = {
        serviceName: 'web',
        taskDefinition: 'job',
        desiredCount: 2,
        networkConfiguration: NETWORK,
      }
      await account.ecs.send(new CreateServiceCommand(service))
      await account.ecs.send(
        new UpdateServiceCommand({ service: 'web', desiredCount: 3, forceNewDeployment: true }),
      )
      const waiter = { client: account.ecs, maxWaitTime: 10, minDelay: 1, maxDelay: 1 }
      expect(await waitUntilServicesStable(waiter, { services: ['web'] })).toMatchObject({ state: 'SUCCESS' })
    }))
})

describe('ListTaskDefinitionFamilies', () => {
  it('tells families with an active revision from those without one', () =>
    withAccount({}, async (account) => {
      await register(account, { family: 'job' })
      await register(account, { family: 'old-job' })
      await account.ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition: 'old-job:1' }))
      const list = async (request: object) =>
        (await account.ecs.send(new ListTaskDefinitionFamiliesCommand(request))).families
      expect(await list({})).toEqual(['job', 'old-job'])
      expect(await list({ status: 'ACTIVE' })).toEqual(['job'])
      expect(await list({ status: 'INACTIVE' })).toEqual(['old-job'])
      expect(await list({ familyPrefix: 'old' })).toEqual(['old-job'])
    }))
})

describe('DescribeLogGroups and DescribeLogStreams', () => {
  it('have the groups and streams that containers wrote to, with the times of their lines', () =>
    withAccount({}, async (account) => {
      const arn = await start(account, 'echo one; echo two')
      await reaches(account, arn, 'STOPPED')
      const stream = `run/app/${arn.split('/').at(-1) ?? ''}`
      const groups = await account.logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: 'jo' }))
      expect(groups.logGroups).toEqual([
        expect.objectContaining({
          logGroupName: 'jobs',
          logGroupArn: 'arn:aws:logs:us-east-1:123456789012:log-group:jobs',
        }),
      ])
      const { logStreams = [] } = await account.logs.send(
        new DescribeLogStreamsCommand({
          logGroupName: 'jobs',
          orderBy: 'LastEventTime',
          descending: true,
        }),
      )
      expect(logStreams).toMatchObject([{ logStreamName: stream }])
      expect(logStreams[0]?.lastEventTimestamp).toBeGreaterThanOrEqual(
        logStreams[0]?.firstEventTimestamp ?? Infinity,
      )
    }))

  it('refuse a group that does not exist', () =>
    withAccount({}, async ({ logs }) => {
      expect(await logs.send(new DescribeLogGroupsCommand({}))).toMatchObject({ logGroups: [] })
      await expect(logs.send(new DescribeLogStreamsCommand({ logGroupName: 'jobs' }))).rejects.toThrow(
        'The specified log group does not exist.',
      )
    }))
})

describe('FilterLogEvents', () => {
  it('reads a whole group, as `aws logs tail` does, or the streams of one prefix', () =>
    withAccount({}, async (account) => {
      await reaches(account, await start(account, 'echo one'), 'STOPPED')
      const read = async (request: object) =>
        (
          await account.logs.send(new FilterLogEventsCommand({ logGroupName: 'jobs', ...request }))
        ).events?.map(({ message }) => message)
      expect(await read({})).toEqual(['one'])
      expect(await read({ logStreamNamePrefix: 'run/app' })).toEqual(['one'])
      expect(await read({ logStreamNamePrefix: 'run/other' })).toEqual([])
      await expect(read({ logStreamNamePrefix: 'run', logStreamNames: ['run/app/1'] })).rejects.toThrow(
        'logStreamNames and logStreamNamePrefix cannot both be specified.',
      )
    }))
})
