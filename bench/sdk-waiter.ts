import { mock } from 'node:test'
import { setImmediate as letOthersGoOn } from 'node:timers/promises'
import { waitUntilTasksStopped } from '@aws-sdk/client-ecs'
import { standInTasks } from './follow-virtually.ts'
import { standInForEcs } from './stand-in.ts'

/** As amazon-ecs-deploy-task-definition asks for it: half an hour, and at least 15 s between two looks. */
const WAITER = { minDelay: 15, maxWaitTime: 1_800 }
const TICK_MS = 100

/** How long after the stop of a task the waiter of the SDK knows it; `setTimeout` and `Date` jump on meanwhile. */
export async function waiterNoticesAfterMs(runMs: number, pendingMs: number): Promise<number> {
  mock.timers.enable({ apis: ['setTimeout', 'Date'], now: Date.now() })
  try {
    const [task] = standInTasks(1, Date.now() + pendingMs, runMs)
    if (task === undefined) return NaN
    const clock = {
      now: () => Date.now(),
      sleep: async () => Promise.reject(new Error('nobody sleeps here')),
    }
    const { ecs } = await standInForEcs({ tasks: [task], clock })
    const progress = { isOver: false }
    const over = waitUntilTasksStopped({ client: ecs, ...WAITER }, { tasks: [task.arn] }).finally(() => {
      progress.isOver = true
    })
    while (!progress.isOver) {
      await letOthersGoOn()
      mock.timers.tick(TICK_MS)
    }
    await over
    return Date.now() - task.stoppedAt
  } finally {
    mock.timers.reset()
  }
}
