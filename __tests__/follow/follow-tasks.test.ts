import { RunTaskCommand, type Task } from '@aws-sdk/client-ecs'
import { describe, expect, it, jest } from '@jest/globals'
import type { FaultRule, ScenarioInput } from '../../simulator/scenario.ts'
import type { Simulator } from '../../simulator/simulator.ts'
import { followTasks, type FollowOptions, type FollowResult } from '../../src/follow/follow-tasks.js'
import { describedAs, watchArn, watchStarted, type WatchedTask } from '../../src/tasks/watched-task.js'
import { Interruption } from '../../src/runtime/interruption.js'
import type { Clock } from '../../src/runtime/clock.js'
import { bodiesOf, clientOf, NETWORK, simulate, type TestRuntime, runtimeOf } from '../../testing/simulate.ts'
import { jumpingClock } from '../../testing/clocks.ts'

jest.setTimeout(30_000)

const MINUTE_MS = 60_000
const UNKNOWN = 'arn:aws:ecs:us-east-1:123456789012:task/default/00000000000000000000000000000000'

interface Scene {
  readonly simulator: Simulator
  readonly runtime: TestRuntime
  /** Starts so many tasks that run this script. */
  readonly start: (script: string, count?: number) => Promise<Task[]>
  readonly follow: (tasks: readonly WatchedTask[], options?: Partial<FollowOptions>) => Promise<FollowResult>
}

/** A simulator and a follower of its tasks, whose clock is the simulator's unless it is given. */
function following(
  scenario: ScenarioInput,
  test: (scene: Scene) => Promise<void>,
  clock?: Clock,
): Promise<void> {
  return simulate({ ...(clock && { timeScale: 1 }), pace: QUICK, ...scenario }, async (simulator) => {
    const ecs = clientOf(simulator)
    const runtime = runtimeOf(simulator, clock && { clock })
    await test({
      simulator,
      runtime,
      start: async (script, count = 1) => {
        const overrides = { containerOverrides: [{ name: 'app', command: ['sh', '-c', script] }] }
        const started: Task[] = []
        while (started.length < count) {
          const size = Math.min(10, count - started.length)
          const { tasks = [] } = await ecs.send(
            new RunTaskCommand({ taskDefinition: 'alone', count: size, overrides, ...NETWORK }),
          )
          started.push(...tasks)
        }
        return started
      },
      follow: async (tasks, options = {}) =>
        followTasks(
          ecs,
          {
            cluster: 'default',
            tasks,
            waitFor: 'stopped',
            missingPatienceMs: 2 * MINUTE_MS,
            onChange: () => undefined,
            onPoll: () => undefined,
            ...options,
          },
          runtime,
        ),
    })
  })
}

const QUICK = {
  provisioning: 20,
  pending: 20,
  activating: 20,
  deactivating: 20,
  stopping: 20,
  deprovisioning: 20,
}

const watched = (tasks: readonly Task[]): WatchedTask[] => tasks.map((task) => watchStarted(task, 0))
const statuses = ({ tasks }: FollowResult): (string | undefined)[] =>
  tasks.map(({ task }) => task?.lastStatus)
const looks = ({ simulator }: Scene): unknown[] =>
  bodiesOf(simulator, 'DescribeTasks').map(({ tasks }) => tasks)

/** A clock that does this instead of the first sleep. */
function clockThat(act: () => Promise<void>): Clock {
  const clock = jumpingClock()
  let isFirst = true
  return {
    now: clock.now,
    sleep: async (ms, signal) => {
      if (isFirst) await act()
      isFirst = false
      await clock.sleep(ms, signal)
    },
  }
}

describe('a task', () => {
  it.concurrent('is followed to its end, each state told once', () =>
    following({ pace: { provisioning: 4000, pending: 4000, deprovisioning: 4000 } }, async (scene) => {
      const told: (string | undefined)[] = []
      let lookedAt = 0
      const result = await scene.follow(watched(await scene.start('sleep 0.1')), {
        onChange: ({ task }) => told.push(task?.lastStatus),
        onPoll: () => lookedAt++,
      })
      expect(result.end).toBe('finished')
      expect(statuses(result)).toEqual(['STOPPED'])
      expect(told).toEqual([...new Set(told)])
      expect(told.at(-1)).toBe('STOPPED')
      expect(result.tasks[0]?.changes.map(({ status }) => status)).toEqual(['PROVISIONING', ...told])
      expect(lookedAt).toBe(looks(scene).length)
    }),
  )

  it.concurrent(
    'is noticed within two hundredths of its run, a second at least, and asked for ever less often',
    () => {
      const clock = jumpingClock()
      return following(
        {},
        async (scene) => {
          const tasks = await scene.start('exec sleep 600')
          const startedAt = clock.now()
          let elapsed = 0
          clock.after(25 * MINUTE_MS, () => {
            scene.runtime.cancel.abort(new Interruption('cancelled', 0))
          })
          await scene.follow(watched(tasks))
          for (const ms of clock.sleeps) {
            expect(ms).toBeGreaterThanOrEqual(1000)
            expect(ms).toBeLessThanOrEqual(Math.max(1000, 0.02 * elapsed, 1000))
            elapsed += Math.ceil(ms)
          }
          expect(clock.now() - startedAt).toBeGreaterThanOrEqual(25 * MINUTE_MS)
          expect(looks(scene).length).toBeLessThan(300)
        },
        clock,
      )
    },
  )

  it.concurrent('that has ended already is not asked for', () =>
    following({}, async (scene) => {
      const ended = describedAs(watchArn(UNKNOWN), { taskArn: UNKNOWN, lastStatus: 'DELETED' }, 0)
      expect(await scene.follow([ended])).toMatchObject({ end: 'finished' })
      expect(looks(scene)).toEqual([])
    }),
  )

  it.concurrent('known by its ARN alone is looked at at once', () => {
    const clock = jumpingClock()
    return following(
      {},
      async (scene) => {
        const [task] = await scene.start('exec sleep 600')
        const result = scene.follow([watchArn(task?.taskArn ?? '')], { waitFor: 'running' })
        expect((await result).end).toBe('finished')
        expect(looks(scene).length).toBe(clock.sleeps.length + 1)
      },
      clock,
    )
  })
})

describe('several tasks', () => {
  it.concurrent('are asked for a hundred a call', () => {
    const clock = jumpingClock()
    return following(
      { pace: { provisioning: 600_000 } },
      async (scene) => {
        const tasks = await scene.start('true', 230)
        clock.after(2500, () => {
          scene.runtime.cancel.abort(new Interruption('cancelled', 0))
        })
        await scene.follow(watched(tasks))
        const sizes = looks(scene).map((asked) => (asked as string[]).length)
        expect(sizes).toEqual([100, 100, 30, 100, 100, 30])
        expect(looks(scene).slice(0, 3).flat()).toEqual(tasks.map(({ taskArn }) => taskArn))
      },
      clock,
    )
  })

  it.concurrent('are asked for no longer once they have ended', () =>
    following({}, async (scene) => {
      const short = await scene.start('true')
      const long = await scene.start('sleep 0.5')
      const result = await scene.follow(watched([...short, ...long]))
      expect(statuses(result)).toEqual(['STOPPED', 'STOPPED'])
      expect(looks(scene).at(-1)).toEqual(long.map(({ taskArn }) => taskArn))
    }),
  )

  it.concurrent.each([
    ['running', 'exec sleep 600', 'RUNNING'],
    ['running', 'exit 1', 'STOPPED'],
  ] as const)('are left when they are %s, or have been: %s', (waitFor, script, status) =>
    following({ pace: { deprovisioning: 1 } }, async (scene) => {
      const result = await scene.follow(watched(await scene.start(script, 2)), { waitFor })
      expect(result.end).toBe('finished')
      if (status === 'RUNNING') expect(statuses(result)).toEqual(['RUNNING', 'RUNNING'])
      expect(result.tasks.every(({ task }) => task?.startedAt !== undefined)).toBe(true)
    }),
  )
})

describe('a task that ECS does not know', () => {
  it.concurrent('yet is waited for', () =>
    following({ missingForMs: 20_000 }, async (scene) => {
      const result = await scene.follow(watched(await scene.start('true')))
      expect(result.tasks).toMatchObject([{ described: true, task: { lastStatus: 'STOPPED' } }])
      expect(result.tasks[0]).not.toHaveProperty('gone')
      expect(result.tasks[0]).not.toHaveProperty('missingSince')
    }),
  )

  it.concurrent('after all patience never was', () => {
    const clock = jumpingClock()
    return following(
      {},
      async (scene) => {
        const told: WatchedTask[] = []
        const startedAt = clock.now()
        const result = await scene.follow([watchArn(UNKNOWN)], { onChange: (each) => told.push(each) })
        expect(result).toMatchObject({ end: 'finished', tasks: [{ gone: 'unknown' }] })
        expect(told).toMatchObject([{ gone: 'unknown' }])
        const waited = clock.now() - startedAt
        expect(waited).toBeGreaterThanOrEqual(2 * MINUTE_MS)
        expect(waited).toBeLessThan(2 * MINUTE_MS + 4000)
      },
      clock,
    )
  })

  it.concurrent('any more was forgotten', () => {
    const clock = jumpingClock()
    return following(
      { retentionMs: 0 },
      async (scene) => {
        const [task] = await scene.start('sleep 0.2')
        const result = await scene.follow([watchArn(task?.taskArn ?? '')], { missingPatienceMs: 10_000 })
        expect(result).toMatchObject({ end: 'finished', tasks: [{ gone: 'forgotten', described: true }] })
      },
      clock,
    )
  })

  it.concurrent('does not hold up the others', () => {
    const clock = jumpingClock()
    return following(
      {},
      async (scene) => {
        const tasks = await scene.start('true')
        const result = await scene.follow([watchArn(UNKNOWN), ...watched(tasks)])
        expect(result.tasks).toMatchObject([{ gone: 'unknown' }, { task: { lastStatus: 'STOPPED' } }])
      },
      clock,
    )
  })
})

describe('an interruption', () => {
  const endedBefore = async (
    kind: Interruption['kind'],
    check: (result: FollowResult, scene: Scene) => void,
  ) => {
    let scene: Scene | undefined
    const clock = clockThat(async () => {
      while (scene?.simulator.tasks[0]?.lastStatus !== 'STOPPED')
        await new Promise((resolve) => setTimeout(resolve, 5))
      scene.runtime.cancel.abort(new Interruption(kind, 0))
    })
    await following(
      {},
      async (made) => {
        scene = made
        check(await made.follow(watched(await made.start('exit 3'))), made)
      },
      clock,
    )
  }

  it.concurrent('because the time is up is no interruption for a task that has just ended', () =>
    endedBefore('timed-out', (result, scene) => {
      expect(result).toMatchObject({ end: 'finished', tasks: [{ task: { lastStatus: 'STOPPED' } }] })
      expect(looks(scene)).toHaveLength(1)
    }),
  )

  it.concurrent('by a cancel looks no more', () =>
    endedBefore('cancelled', (result, scene) => {
      expect(result.end).toBe('cancelled')
      expect(looks(scene)).toEqual([])
    }),
  )

  it.concurrent.each(['timed-out', 'cancelled'] as const)(
    '%s tells the last state of a task that goes on',
    (kind) => {
      const clock = jumpingClock()
      return following(
        {},
        async (scene) => {
          clock.after(30_000, () => {
            scene.runtime.cancel.abort(new Interruption(kind, 0))
          })
          const result = await scene.follow(watched(await scene.start('exec sleep 600')))
          expect(result.end).toBe(kind)
          expect(statuses(result)).toHaveLength(1)
        },
        clock,
      )
    },
  )

  it.concurrent('during a look ends it at once', () =>
    following({ timeScale: 1, faults: [{ operation: 'DescribeTasks', fault: 'hang' }] }, async (scene) => {
      const tasks = await scene.start('exec sleep 600')
      setTimeout(() => {
        scene.runtime.cancel.abort(new Interruption('cancelled', 0))
      }, 1500)
      const startedAt = Date.now()
      expect(await scene.follow(watched(tasks))).toMatchObject({ end: 'cancelled' })
      expect(Date.now() - startedAt).toBeLessThan(2500)
    }),
  )

  it.concurrent('because the time is up waits no longer for the last look than a few seconds', () =>
    following({ timeScale: 1, faults: [{ operation: 'DescribeTasks', fault: 'hang' }] }, async (scene) => {
      const tasks = await scene.start('exec sleep 600')
      scene.runtime.cancel.abort(new Interruption('timed-out', 0))
      const startedAt = Date.now()
      expect(await scene.follow(watched(tasks))).toMatchObject({ end: 'timed-out' })
      expect(Date.now() - startedAt).toBeLessThan(5500)
    }),
  )
})

describe('a look that fails', () => {
  it.concurrent.each<FaultRule['fault']>(['throttle', 'server-error', 'reset', 'lost-answer'])(
    'by %s is followed by another, slower, and told once',
    (fault) => {
      const clock = jumpingClock()
      return following(
        { faults: [{ operation: 'DescribeTasks', fault, times: 3 }] },
        async (scene) => {
          const result = await scene.follow(watched(await scene.start('sleep 0.2')))
          expect(result).toMatchObject({ end: 'finished', tasks: [{ task: { lastStatus: 'STOPPED' } }] })
          expect(scene.runtime.console.texts('line')).toEqual([
            expect.stringMatching(/^DescribeTasks: .*\. Retrying\.$/s),
          ])
          const [first = 0, second = 0, third = 0, fourth = 0] = clock.sleeps
          expect(first).toBe(1000)
          expect(second).toBeGreaterThanOrEqual(1000)
          expect(Math.max(second, third, fourth)).toBeGreaterThan(2000)
        },
        clock,
      )
    },
  )

  it.concurrent('and then comes back, comes back to its pace', () => {
    const clock = jumpingClock()
    return following(
      { faults: [{ operation: 'DescribeTasks', fault: 'throttle', times: 2 }] },
      async (scene) => {
        clock.after(5 * MINUTE_MS, () => {
          scene.runtime.cancel.abort(new Interruption('cancelled', 0))
        })
        await scene.follow(watched(await scene.start('exec sleep 600')))
        expect(clock.sleeps.at(-2)).toBeLessThanOrEqual(6000)
      },
      clock,
    )
  })

  it.concurrent.each<[string, Omit<FaultRule, 'operation'>, RegExp]>([
    ['a missing permission', { fault: 'access-denied' }, /lack the permission ecs:DescribeTasks/],
    ['expired credentials', { fault: 'expired-token' }, /have expired/],
    [
      'an unknown cluster',
      { fault: 'error', type: 'ClusterNotFoundException', message: 'Cluster not found.' },
      /no such cluster/,
    ],
    [
      'anything nobody has described',
      { fault: 'error', type: 'NewException', message: 'a new refusal' },
      /a new refusal/,
    ],
  ])('for %s ends it as soon as a second answer says the same, and says why', (_what, rule, words) =>
    following({ faults: [{ operation: 'DescribeTasks', ...rule }] }, async (scene) => {
      const result = await scene.follow(watched(await scene.start('exec sleep 600')))
      expect(result.end).toBe('lost')
      expect(result.error?.message).toMatch(words)
      expect(looks(scene)).toHaveLength(2)
    }),
  )

  it.concurrent('for a single refusal is followed by another', () =>
    following(
      { faults: [{ operation: 'DescribeTasks', fault: 'access-denied', on: [1, 3] }] },
      async (scene) => {
        const result = await scene.follow(watched(await scene.start('sleep 0.5')))
        expect(result.end).toBe('finished')
      },
    ),
  )

  it.concurrent('by a fault of our own is no look at all', () =>
    following({}, async (scene) => {
      const tasks = watched(await scene.start('true'))
      const broken = scene.follow(tasks, {
        onPoll: () => {
          throw new TypeError('ours')
        },
      })
      await expect(broken).rejects.toThrow('ours')
    }),
  )
})
