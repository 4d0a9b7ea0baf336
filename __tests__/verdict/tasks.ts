import type { Container, Task, TaskDefinition } from '@aws-sdk/client-ecs'
import type { FollowResult } from '../../src/follow/follow-tasks.js'
import { describedAs, watchArn, type WatchedTask } from '../../src/tasks/watched-task.js'
import type { JudgeOptions } from '../../src/verdict/judge-task.js'

const STARTED = new Date('2026-11-23T02:00:31Z')

/** A task that ran and has stopped because an essential container ended. */
export function task(containers: readonly Container[], changes: Partial<Task> = {}): Task {
  return {
    taskArn: arn(1),
    lastStatus: 'STOPPED',
    startedAt: STARTED,
    stopCode: 'EssentialContainerExited',
    stoppedReason: 'Essential container in task exited',
    containers: [...containers],
    ...changes,
  }
}

/** One that never ran. */
export function unstarted(stoppedReason: string, containers: readonly Container[] = [{ name: 'app' }]): Task {
  return task(containers, { stopCode: 'TaskFailedToStart', stoppedReason, startedAt: undefined })
}

export function arn(number: number): string {
  return `arn:aws:ecs:us-east-1:123456789012:task/default/${String(number).repeat(8)}`
}

/** What is known of a definition with these containers; `?` behind a name says that it is not essential. */
export function definition(...names: string[]): TaskDefinition {
  return {
    family: 'job',
    revision: 7,
    containerDefinitions: names.map((name) =>
      name.endsWith('?') ? { name: name.slice(0, -1), essential: false } : { name },
    ),
  }
}

/** Grounds of a step that says nothing of its own. */
export function grounds(
  changes: Partial<JudgeOptions> & { exitCodeFrom?: string[]; success?: number[] } = {},
): JudgeOptions {
  const { exitCodeFrom = [], success = [0], ...rest } = changes
  return { follow: { exitCodeFrom, successExitCodes: success }, ...rest }
}

export function watched(shown: Task): WatchedTask {
  return describedAs(watchArn(shown.taskArn ?? ''), shown, 0)
}

export function following(tasks: readonly Task[], changes: Partial<FollowResult> = {}): FollowResult {
  return { tasks: tasks.map(watched), end: 'finished', ...changes }
}
