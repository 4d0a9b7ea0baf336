import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { StopTaskCommand, type ContainerDefinition } from '@aws-sdk/client-ecs'
import {
  describeTask,
  logTo,
  messagesOf,
  reaches,
  readLog,
  register,
  run,
  start,
  until,
  withAccount,
} from './account.ts'

const SLOW_SCRIPT = 'echo up; exec sleep 60'

const shell = (
  name: string,
  script: string,
  changes: Partial<ContainerDefinition> = {},
): ContainerDefinition => ({
  name,
  image: `${name}:1`,
  command: ['sh', '-c', script],
  logConfiguration: logTo('jobs'),
  ...changes,
})

describe('the life of a task', () => {
  it('goes through every state in order, and ends with the exit code of its process', () =>
    withAccount(
      {
        pace: {
          provisioning: 40,
          pending: 40,
          activating: 40,
          deactivating: 40,
          stopping: 40,
          deprovisioning: 40,
        },
      },
      async (account) => {
        const arn = await start(account, 'sleep 0.1; exit 7')
        const states: string[] = []
        const task = await until(async () => {
          const seen = await describeTask(account, arn)
          if (seen?.lastStatus !== undefined && seen.lastStatus !== states.at(-1))
            states.push(seen.lastStatus)
          return seen?.lastStatus === 'STOPPED' ? seen : undefined
        })
        expect(states).toEqual([
          'PROVISIONING',
          'PENDING',
          'ACTIVATING',
          'RUNNING',
          'DEACTIVATING',
          'STOPPING',
          'DEPROVISIONING',
          'STOPPED',
        ])
        expect(task).toMatchObject({
          desiredStatus: 'STOPPED',
          stopCode: 'EssentialContainerExited',
          stoppedReason: 'Essential container in task exited',
          containers: [{ name: 'app', lastStatus: 'STOPPED', exitCode: 7 }],
          attachments: [{ type: 'ElasticNetworkInterface', status: 'DELETED' }],
        })
        const {
          createdAt,
          pullStartedAt,
          pullStoppedAt,
          startedAt,
          stoppingAt,
          executionStoppedAt,
          stoppedAt,
        } = task
        const times = [
          createdAt,
          pullStartedAt,
          pullStoppedAt,
          startedAt,
          executionStoppedAt,
          stoppingAt,
          stoppedAt,
        ]
        const milliseconds = times.map((time) => time?.getTime() ?? NaN)
        expect(milliseconds).toEqual(milliseconds.toSorted((a, b) => a - b))
        expect(Date.now() - Number(createdAt)).toBeLessThan(10_000)
        expect(task.version).toBeGreaterThan(8)
      },
    ))

  it('shows the size, the place and the names that RunTask was asked for', () =>
    withAccount({}, async (account) => {
      await register(account, { tags: [{ key: 'team', value: 'data' }] }, SLOW_SCRIPT)
      const overrides = {
        cpu: '1024',
        memory: '2048',
        containerOverrides: [{ name: 'app', cpu: 700, memory: 1500, memoryReservation: 600 }],
      }
      const { tasks } = await run(account, {
        overrides,
        startedBy: 'github/1/1',
        tags: [{ key: 'run', value: '1' }],
        propagateTags: 'TASK_DEFINITION',
        count: 2,
      })
      expect(tasks).toHaveLength(2)
      expect(tasks?.[0]).toMatchObject({
        lastStatus: 'PROVISIONING',
        desiredStatus: 'RUNNING',
        cpu: '1024',
        memory: '2048',
        overrides,
        group: 'family:job',
        startedBy: 'github/1/1',
        launchType: 'FARGATE',
        platformVersion: '1.4.0',
        ephemeralStorage: { sizeInGiB: 20 },
        containers: [
          { name: 'app', lastStatus: 'PENDING', cpu: '700', memory: '1500', memoryReservation: '600' },
        ],
        tags: [
          { key: 'run', value: '1' },
          { key: 'team', value: 'data' },
        ],
      })
    }))

  it('without a command ends well after a moment', () =>
    withAccount({}, async (account) => {
      await register(account, { containerDefinitions: [{ name: 'app', image: 'app:1' }] })
      const { tasks = [] } = await run(account)
      const task = await reaches(account, tasks[0]?.taskArn ?? '', 'STOPPED')
      expect(task.containers).toMatchObject([{ exitCode: 0 }])
    }))

  it('gives its process the entry point, and the environment with the overrides over it', () =>
    withAccount({}, async (account) => {
      await register(account, {
        containerDefinitions: [
          {
            ...shell('app', ''),
            entryPoint: ['sh', '-c'],
            command: ['echo defined'],
            environment: [
              { name: 'KEPT', value: 'kept' },
              { name: 'STAGE', value: 'test' },
            ],
          },
        ],
      })
      const override = {
        name: 'app',
        command: ['echo "$KEPT $STAGE $NEW ${HOME-no home}"'],
        environment: [
          { name: 'STAGE', value: 'production' },
          { name: 'NEW', value: 'new' },
        ],
      }
      const { tasks = [] } = await run(account, { overrides: { containerOverrides: [override] } })
      const arn = tasks[0]?.taskArn ?? ''
      await reaches(account, arn, 'STOPPED')
      expect(messagesOf(await readLog(account, arn))).toEqual(['kept production new no home'])
    }))

  it('ends for all containers with the first essential one, by SIGTERM and then by SIGKILL', () =>
    withAccount({}, async (account) => {
      const arn = await start(account, '', {
        containerDefinitions: [
          shell('app', 'sleep 0.2'),
          shell('polite', 'exec sleep 60', { essential: false }),
          shell('deaf', 'trap "" TERM; while :; do sleep 0.1; done', { essential: false, stopTimeout: 0 }),
          shell('brief', 'exit 5', { essential: false }),
        ],
      })
      const { containers = [] } = await reaches(account, arn, 'STOPPED')
      expect(containers.map(({ name, exitCode }) => [name, exitCode])).toEqual([
        ['app', 0],
        ['polite', 143],
        ['deaf', 137],
        ['brief', 5],
      ])
    }))

  it('ends by StopTask, which keeps its reason and takes the tags', () =>
    withAccount({}, async (account) => {
      await register(account, {}, SLOW_SCRIPT)
      const { tasks = [] } = await run(account, { tags: [{ key: 'a', value: 'b' }] })
      const arn = tasks[0]?.taskArn ?? ''
      await reaches(account, arn, 'RUNNING')
      const { task } = await account.ecs.send(new StopTaskCommand({ task: arn, reason: 'enough' }))
      expect(task).toMatchObject({ desiredStatus: 'STOPPED', tags: [] })
      expect(await reaches(account, arn, 'STOPPED')).toMatchObject({
        stopCode: 'UserInitiated',
        stoppedReason: 'enough',
        containers: [{ exitCode: 143 }],
      })
      await account.ecs.send(new StopTaskCommand({ task: arn, reason: 'again' }))
      expect(await describeTask(account, arn)).toMatchObject({ stoppedReason: 'enough' })
    }))

  it('ends by StopTask before it has started', () =>
    withAccount({ pace: { provisioning: 60_000 } }, async (account) => {
      const arn = await start(account, SLOW_SCRIPT)
      await account.ecs.send(new StopTaskCommand({ task: arn }))
      const task = await reaches(account, arn, 'STOPPED')
      expect(task.startedAt).toBeUndefined()
      expect(task.containers?.[0]).not.toHaveProperty('exitCode')
    }))

  it('is killed with its children when the simulator stops', async () => {
    let pids: number[] = []
    await withAccount({}, async (account) => {
      const arn = await start(account, 'sleep 60 & echo $! $$; wait')
      pids = await until(async () => {
        const task = await describeTask(account, arn)
        if (task?.lastStatus !== 'RUNNING') return undefined
        const line = messagesOf(await readLog(account, arn))[0]
        return line?.split(' ').map(Number)
      })
    })
    expect(pids).toHaveLength(2)
    await until(async () => (pids.every(isDead) ? true : undefined))
  })

  it('does not start a program that is not there', () =>
    withAccount({}, async (account) => {
      const arn = await start(account, '', {
        containerDefinitions: [{ ...shell('app', ''), command: ['no-such-program'] }],
      })
      const task = await reaches(account, arn, 'STOPPED')
      expect(task).toMatchObject({ stopCode: 'TaskFailedToStart', stoppedReason: 'Task failed to start' })
      expect(task.containers?.[0]?.reason).toMatch(/^CannotStartContainerError: .*"no-such-program"/)
      expect(task.containers?.[0]).not.toHaveProperty('exitCode')
      expect(task.startedAt).toBeUndefined()
    }))
})

/** Whether a process is gone, or a zombie that init has not collected yet. */
function isDead(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ')
  } catch {
    return true
  }
}
