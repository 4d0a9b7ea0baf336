import {
  FilterLogEventsCommand,
  GetQueryResultsCommand,
  StartQueryCommand,
  StopQueryCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { DescribeClustersCommand, UpdateClusterSettingsCommand } from '@aws-sdk/client-ecs'
import { describe, expect, it } from '@jest/globals'
import { openStream } from '../../simulator/logs.ts'
import type { ScenarioInput } from '../../simulator/scenario.ts'
import { reaches, start, until, withAccount, type TestAccount } from './account.ts'

const GROUP = '/aws/ecs/containerinsights/default/performance'

/** A minute takes a second. */
const FAST: ScenarioInput = { timeScale: 60, containerInsights: { mode: 'enabled', latenessMs: 0 } }

const idOf = (arn: string): string => arn.split('/').at(-1) ?? ''

interface PerformanceEvent extends Record<string, unknown> {
  readonly Type: string
  readonly Timestamp: number
}

async function eventsOf({ logs }: TestAccount, taskArn: string): Promise<PerformanceEvent[]> {
  const { events = [] } = await logs.send(
    new FilterLogEventsCommand({ logGroupName: GROUP, filterPattern: `{ $.TaskId = "${idOf(taskArn)}" }` }),
  )
  return events.map(({ message = '' }) => JSON.parse(message) as PerformanceEvent)
}

/** Waits until a task has so many events of a type. */
function seen(
  account: TestAccount,
  taskArn: string,
  type: string,
  count: number,
): Promise<PerformanceEvent[]> {
  return until(async () => {
    const events = await eventsOf(account, taskArn).catch(() => [])
    const own = events.filter((event) => event.Type === type)
    return own.length >= count ? own : undefined
  })
}

/** Fills so many MiB and waits. */
const take = (mebibytes: number): string =>
  `node -e 'const b = Buffer.alloc(${mebibytes} * 1048576, 1); setTimeout(() => b, 60000)'`

describe('Container Insights', () => {
  it('writes an event for the task and for each container on every minute, with what its processes use', () =>
    withAccount(FAST, async (account) => {
      const arn = await start(account, take(300))
      const [first, second] = await seen(account, arn, 'Container', 2)
      expect(first).toMatchObject({
        TaskId: idOf(arn),
        ContainerName: 'app',
        TaskDefinitionFamily: 'job',
        TaskDefinitionRevision: '1',
        ClusterName: 'default',
        ContainerKnownStatus: 'RUNNING',
      })
      expect(Number(second?.Timestamp) - Number(first?.Timestamp)).toBe(60_000)
      expect(Number(first?.Timestamp) % 60_000).toBe(0)
      expect(second?.['MemoryUtilized']).toBeGreaterThan(300)
      expect(second?.['MemoryUtilized']).toBeLessThan(500)
      const [task] = await seen(account, arn, 'Task', 2)
      expect(task).toMatchObject({ CpuReserved: 512, MemoryReserved: 1024, LaunchType: 'FARGATE' })
      expect(task).not.toHaveProperty('ServiceName')
    }))

  it('measures a program that keeps one CPU busy near 1024 units', () =>
    withAccount(FAST, async (account) => {
      const arn = await start(account, "node -e 'for (;;);'")
      const events = await seen(account, arn, 'Container', 3)
      const most = Math.max(...events.map((event) => Number(event['CpuUtilized'])))
      // Other tests may have the rest of the machine.
      expect(most).toBeGreaterThan(200)
      expect(most).toBeLessThan(1200)
    }))

  it('writes the other spelling where observability is enhanced', () =>
    withAccount({ ...FAST, containerInsights: { mode: 'enhanced', latenessMs: 0 } }, async (account) => {
      const arn = await start(account, take(50))
      const [container] = await seen(account, arn, 'Container', 1)
      expect(container).not.toHaveProperty('MemoryUtilized')
      expect(container?.['ContainerMemoryUtilized']).toBeGreaterThan(50)
      const [task] = await seen(account, arn, 'Task', 1)
      expect(task).not.toHaveProperty('MemoryUtilized')
      expect(task?.['TaskMemoryUtilization']).toBeGreaterThan(5)
    }))

  it('makes the events readable after a delay, and none after the end', () =>
    withAccount({ ...FAST, containerInsights: { mode: 'enabled', latenessMs: 120_000 } }, async (account) => {
      const arn = await start(account, 'sleep 2.5')
      await reaches(account, arn, 'STOPPED')
      const ended = account.simulator.account.clock.now()
      const [first] = await seen(account, arn, 'Task', 2)
      expect(account.simulator.account.clock.now()).toBeGreaterThanOrEqual(Number(first?.Timestamp) + 120_000)
      for (const { Timestamp } of await eventsOf(account, arn)) expect(Timestamp).toBeLessThanOrEqual(ended)
    }))

  it('writes nothing unless it is turned on, as update-cluster-settings does', () =>
    withAccount({ timeScale: 60, containerInsights: { latenessMs: 0 } }, async (account) => {
      await reaches(account, await start(account, 'sleep 1.2'), 'STOPPED')
      await expect(
        account.logs.send(new FilterLogEventsCommand({ logGroupName: GROUP })),
      ).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
      const settings = [{ name: 'containerInsights' as const, value: 'enhanced' }]
      await account.ecs.send(new UpdateClusterSettingsCommand({ cluster: 'default', settings }))
      const { clusters } = await account.ecs.send(new DescribeClustersCommand({ include: ['SETTINGS'] }))
      expect(clusters?.[0]?.settings).toEqual(settings)
      expect(await seen(account, await start(account, 'sleep 30'), 'Task', 1)).not.toHaveLength(0)
    }))

  it('keeps its events no longer than its group does', () =>
    withAccount({ containerInsights: { retentionDays: 1 } }, async (account) => {
      write(account, [{ TaskId: 'old', Timestamp: Date.now() - 90_000_000 }])
      expect(await eventsOf(account, 'old')).toEqual([])
      account.simulator.scenario = { containerInsights: { retentionDays: 2 } }
      expect(await eventsOf(account, 'old')).toHaveLength(1)
    }))
})

/** Puts events into the group of the default cluster. */
function write(
  { simulator }: TestAccount,
  events: readonly ({ readonly Timestamp: number } & Record<string, unknown>)[],
): void {
  const stream = openStream(
    simulator.account.logs,
    { region: 'us-east-1', group: GROUP, stream: 'FargateTelemetry-1' },
    0,
  )
  for (const event of events)
    stream.events.push({ timestamp: event.Timestamp, message: JSON.stringify(event), readableAt: 0 })
}

describe('Logs Insights', () => {
  const NOW = Date.now()
  const RUNS = [
    { Type: 'Container', TaskId: 'a', ContainerName: 'app', MemoryUtilized: 100, Timestamp: NOW - 180_000 },
    { Type: 'Container', TaskId: 'a', ContainerName: 'app', MemoryUtilized: 300, Timestamp: NOW - 120_000 },
    { Type: 'Container', TaskId: 'a', ContainerName: 'app', MemoryUtilized: 200, Timestamp: NOW - 60_000 },
    {
      Type: 'Container',
      TaskId: 'b',
      ContainerName: 'app',
      ContainerMemoryUtilized: 50,
      Timestamp: NOW - 60_000,
    },
    { Type: 'Task', TaskId: 'b', TaskMemoryUtilization: 50, MemoryReserved: 512, Timestamp: NOW - 60_000 },
    { Type: 'Container', TaskId: 'c', ContainerName: 'app', ServiceName: 'web', Timestamp: NOW - 60_000 },
  ]

  const ask = async (account: TestAccount, queryString: string) => {
    const { queryId } = await account.logs.send(
      new StartQueryCommand({
        logGroupName: GROUP,
        startTime: Math.floor(NOW / 1000) - 3600,
        endTime: Math.ceil(NOW / 1000),
        queryString,
      }),
    )
    return until(async () => {
      const { status, results = [] } = await account.logs.send(new GetQueryResultsCommand({ queryId }))
      if (status !== 'Complete') return undefined
      return results.map((row) => Object.fromEntries(row.map(({ field = '', value = '' }) => [field, value])))
    })
  }

  it('filters, computes and groups as an action that sizes by use asks it to', () =>
    withAccount({}, async (account) => {
      write(account, RUNS)
      const rows = await ask(
        account,
        `fields TaskMemoryUtilization * MemoryReserved / 100 as share, coalesce(ContainerMemoryUtilized, MemoryUtilized, share) as memory
         | filter Type in ["Task", "Container"] and not ispresent(ServiceName)
         | stats max(memory) as peak, latest(memory) as last, pct(memory, 95) as p95, count(*) as minutes by Type, TaskId, ContainerName
         | sort TaskId desc
         | limit 10`,
      )
      expect(rows).toEqual([
        {
          Type: 'Container',
          TaskId: 'b',
          ContainerName: 'app',
          peak: '50',
          last: '50',
          p95: '50',
          minutes: '1',
        },
        { Type: 'Task', TaskId: 'b', peak: '256', last: '256', p95: '256', minutes: '1' },
        {
          Type: 'Container',
          TaskId: 'a',
          ContainerName: 'app',
          peak: '300',
          last: '200',
          p95: '300',
          minutes: '3',
        },
      ])
    }))

  it('runs for a while, and can be stopped meanwhile', () =>
    withAccount({ logs: { queryMs: 60_000 } }, async (account) => {
      write(account, RUNS)
      const { queryId } = await account.logs.send(
        new StartQueryCommand({
          logGroupName: GROUP,
          startTime: 0,
          endTime: 2e9,
          queryString: 'fields TaskId',
        }),
      )
      const status = async () => (await account.logs.send(new GetQueryResultsCommand({ queryId }))).status
      expect(await status()).toBe('Running')
      expect(await account.logs.send(new StopQueryCommand({ queryId }))).toMatchObject({ success: true })
      expect(await status()).toBe('Cancelled')
    }))

  it.each([
    'explode everything',
    'filter TaskId =',
    'stats median(x) by TaskId',
    'limit 0',
    'fields nosuch(TaskId)',
    'filter TaskId ~ "a"',
  ])('refuses %j as CloudWatch Logs does', (queryString) =>
    withAccount({}, async (account) => {
      write(account, RUNS)
      await expect(ask(account, queryString)).rejects.toMatchObject({ name: 'MalformedQueryException' })
    }),
  )

  it('refuses a group that does not exist', () =>
    withAccount({}, async (account) => {
      await expect(ask(account, 'fields TaskId')).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
    }))
})

describe('FilterLogEvents with a pattern', () => {
  it.each([
    ['{ $.TaskId = "a" }', ['one', 'two']],
    ['{ $.TaskId = "a" && $.N > 1 }', ['two']],
    ['{ ($.TaskId = "b") || ($.N = 1) }', ['one', 'three']],
    ['{ $.TaskId != "a" }', ['three']],
    ['{ $.Name = t* }', ['two', 'three']],
    ['three', ['three']],
    ['', ['one', 'two', 'three']],
  ])('%s finds %j', (filterPattern, names) =>
    withAccount({}, async (account) => {
      const at = Date.now()
      write(account, [
        { TaskId: 'a', N: 1, Name: 'one', Timestamp: at },
        { TaskId: 'a', N: 2, Name: 'two', Timestamp: at },
        { TaskId: 'b', N: 3, Name: 'three', Timestamp: at },
      ])
      const { events = [] } = await account.logs.send(
        new FilterLogEventsCommand({ logGroupName: GROUP, filterPattern }),
      )
      expect(events.map(({ message = '' }) => (JSON.parse(message) as { Name: string }).Name)).toEqual(names)
    }),
  )

  it('refuses one that it cannot read', () =>
    withAccount({}, async (account) => {
      write(account, [])
      const request = { logGroupName: GROUP, filterPattern: '{ $.TaskId ~ 1 }' }
      await expect(account.logs.send(new FilterLogEventsCommand(request))).rejects.toMatchObject({
        name: 'InvalidParameterException',
      })
    }))
})
