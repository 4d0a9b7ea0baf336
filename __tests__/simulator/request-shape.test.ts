import { FilterLogEventsRequest$ } from '@aws-sdk/client-cloudwatch-logs'
import { CreateServiceRequest$, RegisterTaskDefinitionRequest$, RunTaskRequest$ } from '@aws-sdk/client-ecs'
import { describe, expect, it } from '@jest/globals'
import { requestShape } from '../../simulator/request-shape.ts'
import { findMismatch } from '../../simulator/shapes.ts'

describe('requestShape', () => {
  const mismatchOf = (schema: Parameters<typeof requestShape>[0], request: object): string | undefined =>
    findMismatch(requestShape(schema), request, '', false)?.path

  it.each<[string, object, string]>([
    ['a text for a number', { containerDefinitions: [{ memory: '512' }] }, 'containerDefinitions[0].memory'],
    [
      'a fraction for an integer, three levels deep',
      { containerDefinitions: [{ healthCheck: { interval: 1.5 } }] },
      'containerDefinitions[0].healthCheck.interval',
    ],
    [
      'a number in a map of texts',
      { containerDefinitions: [{ dockerLabels: { build: 7 } }] },
      'containerDefinitions[0].dockerLabels.build',
    ],
    [
      'a number in a list of texts',
      { requiresCompatibilities: ['FARGATE', 1] },
      'requiresCompatibilities[1]',
    ],
    ['a text for a boolean', { enableFaultInjection: 'true' }, 'enableFaultInjection'],
  ])('finds %s', (_what, request, path) => {
    expect(mismatchOf(RegisterTaskDefinitionRequest$, request)).toBe(path)
  })

  it('lets members pass that the SDK does not know', () => {
    expect(mismatchOf(RunTaskRequest$, { invented: [{ deep: 1 }], overrides: { invented: 'too' } })).toBe(
      undefined,
    )
  })

  it('takes epoch milliseconds and percentages, which are wider than an integer', () => {
    expect(mismatchOf(FilterLogEventsRequest$, { startTime: 1_795_773_600_000 })).toBe(undefined)
    const canaryConfiguration = { canaryPercent: 2.5 }
    expect(mismatchOf(CreateServiceRequest$, { deploymentConfiguration: { canaryConfiguration } })).toBe(
      undefined,
    )
  })
})
