import { describe, expect, it } from '@jest/globals'
import { GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs'
import type { ContainerDefinition } from '@aws-sdk/client-ecs'
import { messagesOf, reaches, register, run, withAccount, type TestAccount } from './account.ts'

const GROUP = { region: 'us-east-1', log_group_name: '/firelens/jobs' }

function definitions(
  options: Record<string, string>,
  router: Partial<ContainerDefinition> = {},
): ContainerDefinition[] {
  return [
    {
      name: 'app',
      image: 'app:1',
      command: ['sh', '-c', 'echo one; echo two >&2'],
      logConfiguration: { logDriver: 'awsfirelens', options },
    },
    {
      name: 'log_router',
      image: 'router:1',
      command: ['sleep', '60'],
      firelensConfiguration: { type: 'fluentbit' },
      essential: false,
      ...router,
    },
  ]
}

/** Runs a task to its end, and reads this stream; `<id>` stands for the task's id. */
async function logOf(
  account: TestAccount,
  containerDefinitions: ContainerDefinition[],
  stream: string,
  group = '/firelens/jobs',
): Promise<string[]> {
  await register(account, { containerDefinitions })
  const { tasks = [] } = await run(account)
  const arn = tasks[0]?.taskArn ?? ''
  await reaches(account, arn, 'STOPPED')
  const id = arn.slice(arn.lastIndexOf('/') + 1)
  const answer = await account.logs.send(
    new GetLogEventsCommand({
      logGroupName: group,
      logStreamName: stream.replace('<id>', id),
      startFromHead: true,
    }),
  )
  return messagesOf(answer).toSorted()
}

describe('a container that logs through FireLens to CloudWatch', () => {
  it.each([
    [
      'cloudwatch_logs with a prefix',
      { Name: 'cloudwatch_logs', log_stream_prefix: 'web/' },
      'web/app-firelens-<id>',
    ],
    [
      'cloudwatch with a prefix',
      { Name: 'cloudwatch', log_stream_prefix: 'from-fluent-bit-' },
      'from-fluent-bit-app-firelens-<id>',
    ],
    ['options in any case', { name: 'CloudWatch_Logs', Log_Stream_Prefix: 'a-' }, 'a-app-firelens-<id>'],
    ['one stream by name', { Name: 'cloudwatch_logs', log_stream_name: 'all' }, 'all'],
    ['a template of the plugin in Go', { Name: 'cloudwatch', log_stream_name: 'x/$(ecs_task_id)' }, 'x/<id>'],
    [
      'variables of the log router',
      { Name: 'cloudwatch_logs', log_stream_prefix: '${TEAM}/' },
      'data/app-firelens-<id>',
    ],
  ])('writes to the stream of %s', (_form, options, stream) =>
    withAccount({}, async (account) => {
      const router = { environment: [{ name: 'TEAM', value: 'data' }] }
      const containers = definitions({ ...GROUP, log_key: 'log', ...options }, router)
      expect(await logOf(account, containers, stream)).toEqual(['one', 'two'])
    }),
  )

  it('sends whole records where no key is named', () =>
    withAccount({}, async (account) => {
      const options = { ...GROUP, Name: 'cloudwatch_logs', log_stream_prefix: 'web/' }
      const [record = ''] = await logOf(account, definitions(options), 'web/app-firelens-<id>')
      expect(JSON.parse(record)).toMatchObject({
        container_name: 'app',
        ecs_cluster: 'default',
        ecs_task_definition: 'job:1',
        log: expect.stringMatching(/^(one|two)$/),
        source: expect.stringMatching(/^std(out|err)$/),
      })
    }))

  it('needs a log router in the same definition', () =>
    withAccount({}, async (account) => {
      const [app] = definitions({ ...GROUP, Name: 'cloudwatch_logs' })
      await expect(register(account, { containerDefinitions: app ? [app] : [] })).rejects.toThrow(
        'When awsfirelens log driver is specified in log configuration, a firelens configuration object must be configured',
      )
    }))

  it('is what a log router is for', () =>
    withAccount({}, async (account) => {
      const [, router] = definitions({})
      const containerDefinitions = router ? [{ ...router, essential: true }] : []
      await expect(register(account, { containerDefinitions })).rejects.toThrow(
        'at least one container has to be configured with the awsfirelens log driver',
      )
    }))
})
