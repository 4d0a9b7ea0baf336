import { DescribeTasksCommand, ECSClient, RunTaskCommand } from '@aws-sdk/client-ecs'
import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from '@jest/globals'
import { AwsError } from '../../src/ecs/aws-error.js'
import { maskAnswers } from '../../src/ecs/mask-answers.js'
import { createMask } from '../../src/text/mask.js'
import fc from '../../testing/properties.js'

const SECRET = `correct_horse<"battery">&\\staple% x`
const ARN = 'arn:aws:ecs:us-east-1:123456789012:task/nightly/0123456789abcdef0123456789abcdef'

/** Sends a command to an ECS that answers with this. */
async function answerTo(
  command: RunTaskCommand | DescribeTasksCommand,
  answer: object,
  { status = 200, secrets = [SECRET] }: { readonly status?: number; readonly secrets?: string[] } = {},
): Promise<unknown> {
  const server = createServer((request, response) => {
    request.resume()
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(answer))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const client = new ECSClient({
    region: 'us-east-1',
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    maxAttempts: 1,
  })
  client.middlewareStack.use(maskAnswers(createMask(secrets)))
  try {
    return await (client.send as (each: typeof command) => Promise<unknown>)(command)
  } catch (error) {
    return error
  } finally {
    client.destroy()
    server.closeAllConnections()
    server.close()
  }
}

const describeTasks = new DescribeTasksCommand({ tasks: [ARN] })

function runTask(value: string): RunTaskCommand {
  return new RunTaskCommand({
    taskDefinition: 'nightly-etl',
    overrides: { containerOverrides: [{ name: 'app', environment: [{ name: 'A', value }] }] },
  })
}

describe('maskAnswers', () => {
  it('masks the words of ECS, and nothing that is no word', async () => {
    const task = {
      taskArn: ARN,
      group: SECRET,
      stopCode: SECRET,
      stoppedReason: `because of ${SECRET}`,
      containers: [{ name: SECRET, image: SECRET, reason: JSON.stringify(SECRET) }],
    }
    expect(await answerTo(describeTasks, { tasks: [task], failures: [] })).toMatchObject({
      tasks: [
        {
          ...task,
          stoppedReason: 'because of ***',
          containers: [{ name: SECRET, image: SECRET, reason: '"***"' }],
        },
      ],
    })
  })

  it('masks the message of an error', async () => {
    const error = await answerTo(
      describeTasks,
      { __type: 'ClientException', message: `not ${SECRET}` },
      { status: 400 },
    )
    expect(new AwsError('DescribeTasks', error).message).toBe('DescribeTasks: not *** (ClientException)')
  })

  it('masks a short value in the answer to the call that carried it', async () => {
    const answer = { tasks: [], failures: [{ arn: ARN, reason: 'ATTRIBUTE', detail: "hunter2 and 'on'" }] }
    expect(await answerTo(runTask('hunter2'), answer)).toMatchObject({
      failures: [{ arn: ARN, reason: 'ATTRIBUTE', detail: "*** and 'on'" }],
    })
    expect(await answerTo(runTask('on'), answer)).toMatchObject({
      failures: [{ detail: 'hunter2 and ***' }],
    })
    expect(await answerTo(describeTasks, answer)).toMatchObject({
      failures: [{ detail: "hunter2 and 'on'" }],
    })
  })

  it.each(['us-east-1', '123456789012', 'nightly', ARN, 'ATTRIBUTE', 'nightly-etl', 'task/nightly'])(
    'leaves ARNs, codes and names whole where a value is %s',
    async (value) => {
      const message = `User: ${ARN} may not run nightly-etl on resource: ${ARN}`
      const answer = { failures: [{ arn: ARN, reason: 'ATTRIBUTE', detail: message }], tasks: [] }
      expect(await answerTo(runTask(value), answer)).toMatchObject(answer)
    },
  )

  it('leaves no value in any reason, whatever its characters', async () => {
    const value = fc
      .string({
        unit: fc.constantFrom(
          'a',
          'b',
          '"',
          '\\',
          "'",
          '<',
          '>',
          '&',
          '%',
          '\n',
          '\r',
          ' ',
          ';',
          ':',
          '/',
          '*',
          '$',
          'é',
          '日',
          '#',
        ),
        minLength: 16,
        maxLength: 24,
      })
      .filter((text) => text.trim().length >= 16)
    await fc.assert(
      fc.asyncProperty(value, fc.string(), async (secret, before) => {
        const written = [
          secret,
          JSON.stringify(secret),
          JSON.stringify(JSON.stringify(secret)),
          encodeURIComponent(secret),
        ]
        const answer = (await answerTo(
          describeTasks,
          { tasks: written.map((text) => ({ taskArn: ARN, stoppedReason: `${before} ${text}.` })) },
          { secrets: [secret] },
        )) as { tasks: { stoppedReason: string; taskArn: string }[] }
        answer.tasks.forEach(({ stoppedReason, taskArn }, index) => {
          expect(stoppedReason).not.toContain(written[index])
          expect(taskArn).toBe(ARN)
        })
      }),
      { numRuns: 40 },
    )
  })
})
