import { describe, expect, it } from '@jest/globals'
import fc from '../../testing/properties.js'
import { planRequest } from '../../src/request/plan-request.js'
import { maskRequest } from '../../src/request/run-task-request.js'
import { readRunSettings } from '../../src/inputs/run-settings.js'
import { given, settingsOf } from '../inputs/reading-inputs.ts'
import { ON_EC2, ON_FARGATE, requestOf, UNREADABLE } from './settings.ts'

const BARE = { taskDefinition: 'nightly-etl:42', cluster: 'default', count: 1, startedBy: 'github/4711/2' }
const FAMILY_ARN = 'arn:aws:ecs:eu-west-1:111122223333:task-definition/nightly-etl'
const RUN = { runId: '4711', runAttempt: '2' }

describe('a request', () => {
  it('holds nothing that nobody asked for', () => {
    expect(requestOf({})).toEqual({ taskDefinition: 'nightly-etl:42', cluster: 'default', count: 1 })
    expect(planRequest(settingsOf({}, RUN), ON_FARGATE).request).toEqual(BARE)
  })

  it.each<[string, Record<string, string>, object]>([
    [
      'a cluster',
      { cluster: 'arn:aws:ecs:eu-west-1:123456789012:cluster/analytics' },
      { cluster: 'arn:aws:ecs:eu-west-1:123456789012:cluster/analytics' },
    ],
    ['a count beyond one call', { count: '25' }, { count: 25 }],
    ['a launch type', { 'launch-type': 'EC2' }, { launchType: 'EC2' }],
    [
      'capacity providers',
      { 'capacity-provider-strategy': 'FARGATE_SPOT=4, FARGATE=1' },
      {
        capacityProviderStrategy: [
          { capacityProvider: 'FARGATE_SPOT', weight: 4 },
          { capacityProvider: 'FARGATE', weight: 1 },
        ],
      },
    ],
    ['a platform version', { 'platform-version': '1.4.0' }, { platformVersion: '1.4.0' }],
    [
      'subnets',
      { subnets: 'subnet-0a1b2c3d' },
      {
        networkConfiguration: {
          awsvpcConfiguration: { subnets: ['subnet-0a1b2c3d'], assignPublicIp: 'DISABLED' },
        },
      },
    ],
    [
      'a whole network',
      { subnets: 'subnet-0a1b2c3d', 'security-groups': 'sg-0a1b2c3d', 'assign-public-ip': 'true' },
      {
        networkConfiguration: {
          awsvpcConfiguration: {
            subnets: ['subnet-0a1b2c3d'],
            securityGroups: ['sg-0a1b2c3d'],
            assignPublicIp: 'ENABLED',
          },
        },
      },
    ],
    [
      'sizes, as text for the task and as numbers for a container',
      {
        cpu: '2 vCPU',
        memory: '4 GB',
        containers: 'app: {cpu: 1024, memory: 2 GB, memoryReservation: 1 GB}',
      },
      {
        overrides: {
          cpu: '2048',
          memory: '4096',
          containerOverrides: [{ name: 'app', cpu: 1024, memory: 2048, memoryReservation: 1024 }],
        },
      },
    ],
    ['one size alone', { memory: '3 GB' }, { overrides: { memory: '3072' } }],
    [
      'roles and storage',
      {
        'task-role-arn': 'arn:aws:iam::123456789012:role/task',
        'execution-role-arn': 'arn:aws:iam::123456789012:role/exec',
        'ephemeral-storage': '50',
      },
      {
        overrides: {
          taskRoleArn: 'arn:aws:iam::123456789012:role/task',
          executionRoleArn: 'arn:aws:iam::123456789012:role/exec',
          ephemeralStorage: { sizeInGiB: 50 },
        },
      },
    ],
    [
      'everything of a container',
      {
        containers:
          'app: {command: [a, b c], environment: {B: x, A: ""}, environmentFiles: ["arn:aws:s3:::bucket/a.env"], gpu: 1}',
      },
      {
        overrides: {
          containerOverrides: [
            {
              name: 'app',
              command: ['a', 'b c'],
              environment: [
                { name: 'B', value: 'x' },
                { name: 'A', value: '' },
              ],
              environmentFiles: [{ value: 'arn:aws:s3:::bucket/a.env', type: 's3' }],
              resourceRequirements: [{ type: 'GPU', value: '1' }],
            },
          ],
        },
      },
    ],
    [
      'names and tags',
      { 'started-by': 'me', group: 'nightly', tags: 'team: data', 'propagate-tags': 'NONE' },
      { startedBy: 'me', group: 'nightly', tags: [{ key: 'team', value: 'data' }], propagateTags: 'NONE' },
    ],
    [
      'switches that are on',
      { 'enable-ecs-managed-tags': 'true', 'enable-execute-command': 'true' },
      { enableECSManagedTags: true, enableExecuteCommand: true },
    ],
    ['switches that are off', { 'enable-ecs-managed-tags': 'false', 'enable-execute-command': 'false' }, {}],
    [
      'placement',
      {
        'placement-constraints': '[{type: distinctInstance}]',
        'placement-strategy': '[{type: spread, field: "attribute:ecs.availability-zone"}]',
      },
      {
        placementConstraints: [{ type: 'distinctInstance' }],
        placementStrategy: [{ type: 'spread', field: 'attribute:ecs.availability-zone' }],
      },
    ],
    [
      'volumes',
      {
        volumes:
          '[{name: scratch, managedEBSVolume: {roleArn: "arn:aws:iam::123456789012:role/ebs", sizeInGiB: 20}}]',
      },
      {
        volumeConfigurations: [
          {
            name: 'scratch',
            managedEBSVolume: { roleArn: 'arn:aws:iam::123456789012:role/ebs', sizeInGiB: 20 },
          },
        ],
      },
    ],
  ])('holds %s as written', (_what, texts, part) => {
    const definition = 'launch-type' in texts ? ON_EC2 : ON_FARGATE
    expect(requestOf(texts, definition)).toEqual({
      taskDefinition: `nightly-etl:${definition.revision ?? ''}`,
      cluster: 'default',
      count: 1,
      ...part,
    })
  })

  it.each([
    ['nightly-etl', 'nightly-etl:42'],
    ['nightly-etl:42', 'nightly-etl:42'],
    [FAMILY_ARN, `${FAMILY_ARN}:42`],
    [`${FAMILY_ARN}:42`, `${FAMILY_ARN}:42`],
  ])('for %s names the revision that was checked', (written, asked) => {
    expect(requestOf({ 'task-definition': written })).toMatchObject({ taskDefinition: asked })
    expect(requestOf({ 'task-definition': written }, UNREADABLE)).toMatchObject({ taskDefinition: written })
  })

  it('leaves out a container that is named and not overridden', () => {
    expect(requestOf({ containers: 'app: {}' })).not.toHaveProperty('overrides')
  })

  it('is none where no task definition is named', () => {
    const { settings } = readRunSettings(given({}))
    expect(planRequest(settings, undefined)).not.toHaveProperty('request')
  })

  it('never has a member that is undefined, which the SDK would send', () => {
    const request = requestOf({
      cpu: '2048',
      memory: '4096',
      containers: 'app: {cpu: 512}',
      ...{ subnets: 'subnet-0a1b2c3d' },
    })
    const undefinedIn = (value: unknown): boolean =>
      value === undefined ||
      (typeof value === 'object' && value !== null && Object.values(value).some(undefinedIn))
    expect(undefinedIn(request)).toBe(false)
  })
})

describe('a redacted request', () => {
  it('keeps everything but the values of environments', () => {
    const request = requestOf({
      cpu: '2048',
      memory: '4096',
      containers: 'app: {command: [x], environment: {A: one, B: two}}',
      tags: 'a: b',
    })
    expect(request).toBeDefined()
    if (request === undefined) return
    const { overrides, ...rest } = maskRequest(request)
    expect(rest).toEqual({
      taskDefinition: 'nightly-etl:42',
      cluster: 'default',
      count: 1,
      tags: [{ key: 'a', value: 'b' }],
    })
    expect(overrides).toEqual({
      cpu: '2048',
      memory: '4096',
      containerOverrides: [{ name: 'app', command: ['x'], environment: [{ name: 'A' }, { name: 'B' }] }],
    })
  })

  it('is the request where it overrides no container', () => {
    for (const request of [{ taskDefinition: 'a' }, { taskDefinition: 'a', overrides: { cpu: '256' } }])
      expect(maskRequest(request)).toBe(request)
  })

  it('shows no value, whatever it is', () => {
    const secret = fc.stringMatching(/^[a-z0-9"\\ ]{4,20}$/).map((text) => `S3CR3T${text}`)
    const containers = fc.array(
      fc.record({
        name: fc.constantFrom('app', 'x'),
        environment: fc.array(fc.record({ name: fc.constant('N'), value: secret })),
      }),
    )
    fc.assert(
      fc.property(containers, (containerOverrides) => {
        expect(
          JSON.stringify(maskRequest({ taskDefinition: 'a', overrides: { containerOverrides } })),
        ).not.toContain('S3CR3T')
      }),
    )
  })
})
