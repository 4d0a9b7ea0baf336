import { describe, expect, it } from '@jest/globals'
import { NETWORK, register, withAccount } from './account.ts'

describe('the deserializer refuses', () => {
  it.each<[string, object, string]>([
    [
      'text for a container’s CPU',
      { containerOverrides: [{ name: 'app', cpu: '256' }] },
      'STRING_VALUE cannot be converted to Integer',
    ],
    ['a number for a task’s CPU', { cpu: 256 }, 'NUMBER_VALUE cannot be converted to String'],
    [
      'a fraction',
      { containerOverrides: [{ name: 'app', memory: 0.5 }] },
      'NUMBER_VALUE cannot be converted to Integer',
    ],
    ['a list for a text', { memory: ['512'] }, 'Start of list found where not expected'],
    ['a map for a text', { memory: { mib: 512 } }, 'Start of structure or map found where not expected.'],
    ['a text for a list', { containerOverrides: 'app' }, 'STRING_VALUE cannot be converted to List'],
  ])('%s', (_what, overrides, message) =>
    withAccount({}, async ({ simulator }) => {
      const response = await post(simulator.url, { taskDefinition: 'job', overrides })
      expect(response.status).toBe(400)
      expect(response.headers.get('x-amzn-errortype')).toBe('SerializationException')
      expect(await response.json()).toEqual({ __type: 'SerializationException', message })
    }),
  )

  it('what is no JSON', () =>
    withAccount({}, async ({ simulator }) => {
      expect(await (await post(simulator.url, '{')).json()).toMatchObject({
        __type: 'SerializationException',
      })
    }))

  it('nothing where a member is null', () =>
    withAccount({}, async (account) => {
      await register(account)
      const overrides = { cpu: null, memory: null, containerOverrides: null }
      const request = { taskDefinition: 'job', networkConfiguration: NETWORK, overrides }
      expect((await post(account.simulator.url, request)).status).toBe(200)
    }))

  it('an operation that is not simulated', () =>
    withAccount({}, async ({ simulator }) => {
      const response = await post(simulator.url, {}, 'ExecuteCommand')
      expect(await response.json()).toMatchObject({ __type: 'UnknownOperationException' })
    }))

  function post(url: string, body: unknown, operation = 'RunTask'): Promise<Response> {
    return fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `AmazonEC2ContainerServiceV20141113.${operation}`,
      },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })
  }
})
