import { describe, expect, it } from '@jest/globals'
import type { Service } from '@aws-sdk/client-ecs'
import { serviceDefinition } from '../../src/request/service-definition.js'

const arn = (revision: number): string =>
  `arn:aws:ecs:eu-west-1:111122223333:task-definition/shop:${revision}`

describe('serviceDefinition', () => {
  it.each<[string, Service, number]>([
    [
      'the PRIMARY deployment',
      {
        taskDefinition: arn(1),
        deployments: [
          { status: 'ACTIVE', taskDefinition: arn(2) },
          { status: 'PRIMARY', taskDefinition: arn(3), rolloutState: 'COMPLETED' },
        ],
      },
      3,
    ],
    ['the service itself where it has no deployments', { taskDefinition: arn(4) }, 4],
    [
      'the PRIMARY task set with CODE_DEPLOY',
      {
        deploymentController: { type: 'CODE_DEPLOY' },
        taskDefinition: arn(1),
        taskSets: [
          { status: 'ACTIVE', taskDefinition: arn(2) },
          { status: 'PRIMARY', taskDefinition: arn(5), stabilityStatus: 'STEADY_STATE' },
        ],
      },
      5,
    ],
  ])('is that of %s', (_what, service, revision) => {
    expect(serviceDefinition(service)).toEqual({ taskDefinition: arn(revision), findings: [] })
  })

  it('says during a roll-out which of two revisions is taken', () => {
    const deployments: Service['deployments'] = [
      { status: 'PRIMARY', taskDefinition: arn(42), rolloutState: 'IN_PROGRESS' },
      { status: 'ACTIVE', taskDefinition: arn(41), rolloutState: 'COMPLETED' },
    ]
    expect(serviceDefinition({ serviceName: 'shop', deployments })).toEqual({
      taskDefinition: arn(42),
      findings: [
        {
          severity: 'warning',
          rule: 'service-rollout',
          where: 'like-service',
          message:
            'the PRIMARY deployment of the service shop is IN_PROGRESS; the step runs its task definition, shop:42, and not shop:41, which the service runs too',
          advice: 'Run the step when the deployment is complete, or write  task-definition: shop:41',
        },
      ],
    })
  })

  it('is an error where an EXTERNAL service has no PRIMARY task set', () => {
    const service: Service = { serviceName: 'shop', deploymentController: { type: 'EXTERNAL' } }
    expect(serviceDefinition(service)).toMatchObject({ findings: [{ severity: 'error' }] })
    expect(serviceDefinition(service)).not.toHaveProperty('taskDefinition')
  })
})
