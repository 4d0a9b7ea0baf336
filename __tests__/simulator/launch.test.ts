import { describe, expect, it } from '@jest/globals'
import { DeregisterTaskDefinitionCommand, type RegisterTaskDefinitionCommandInput } from '@aws-sdk/client-ecs'
import { register, run, withAccount } from './account.ts'

const ec2: Partial<RegisterTaskDefinitionCommandInput> = {
  requiresCompatibilities: ['EC2'],
  networkMode: 'bridge',
  containerDefinitions: [{ name: 'app', image: 'app:1', memory: 64 }],
}

describe('RunTask does not launch', () => {
  it('a network where the definition has none', () =>
    withAccount({}, async (account) => {
      await register(account, ec2)
      await expect(run(account, { launchType: 'EC2' })).rejects.toMatchObject({
        name: 'InvalidParameterException',
        message: 'Network Configuration is not valid for the given networkMode of this task definition.',
      })
    }))

  it('a definition that Fargate does not run', () =>
    withAccount({}, async (account) => {
      await register(account, ec2)
      await expect(run(account)).rejects.toThrow('Task definition does not support launch_type FARGATE.')
    }))

  it('EC2 in a cluster without instances, which is where nothing says otherwise', () =>
    withAccount({ clusters: [{ name: 'empty' }] }, async (account) => {
      await register(account)
      await expect(run(account, { cluster: 'empty', launchType: undefined })).rejects.toThrow(
        'No Container Instances were found in your cluster.',
      )
    }))

  it('a mix of Fargate and instances', () =>
    withAccount(
      { clusters: [{ name: 'mixed', capacityProviders: [{ name: 'FARGATE' }, { name: 'group' }] }] },
      async (account) => {
        await register(account)
        const capacityProviderStrategy = [
          { capacityProvider: 'FARGATE', weight: 1 },
          { capacityProvider: 'group' },
        ]
        await expect(
          run(account, { cluster: 'mixed', launchType: undefined, capacityProviderStrategy }),
        ).rejects.toThrow(
          'A capacity provider strategy cannot contain a mix of capacity providers using Auto Scaling groups and Fargate providers.',
        )
      },
    ))

  it('an inactive definition', () =>
    withAccount({}, async (account) => {
      await register(account)
      await account.ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition: 'job:1' }))
      await expect(run(account, { taskDefinition: 'job:1' })).rejects.toMatchObject({
        name: 'InvalidParameterException',
        message: 'TaskDefinition is inactive',
      })
      await expect(run(account)).rejects.toMatchObject({
        name: 'ClientException',
        message: 'TaskDefinition not found.',
      })
    }))

  it('an unknown cluster', () =>
    withAccount({}, async (account) => {
      await register(account)
      await expect(run(account, { cluster: 'nowhere' })).rejects.toMatchObject({
        name: 'ClusterNotFoundException',
        message: 'Cluster not found.',
      })
    }))

  it.each([
    ['an unknown platform version', '1.9.0', {}, 'PlatformUnknownException'],
    [
      'an old platform with storage',
      '1.3.0',
      { ephemeralStorage: { sizeInGiB: 30 } },
      'PlatformTaskDefinitionIncompatibilityException',
    ],
    [
      'an old platform with 8 vCPUs',
      '1.3.0',
      { cpu: '8192', memory: '16384' },
      'PlatformTaskDefinitionIncompatibilityException',
    ],
  ])('%s', (_what, platformVersion, overrides, name) =>
    withAccount({}, async (account) => {
      await register(account)
      await expect(run(account, { platformVersion, overrides })).rejects.toMatchObject({ name })
    }),
  )
})
