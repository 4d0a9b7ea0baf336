import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { StopTaskCommand } from '@aws-sdk/client-ecs'
import {
  describeTask,
  messagesOf,
  reaches,
  readLog,
  register,
  run,
  start,
  until,
  withAccount,
} from './account.ts'

const SLOW_SCRIPT = 'exec sleep 60'

describe('a task that is stopped', () => {
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
