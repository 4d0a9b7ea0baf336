import type { Service } from '@aws-sdk/client-ecs'
import { describe, expect, it } from '@jest/globals'
import { likeService, takenFromService, whyNoNetwork } from '../../src/request/like-service.js'
import { settingsOf } from '../inputs/reading-inputs.ts'

const NETWORK: Service['networkConfiguration'] = {
  awsvpcConfiguration: {
    subnets: ['subnet-1', 'subnet-2'],
    securityGroups: ['sg-1'],
    assignPublicIp: 'ENABLED',
  },
}
const ON_FARGATE: Service = { launchType: 'FARGATE', platformVersion: '1.4.0', networkConfiguration: NETWORK }
const ON_SPOT: Service = { capacityProviderStrategy: [{ capacityProvider: 'FARGATE_SPOT', weight: 1 }] }

function placeOf(texts: Record<string, string>, service: Service, networkMode?: string) {
  const { launchType, capacityProviderStrategy, platformVersion, subnets, securityGroups, assignPublicIp } =
    likeService(settingsOf(texts), service, networkMode)
  return { launchType, capacityProviderStrategy, platformVersion, subnets, securityGroups, assignPublicIp }
}

const NOTHING = { capacityProviderStrategy: [], subnets: [], securityGroups: [] }
const ALL_OF_IT = {
  ...NOTHING,
  launchType: 'FARGATE',
  platformVersion: '1.4.0',
  subnets: ['subnet-1', 'subnet-2'],
  securityGroups: ['sg-1'],
  assignPublicIp: 'ENABLED',
}

describe('a service', () => {
  it.each<[string, Record<string, string>, Service, object]>([
    ['gives all that is not given', {}, ON_FARGATE, ALL_OF_IT],
    ['gives its capacity providers', {}, ON_SPOT, { ...NOTHING, ...ON_SPOT }],
    [
      'gives its capacity providers before a launch type',
      {},
      { ...ON_SPOT, launchType: 'EC2' },
      { ...NOTHING, ...ON_SPOT },
    ],
    [
      'gives no capacity providers beside a launch type',
      { 'launch-type': 'EC2' },
      ON_SPOT,
      { ...NOTHING, launchType: 'EC2' },
    ],
    [
      'gives no launch type beside capacity providers',
      { 'capacity-provider-strategy': 'FARGATE' },
      ON_FARGATE,
      { ...ALL_OF_IT, launchType: undefined, capacityProviderStrategy: [{ capacityProvider: 'FARGATE' }] },
    ],
    [
      'gives no other platform version',
      { 'platform-version': '1.3.0' },
      ON_FARGATE,
      { ...ALL_OF_IT, platformVersion: '1.3.0' },
    ],
    [
      'gives the rest of a network',
      { subnets: 'subnet-0a1b2c3d' },
      ON_FARGATE,
      { ...ALL_OF_IT, subnets: ['subnet-0a1b2c3d'] },
    ],
    [
      'leaves a network alone that is given whole',
      { subnets: 'subnet-0a1b2c3d', 'security-groups': 'sg-0a1b2c3d', 'assign-public-ip': 'DISABLED' },
      ON_FARGATE,
      {
        ...ALL_OF_IT,
        subnets: ['subnet-0a1b2c3d'],
        securityGroups: ['sg-0a1b2c3d'],
        assignPublicIp: 'DISABLED',
      },
    ],
    ['gives nothing where it has nothing', {}, {}, NOTHING],
    [
      'gives a network without what it does not say',
      {},
      { networkConfiguration: { awsvpcConfiguration: { subnets: undefined } } },
      NOTHING,
    ],
  ])('%s', (_what, texts, service, place) => {
    expect(placeOf(texts, service)).toEqual(place)
  })

  it('gives no launch type that nobody knows', () => {
    const strange = { ...ON_FARGATE }
    Object.assign(strange, { launchType: 'SOMETHING_NEW' })
    expect(placeOf({}, strange).launchType).toBeUndefined()
  })
})

describe('likeService', () => {
  const IN_ITS_NETWORK = { ...NOTHING, subnets: ['subnet-1', 'subnet-2'], securityGroups: ['sg-1'] }

  it.each([
    ['launch-type: EC2', { 'launch-type': 'EC2' }, { launchType: 'EC2' }],
    [
      'capacity providers of its own',
      { 'capacity-provider-strategy': 'gpu-asg' },
      { capacityProviderStrategy: [{ capacityProvider: 'gpu-asg' }] },
    ],
  ])('takes no platform version and no public address outside Fargate: %s', (_case, texts, place) => {
    expect(placeOf(texts, ON_FARGATE, 'awsvpc')).toEqual({
      ...IN_ITS_NETWORK,
      ...place,
      ...('launchType' in place ? {} : { launchType: undefined }),
      platformVersion: undefined,
      assignPublicIp: undefined,
    })
  })

  it('takes no network for a task definition with another network mode than awsvpc, and says so once', () => {
    const written = settingsOf({ 'launch-type': 'EC2' })
    const settings = likeService(written, ON_FARGATE, 'bridge')
    expect(settings).toMatchObject({ subnets: [], securityGroups: [] })
    expect(settings.assignPublicIp).toBeUndefined()
    expect(takenFromService(written, settings, ON_FARGATE, 'bridge')).toEqual([
      'not its network (network mode bridge)',
    ])
  })

  it('takes the network of the PRIMARY task set where a service has none itself', () => {
    const service: Service = {
      deploymentController: { type: 'EXTERNAL' },
      taskSets: [
        { status: 'ACTIVE', networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-9'] } } },
        { status: 'PRIMARY', launchType: 'FARGATE', platformVersion: '1.4.0', networkConfiguration: NETWORK },
      ],
    }
    expect(placeOf({}, service, 'awsvpc')).toEqual(ALL_OF_IT)
  })
})

describe('whyNoNetwork', () => {
  it('names the service, and its task sets with the deployment controller EXTERNAL', () => {
    expect(whyNoNetwork({ serviceName: 'web', deploymentController: { type: 'EXTERNAL' } })).toBe(
      'the service web has the deployment controller EXTERNAL: its network is in its task sets, of which none is PRIMARY',
    )
    expect(whyNoNetwork({ serviceName: 'web' })).toBe(
      'the service web has no network either: its own task definition has another network mode',
    )
  })
})
