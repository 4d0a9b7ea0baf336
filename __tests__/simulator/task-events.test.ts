import { describe, expect, it } from '@jest/globals'
import type { TaskRule } from '../../simulator/scenario.ts'
import { describeTask, reaches, register, run, start, until, withAccount } from './account.ts'

const SLOW_SCRIPT = 'exec sleep 60'

describe('what a scenario lets happen', () => {
  it.each<[TaskRule, object]>([
    [
      { happens: 'spot-interruption' },
      {
        stopCode: 'SpotInterruption',
        stoppedReason: 'Your Spot Task was interrupted.',
        containers: [{ exitCode: 143 }],
      },
    ],
    [
      { happens: 'stop', stopCode: 'TerminationNotice', reason: 'maintenance' },
      { stopCode: 'TerminationNotice', stoppedReason: 'maintenance' },
    ],
    [
      { happens: 'out-of-memory', container: 'app' },
      {
        stopCode: 'EssentialContainerExited',
        containers: [{ exitCode: 137, reason: 'OutOfMemoryError: Container killed due to memory usage' }],
      },
    ],
    [
      { happens: 'exit', container: 'app', exitCode: 3, reason: 'it would not' },
      { stopCode: 'EssentialContainerExited', containers: [{ exitCode: 3, reason: 'it would not' }] },
    ],
  ])('%j ends a task that runs', (rule, expected) =>
    withAccount({ tasks: [rule] }, async (account) => {
      const task = await reaches(account, await start(account, SLOW_SCRIPT), 'STOPPED')
      expect(task).toMatchObject(expected)
    }),
  )

  it.each<[TaskRule, RegExp]>([
    [{ happens: 'pull-error', container: 'app' }, /^CannotPullContainerError: .*app:1/],
    [
      { happens: 'start-failure', reason: 'ResourceInitializationError: no secret' },
      /^ResourceInitializationError/,
    ],
  ])('%j keeps a task from starting', (rule, reason) =>
    withAccount({ tasks: [rule] }, async (account) => {
      const task = await reaches(account, await start(account, SLOW_SCRIPT), 'STOPPED')
      expect(task.stopCode).toBe('TaskFailedToStart')
      expect(task.stoppedReason).toMatch(reason)
      expect(task.startedAt).toBeUndefined()
      expect(task.containers?.[0]).not.toHaveProperty('exitCode')
    }),
  )

  it('happens to the tasks that the rule selects, by number and by memory', () =>
    withAccount(
      {
        tasks: [
          { happens: 'exit', container: 'app', exitCode: 9, on: [2] },
          { happens: 'out-of-memory', container: 'app', belowMib: 2048, on: [3, 4] },
        ],
      },
      async (account) => {
        await register(account, {}, 'sleep 0.3')
        const bigger = { overrides: { memory: '2048' } }
        const arns: string[] = []
        for (const request of [{}, {}, {}, bigger]) {
          const { tasks = [] } = await run(account, request)
          arns.push(tasks[0]?.taskArn ?? '')
        }
        const ended = await Promise.all(arns.map((arn) => reaches(account, arn, 'STOPPED')))
        expect(ended.map(({ containers }) => containers?.[0]?.exitCode)).toEqual([0, 9, 137, 0])
      },
    ))

  it('keeps a task from DescribeTasks for a while, and for ever after a while', () =>
    withAccount({ missingForMs: 400, retentionMs: 400 }, async (account) => {
      const arn = await start(account, 'true')
      expect(await describeTask(account, arn)).toBeUndefined()
      await reaches(account, arn, 'STOPPED')
      await until(async () => ((await describeTask(account, arn)) === undefined ? true : undefined))
    }))

  it('runs at another pace of time', () =>
    withAccount({ timeScale: 1000, pace: { provisioning: 60_000, pending: 60_000 } }, async (account) => {
      const { createdAt, startedAt } = await reaches(account, await start(account, 'true'), 'STOPPED')
      expect(Number(startedAt) - Number(createdAt)).toBeGreaterThanOrEqual(120_000)
    }))
})
