import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from '@jest/globals'
import type { ContainerDefinition } from '@aws-sdk/client-ecs'
import { logTo, messagesOf, reaches, readLog, register, run, start, withAccount } from './account.ts'

/** Slow enough for a busy machine to see each state. */
const UNHURRIED = {
  provisioning: 400,
  pending: 400,
  activating: 400,
  deactivating: 400,
  stopping: 400,
  deprovisioning: 400,
}

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
    withAccount({ pace: UNHURRIED }, async (account) => {
      const arn = await start(account, 'sleep 0.1; exit 7')
      const states: string[] = []
      // Every turn of the event loop that the simulator shares: no state can pass unseen.
      while (states.at(-1) !== 'STOPPED') {
        const status = account.simulator.tasks[0]?.lastStatus ?? ''
        if (status !== states.at(-1)) states.push(status)
        await setImmediate()
      }
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
      const task = await reaches(account, arn, 'STOPPED')
      expect(task).toMatchObject({
        desiredStatus: 'STOPPED',
        stopCode: 'EssentialContainerExited',
        stoppedReason: 'Essential container in task exited',
        containers: [{ name: 'app', lastStatus: 'STOPPED', exitCode: 7 }],
        attachments: [{ type: 'ElasticNetworkInterface', status: 'DELETED' }],
      })
      const milliseconds = [
        task.createdAt,
        task.pullStartedAt,
        task.pullStoppedAt,
        task.startedAt,
        task.executionStoppedAt,
        task.stoppingAt,
        task.stoppedAt,
      ].map((time) => time?.getTime() ?? NaN)
      expect(milliseconds).toEqual(milliseconds.toSorted((a, b) => a - b))
      expect(Date.now() - Number(task.createdAt)).toBeLessThan(10_000)
      expect(task.version).toBeGreaterThan(8)
    }))

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
          shell('app', 'sleep 0.5'),
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

  it('ends with its first process, whatever outlives it', () =>
    withAccount({}, async (account) => {
      const arn = await start(account, 'setsid sleep 8 & sleep 0.1; echo done')
      const { containers } = await reaches(account, arn, 'STOPPED')
      expect(containers).toMatchObject([{ exitCode: 0 }])
      expect(messagesOf(await readLog(account, arn))).toContain('done')
    }))

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
