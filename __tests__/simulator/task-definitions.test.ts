import { describe, expect, it } from '@jest/globals'
import {
  DeregisterTaskDefinitionCommand,
  DescribeTaskDefinitionCommand,
  ListTagsForResourceCommand,
  ListTaskDefinitionsCommand,
  TagResourceCommand,
  type ListTaskDefinitionsCommandInput,
} from '@aws-sdk/client-ecs'
import { definition, register, run, withAccount, type TestAccount } from './account.ts'

const JOB = 'arn:aws:ecs:us-east-1:123456789012:task-definition/job'

async function list({ ecs }: TestAccount, request: ListTaskDefinitionsCommandInput): Promise<unknown> {
  return (await ecs.send(new ListTaskDefinitionsCommand(request))).taskDefinitionArns
}

/** One call as it travels, past the SDK, which drops what it does not know. */
async function call(url: string, operation: string, body: object): Promise<Record<string, unknown>> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AmazonEC2ContainerServiceV20141113.${operation}`,
    },
    body: JSON.stringify(body),
  })
  return (await response.json()) as Record<string, unknown>
}

describe('RegisterTaskDefinition', () => {
  it('keeps members that no SDK knows, at any depth', () =>
    withAccount({}, async ({ simulator }) => {
      const request = definition()
      const containerDefinitions = request.containerDefinitions?.map((container) => ({
        ...container,
        inventedInContainer: { deep: [{ value: 1 }] },
      }))
      await call(simulator.url, 'RegisterTaskDefinition', {
        ...request,
        containerDefinitions,
        invented: { mode: 'STRICT' },
        status: 'INACTIVE',
        deregisteredAt: 1,
      })
      const { taskDefinition } = await call(simulator.url, 'DescribeTaskDefinition', {
        taskDefinition: 'job',
      })
      expect(taskDefinition).toMatchObject({
        status: 'ACTIVE',
        invented: { mode: 'STRICT' },
        containerDefinitions: [{ name: 'app', inventedInContainer: { deep: [{ value: 1 }] } }],
      })
      expect(taskDefinition).not.toHaveProperty('deregisteredAt')
    }))

  it('answers with members that it does not take', () =>
    withAccount({}, async (account) => {
      const { taskDefinition } = await register(account)
      expect(taskDefinition).toMatchObject({
        registeredBy: 'arn:aws:sts::123456789012:assumed-role/simulator/session',
        requiresAttributes: [{ name: expect.any(String) }],
      })
    }))

  it('counts revisions on, also past those that are inactive', () =>
    withAccount({}, async (account) => {
      await register(account)
      await account.ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition: 'job:1' }))
      expect((await register(account)).taskDefinition?.revision).toBe(2)
    }))

  it('refuses a revision while another of the family is being made', () =>
    withAccount({ registrationMs: 60_000 }, async (account) => {
      await register(account)
      await expect(register(account)).rejects.toMatchObject({
        name: 'ClientException',
        message: 'Too many concurrent attempts to create a new revision of the specified family.',
      })
      expect((await register(account, { family: 'other' })).taskDefinition?.revision).toBe(1)
    }))

  it('refuses tags of AWS', () =>
    withAccount({}, async (account) => {
      await expect(register(account, { tags: [{ key: 'aws:x', value: '1' }] })).rejects.toThrow(
        "Tag keys cannot start with 'aws:'.",
      )
    }))

  it('takes 20 at once, and then one a second, with the published rates', () =>
    withAccount({ publishedRates: true }, async (account) => {
      for (let count = 0; count < 20; count += 1) await register(account, { family: `job-${count}` })
      await expect(register(account)).rejects.toMatchObject({ name: 'ThrottlingException' })
    }))
})

describe('ListTaskDefinitions', () => {
  it('lists the active revisions by family and revision', () =>
    withAccount({}, async (account) => {
      for (const family of ['job', 'a-job', 'job']) await register(account, { family })
      const all = [`${JOB.replace('/job', '/a-job')}:1`, `${JOB}:1`, `${JOB}:2`]
      expect(await list(account, {})).toEqual(all)
      expect(await list(account, { sort: 'DESC' })).toEqual(all.toReversed())
    }))

  it('lists one family, by its full name, and its inactive revisions on request', () =>
    withAccount({}, async (account) => {
      for (const family of ['job', 'job', 'job-temporary']) await register(account, { family })
      await account.ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition: `${JOB}:1` }))
      expect(await list(account, { familyPrefix: 'job' })).toEqual([`${JOB}:2`])
      expect(await list(account, { familyPrefix: 'job', status: 'INACTIVE' })).toEqual([`${JOB}:1`])
      expect(await list(account, { familyPrefix: 'jo' })).toEqual([])
    }))

  it('answers in pages', () =>
    withAccount({}, async ({ ecs, simulator }) => {
      for (let count = 0; count < 3; count += 1) await register({ ecs, simulator } as TestAccount)
      const first = await ecs.send(new ListTaskDefinitionsCommand({ maxResults: 2 }))
      expect(first.taskDefinitionArns).toEqual([`${JOB}:1`, `${JOB}:2`])
      const second = await ecs.send(
        new ListTaskDefinitionsCommand({ maxResults: 2, nextToken: first.nextToken }),
      )
      expect([second.taskDefinitionArns, second.nextToken]).toEqual([[`${JOB}:3`], undefined])
    }))
})

describe('DeregisterTaskDefinition', () => {
  it('makes a revision inactive: it is described by its number, and not run', () =>
    withAccount({}, async (account) => {
      await register(account)
      await register(account)
      await account.ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition: 'job:2' }))
      const described = async (taskDefinition: string): Promise<unknown> => {
        const found = await account.ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition }))
        return [found.taskDefinition?.revision, found.taskDefinition?.status]
      }
      expect(await described('job:2')).toEqual([2, 'INACTIVE'])
      expect(await described('job')).toEqual([1, 'ACTIVE'])
      await expect(run(account, { taskDefinition: 'job:2' })).rejects.toThrow('TaskDefinition is inactive')
      await account.ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition: 'job:2' }))
    }))

  it('needs a revision', () =>
    withAccount({}, async (account) => {
      await register(account)
      const command = new DeregisterTaskDefinitionCommand({ taskDefinition: 'job' })
      await expect(account.ecs.send(command)).rejects.toMatchObject({ name: 'ClientException' })
    }))
})

describe('TagResource', () => {
  it('adds to the tags of a task definition and replaces those of the same key', () =>
    withAccount({}, async (account) => {
      const tags = [
        { key: 'team', value: 'data' },
        { key: 'stage', value: 'test' },
      ]
      await register(account, { tags })
      const given = [
        { key: 'stage', value: 'production' },
        { key: 'run', value: '1' },
      ]
      await account.ecs.send(new TagResourceCommand({ resourceArn: `${JOB}:1`, tags: given }))
      const all = [tags[0], ...given]
      const described = await account.ecs.send(
        new DescribeTaskDefinitionCommand({ taskDefinition: 'job', include: ['TAGS'] }),
      )
      expect(described.tags).toEqual(all)
      const listed = await account.ecs.send(new ListTagsForResourceCommand({ resourceArn: `${JOB}:1` }))
      expect(listed.tags).toEqual(all)
    }))

  it('refuses what does not exist', () =>
    withAccount({}, async ({ ecs }) => {
      const tags = [{ key: 'a', value: 'b' }]
      await expect(ecs.send(new TagResourceCommand({ resourceArn: `${JOB}:1`, tags }))).rejects.toMatchObject(
        { name: 'ResourceNotFoundException' },
      )
    }))
})
