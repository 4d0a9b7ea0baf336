import { describe, expect, it } from '@jest/globals'
import {
  CreateServiceCommand,
  CreateTaskSetCommand,
  DeregisterTaskDefinitionCommand,
  DescribeServicesCommand,
  UpdateServiceCommand,
  UpdateServicePrimaryTaskSetCommand,
  type CreateServiceCommandInput,
  type Service,
} from '@aws-sdk/client-ecs'
import { NETWORK, register, withAccount, type TestAccount } from './account.ts'

const JOB = 'arn:aws:ecs:us-east-1:123456789012:task-definition/job'

async function create({ ecs }: TestAccount, request: Partial<CreateServiceCommandInput> = {}) {
  const networkConfiguration = NETWORK
  await ecs.send(
    new CreateServiceCommand({ serviceName: 'web', taskDefinition: 'job', networkConfiguration, ...request }),
  )
}

async function describeWeb({ ecs }: TestAccount): Promise<Service | undefined> {
  return (await ecs.send(new DescribeServicesCommand({ services: ['web'] }))).services?.[0]
}

describe('a service of the simulator', () => {
  it('has one deployment, PRIMARY and COMPLETED, with what it was created with', () =>
    withAccount({}, async (account) => {
      await register(account)
      await create(account, { launchType: 'FARGATE', desiredCount: 2 })
      const service = await describeWeb(account)
      expect(service?.taskDefinition).toBe(`${JOB}:1`)
      expect(service?.deployments).toMatchObject([
        {
          status: 'PRIMARY',
          rolloutState: 'COMPLETED',
          taskDefinition: `${JOB}:1`,
          launchType: 'FARGATE',
          desiredCount: 2,
          networkConfiguration: NETWORK,
        },
      ])
    }))

  it('rolls out a new revision: PRIMARY and IN_PROGRESS, the one before it ACTIVE', () =>
    withAccount({ deploymentMs: 60_000 }, async (account) => {
      await register(account)
      await create(account)
      await register(account)
      await account.ecs.send(new UpdateServiceCommand({ service: 'web', taskDefinition: 'job' }))
      const service = await describeWeb(account)
      expect(service?.taskDefinition).toBe(`${JOB}:2`)
      expect(service?.deployments).toMatchObject([
        { status: 'PRIMARY', rolloutState: 'IN_PROGRESS', taskDefinition: `${JOB}:2` },
        { status: 'ACTIVE', taskDefinition: `${JOB}:1` },
      ])
    }))

  it('keeps its deployment where only its count changes', () =>
    withAccount({}, async (account) => {
      await register(account)
      await create(account)
      const before = await describeWeb(account)
      const { service } = await account.ecs.send(
        new UpdateServiceCommand({ service: 'web', desiredCount: 3 }),
      )
      expect(service?.desiredCount).toBe(3)
      expect(service?.deployments?.map(({ id }) => id)).toEqual(before?.deployments?.map(({ id }) => id))
    }))

  it('cannot be given an inactive revision', () =>
    withAccount({}, async (account) => {
      await register(account)
      await create(account)
      await register(account)
      await account.ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition: 'job:2' }))
      const command = new UpdateServiceCommand({ service: 'web', taskDefinition: 'job:2' })
      await expect(account.ecs.send(command)).rejects.toThrow('TaskDefinition is inactive')
    }))

  it('has a PRIMARY task set and no deployments with the controller CODE_DEPLOY', () =>
    withAccount({}, async (account) => {
      await register(account)
      await create(account, { deploymentController: { type: 'CODE_DEPLOY' }, launchType: 'FARGATE' })
      const service = await describeWeb(account)
      expect(service?.deployments).toEqual([])
      expect(service?.taskSets).toMatchObject([{ status: 'PRIMARY', networkConfiguration: NETWORK }])
      const command = new UpdateServiceCommand({ service: 'web', taskDefinition: 'job' })
      await expect(account.ecs.send(command)).rejects.toMatchObject({ name: 'InvalidParameterException' })
    }))

  it('takes its task sets from outside with the controller EXTERNAL', () =>
    withAccount({}, async (account) => {
      await register(account)
      await create(account, {
        deploymentController: { type: 'EXTERNAL' },
        taskDefinition: undefined,
        networkConfiguration: undefined,
      })
      const request = { service: 'web', cluster: 'default', taskDefinition: 'job' }
      const { taskSet } = await account.ecs.send(
        new CreateTaskSetCommand({ ...request, launchType: 'FARGATE', networkConfiguration: NETWORK }),
      )
      expect(taskSet?.status).toBe('ACTIVE')
      await account.ecs.send(
        new UpdateServicePrimaryTaskSetCommand({
          cluster: 'default',
          service: 'web',
          primaryTaskSet: taskSet?.taskSetArn,
        }),
      )
      const service = await describeWeb(account)
      expect(service).not.toHaveProperty('taskDefinition')
      expect(service?.taskSets).toMatchObject([
        { status: 'PRIMARY', taskDefinition: `${JOB}:1`, launchType: 'FARGATE' },
      ])
    }))
})
