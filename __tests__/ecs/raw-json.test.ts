import { describe, expect, it } from '@jest/globals'
import { DescribeTaskDefinitionCommand, RegisterTaskDefinitionCommand } from '@aws-sdk/client-ecs'
import { keepRawAnswer, sendRawBody } from '../../src/ecs/raw-json.js'
import { definition, withAccount } from '../simulator/account.ts'

const BODY = {
  ...(JSON.parse(JSON.stringify(definition())) as ReturnType<typeof definition> & Record<string, never>),
  trustedExecutionConfiguration: { invented: ['ü', 1.5, null, true] },
  containerDefinitions: [{ name: 'app', image: 'app:1', inventedInContainer: { deep: {} } }],
}

describe('sendRawBody and keepRawAnswer', () => {
  it('carry members that the SDK does not know to ECS and back', () =>
    withAccount({}, async ({ ecs, simulator }) => {
      const register = new RegisterTaskDefinitionCommand({ family: 'job', containerDefinitions: [] })
      sendRawBody(register, BODY as never)
      await ecs.send(register)
      expect(simulator.calls[0]?.body).toEqual(BODY)

      const describe = new DescribeTaskDefinitionCommand({ taskDefinition: 'job' })
      const answer = keepRawAnswer(describe)
      expect(answer()).toBeUndefined()
      const { taskDefinition } = await ecs.send(describe)
      expect(taskDefinition?.family).toBe('job')
      expect(answer()).toMatchObject({
        taskDefinition: {
          family: 'job',
          trustedExecutionConfiguration: { invented: ['ü', 1.5, null, true] },
          containerDefinitions: [{ name: 'app', inventedInContainer: { deep: {} } }],
        },
      })
    }))

  it('leave a refusal to the SDK', () =>
    withAccount({}, async ({ ecs }) => {
      const describe = new DescribeTaskDefinitionCommand({ taskDefinition: 'nothing' })
      keepRawAnswer(describe)
      await expect(ecs.send(describe)).rejects.toMatchObject({ name: 'ClientException' })
    }))
})
