import { describe, expect, it } from '@jest/globals'
import { appRuns, bodiesOf, simulate } from '../../testing/simulate.ts'
import { runIn } from './running.js'

const NO_CAPACITY = {
  reason: 'Capacity is unavailable at this time. Please try again later or in a different availability zone',
}
const SPOT_FIRST = {
  'launch-type': '',
  'capacity-provider-strategy': 'FARGATE_SPOT',
  'capacity-fallback': 'FARGATE',
  'capacity-timeout': '0',
}

describe('capacity-fallback', () => {
  it('starts at the next place what finds no capacity at the first', () =>
    simulate({ placement: [{ ...NO_CAPACITY, place: 'FARGATE_SPOT' }] }, async (simulator) => {
      const { verdict, lines } = await runIn(simulator, SPOT_FIRST)
      expect(verdict.outcome).toBe('succeeded')
      expect(bodiesOf(simulator, 'RunTask')).toMatchObject([
        { capacityProviderStrategy: [{ capacityProvider: 'FARGATE_SPOT' }] },
        { launchType: 'FARGATE' },
      ])
      const tokens = bodiesOf(simulator, 'RunTask').map(({ clientToken }) => clientToken)
      expect(new Set(tokens).size).toBe(2)
      expect(lines.join('\n')).toMatch(/no capacity +then FARGATE/)
      expect(lines.join('\n')).toMatch(/No capacity for 1 task\. Trying FARGATE\./)
    }))

  it('starts only the shortfall elsewhere and follows all tasks together', () =>
    simulate({ placement: [{ ...NO_CAPACITY, place: 'FARGATE_SPOT', starts: 2 }] }, async (simulator) => {
      const { verdict, outputs } = await runIn(simulator, { ...SPOT_FIRST, count: '5' })
      expect(verdict.outcome).toBe('succeeded')
      expect(bodiesOf(simulator, 'RunTask').map(({ count }) => count)).toEqual([5, 3])
      expect(JSON.parse(outputs['task-arns'] ?? '[]')).toHaveLength(5)
    }))

  it('is not used for a refusal that is no want of capacity', () =>
    simulate(
      {
        faults: [{ operation: 'RunTask', fault: 'error', type: 'InvalidParameterException', message: 'no' }],
      },
      async (simulator) => {
        const { verdict } = await runIn(simulator, SPOT_FIRST)
        expect(verdict.outcome).toBe('failed')
        expect(bodiesOf(simulator, 'RunTask')).toHaveLength(1)
      },
    ))

  it('sends a platform version to Fargate alone', () =>
    simulate({ placement: [NO_CAPACITY] }, async (simulator) => {
      await runIn(simulator, {
        'launch-type': 'FARGATE',
        'platform-version': '1.4.0',
        'capacity-fallback': 'FARGATE_SPOT=1\n- FARGATE_SPOT=4, FARGATE=1',
        'capacity-timeout': '0',
      })
      expect(bodiesOf(simulator, 'RunTask').map(({ platformVersion }) => platformVersion)).toEqual([
        '1.4.0',
        '1.4.0',
        '1.4.0',
      ])
    }))

  it('is checked before the start by the rules of each place', () =>
    simulate({}, async (simulator) => {
      const { verdict, errors } = await runIn(simulator, {
        'capacity-fallback': 'EC2',
        'ephemeral-storage': '50',
      })
      expect(verdict.outcome).toBe('failed')
      expect(errors.join('\n')).toMatch(/at the place EC2: .*ephemeral/i)
      expect(bodiesOf(simulator, 'RunTask')).toEqual([])
    }))

  it('takes the last retry after a Spot interruption', () =>
    simulate({ tasks: [{ happens: 'spot-interruption', on: [1, 2] }] }, async (simulator) => {
      const { verdict } = await runIn(simulator, {
        ...SPOT_FIRST,
        'retry-on': 'spot-interruption',
        'max-retries': '2',
        containers: appRuns('sleep 1.5'),
      })
      expect(verdict.outcome).toBe('succeeded')
      expect(bodiesOf(simulator, 'RunTask').map(({ launchType }) => launchType)).toEqual([
        undefined,
        undefined,
        'FARGATE',
      ])
    }))

  it('takes a task that ended for want of capacity, without retry-on', () =>
    simulate(
      {
        tasks: [
          {
            happens: 'start-failure',
            on: [1],
            reason:
              'Capacity is unavailable at this time. Please try again later or in a different availability zone',
          },
        ],
      },
      async (simulator) => {
        const { verdict } = await runIn(simulator, SPOT_FIRST)
        expect(verdict.outcome).toBe('succeeded')
        expect(bodiesOf(simulator, 'RunTask').map(({ launchType }) => launchType)).toEqual([
          undefined,
          'FARGATE',
        ])
      },
    ))

  it.each([
    ['FARGATE_SPOTS=x', /weight/],
    ['FARGATE=1, FARGATE=2', /twice/],
  ])('refuses %j before anything runs', (value, words) =>
    simulate({}, async (simulator) => {
      const { errors } = await runIn(simulator, { 'capacity-fallback': value })
      expect(errors.join('\n')).toMatch(words)
      expect(bodiesOf(simulator, 'RunTask')).toEqual([])
    }),
  )
})
