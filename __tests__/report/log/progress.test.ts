import { describe, expect, it } from '@jest/globals'
import type { WatchedTask } from '../../../src/tasks/watched-task.js'
import { showProgress } from '../../../src/report/log/progress.js'
import { recordConsole } from '../../../testing/recording-console.ts'

type Seen = readonly (readonly [status: string, second: number])[]

function watched(id: string, states: Seen, more: Partial<WatchedTask> = {}): WatchedTask {
  const changes = states.map(([status, second]) => ({ status, at: second * 1000 }))
  return { arn: `arn:aws:ecs:eu-west-1:123456789012:task/c/${id}`, changes, described: true, ...more }
}

function shown(changed: readonly WatchedTask[], severalTasks = true): string[] {
  const console = recordConsole()
  showProgress(console, changed, severalTasks)
  return console.texts('line')
}

const RUNS: Seen = [
  ['PROVISIONING', 0],
  ['PENDING', 12],
  ['RUNNING', 31],
]
const STOPPED: WatchedTask = watched('3f9c1e77a0', [...RUNS, ['STOPPED', 3723]], {
  task: { stopCode: 'UserInitiated', stoppedReason: 'by hand' },
})

describe('a change of state', () => {
  it.each([
    ['the first', watched('3f9c1e77a0', RUNS.slice(0, 1)), '00:00  PROVISIONING'],
    ['the next', watched('3f9c1e77a0', RUNS), '00:31  PENDING 19 s → RUNNING'],
    ['the last', STOPPED, '01:02:03  RUNNING 1 h 1 min 32 s → STOPPED  UserInitiated: by hand'],
    [
      'a task ECS has forgotten',
      watched('3f9c1e77a0', RUNS, { gone: 'forgotten' }),
      'ECS no longer has this task',
    ],
    ['a task ECS never knew', watched('3f9c1e77a0', [], { gone: 'unknown' }), 'ECS does not know this task'],
  ])('is one line: %s', (_, task, line) => {
    expect(shown([task], false)).toEqual([line])
  })

  it('says nothing of a task that was never seen', () => {
    expect(shown([watched('3f9c1e77a0', [])])).toEqual([])
  })

  it('names the task where there are several', () => {
    expect(shown([watched('3f9c1e77a0', RUNS)])).toEqual(['00:31  3f9c1e77…  PENDING 19 s → RUNNING'])
  })

  it('shares a line with others like it', () => {
    const four = ['a', 'b', 'c', 'd'].map((id) => watched(id, RUNS))
    expect(shown([...four, STOPPED])).toEqual([
      '00:31  4 tasks  PENDING 19 s → RUNNING',
      '01:02:03  3f9c1e77…  RUNNING 1 h 1 min 32 s → STOPPED  UserInitiated: by hand',
    ])
    expect(shown(four.slice(0, 3))).toHaveLength(3)
  })
})
