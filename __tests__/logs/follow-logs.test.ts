import type { Task, TaskDefinition } from '@aws-sdk/client-ecs'
import { describe, expect, it, jest } from '@jest/globals'
import type { ScenarioInput } from '../../simulator/scenario.ts'
import type { Simulator } from '../../simulator/simulator.ts'
import { followLogs, type LogFollower } from '../../src/logs/follow-logs.js'
import type { FollowSettings } from '../../src/inputs/settings.js'
import { Interruption } from '../../src/runtime/interruption.js'
import { bodiesOf, simulate, type TestRuntime, runtimeOf } from '../../testing/simulate.ts'
import { awslogs, definition, lines, running, sourceOf, stopped, texts, write } from './streams.ts'

jest.setTimeout(30_000)

const credentials = async () => ({ accessKeyId: 'simulator', secretAccessKey: 'simulator' })
const BOTH = ['app', 'proxy']

interface Scene {
  readonly simulator: Simulator
  readonly runtime: TestRuntime
  readonly follower: LogFollower
  /** Waits for so many ms of the simulator's time. */
  readonly pass: (ms: number) => Promise<void>
  /** Waits until it is so. */
  readonly until: (isSo: () => boolean) => Promise<void>
  readonly now: () => number
}

interface Setting {
  readonly definition?: TaskDefinition | 'unreadable'
  readonly logs?: FollowSettings['logs']
  readonly severalTasks?: boolean
}

/** Follows the logs of the containers `app` and `proxy`, fifty times as fast as the runtime. */
function following(
  scenario: ScenarioInput,
  setting: Setting,
  test: (scene: Scene) => Promise<void>,
): Promise<void> {
  return simulate(scenario, async (simulator) => {
    const runtime = runtimeOf(simulator)
    const known = setting.definition ?? definition(...BOTH)
    const follower = followLogs(
      {
        logs: setting.logs ?? true,
        taskCount: setting.severalTasks === true ? 2 : 1,
        credentials,
        ...(known !== 'unreadable' && { definition: known }),
      },
      runtime,
    )
    const pass = async (ms: number) => runtime.clock.sleep(ms, new AbortController().signal)
    const until = async (isSo: () => boolean) => {
      while (!isSo()) await pass(200)
    }
    await test({ simulator, runtime, follower, pass, until, now: () => runtime.clock.now() })
  })
}

function calls({ simulator }: Scene): number {
  return bodiesOf(simulator, 'GetLogEvents').length
}

/** Lines that were printed, without their labels. */
function shown({ runtime }: Scene): string[] {
  return runtime.console.texts('foreign').map((line) => line.replace(/^\S+ +\| /, ''))
}

/** For what depends on when a line is read: a machine may be busy for the better part of a second. */
const UNHURRIED: ScenarioInput = { timeScale: 5 }

describe('the log of a container', () => {
  it.each<[string, ScenarioInput]>([
    ['as it is', {}],
    ['page by page', { logs: { pageEvents: 5, emptyPages: true } }],
    ['though AWS throttles', { faults: [{ operation: 'GetLogEvents', fault: 'throttle', times: 3 }] }],
    [
      'though AWS fails now and then',
      {
        faults: [
          { operation: 'GetLogEvents', fault: 'server-error', on: [1, 3] },
          { operation: 'GetLogEvents', fault: 'reset', on: [2, 5] },
        ],
      },
    ],
  ])('is shown whole, in order and once, %s', (_how, scenario) =>
    following(scenario, {}, async (scene) => {
      const { simulator, follower, now } = scene
      write(simulator, sourceOf('app'), lines(20))
      follower.update([running(BOTH)])
      write(simulator, sourceOf('app'), lines(20, 'later'))
      write(simulator, sourceOf('proxy'), lines(3, 'proxy'))
      follower.update([stopped(BOTH, now())])
      await follower.finish()
      const app = shown(scene).filter((line) => !line.startsWith('proxy'))
      expect(app).toEqual([...texts(lines(20)), ...texts(lines(20, 'later'))])
      expect(shown(scene).filter((line) => line.startsWith('proxy'))).toEqual(texts(lines(3, 'proxy')))
      expect(scene.runtime.console.texts('warning')).toEqual([])
    }),
  )

  it('is waited for until it has been quiet for five seconds', () =>
    following(UNHURRIED, {}, async (scene) => {
      const { simulator, follower, now } = scene
      const end = now()
      write(simulator, sourceOf('app'), [
        { message: 'in time', readableAt: end },
        { message: 'late', readableAt: end + 4000 },
        { message: 'very late', readableAt: end + 8000 },
        { message: 'too late', readableAt: end + 30_000 },
      ])
      follower.update([stopped(['app'], end)])
      await follower.finish()
      expect(shown(scene)).toEqual(['in time', 'late', 'very late'])
      expect(now() - end).toBeGreaterThan(13_000)
      expect(now() - end).toBeLessThan(25_000)
    }))

  it('is waited for no longer than twenty seconds', () =>
    following({ timeScale: 10 }, {}, async (scene) => {
      const { simulator, follower, now } = scene
      const end = now()
      write(
        simulator,
        sourceOf('app'),
        Array.from({ length: 20 }, (_, index) => ({ message: `${index}`, readableAt: end + index * 3000 })),
      )
      follower.update([stopped(['app'], end)])
      await follower.finish()
      expect(now() - end).toBeGreaterThan(19_000)
      expect(now() - end).toBeLessThan(40_000)
      expect(shown(scene).length).toBeGreaterThanOrEqual(6)
    }))

  it('adds nothing to the time in which the task deprovisions', () =>
    following(UNHURRIED, {}, async (scene) => {
      const { simulator, follower, now, pass } = scene
      write(simulator, sourceOf('app'), lines(3))
      follower.update([running(['app'])])
      await pass(5_000)
      const before = now()
      follower.update([{ ...stopped(['app'], before - 6000), stoppedAt: new Date(before) }])
      await follower.finish()
      expect(now() - before).toBeLessThan(4500)
      expect(shown(scene)).toEqual(texts(lines(3)))
    }))

  it('of a container that outlives the first is read to its own end', () =>
    following({}, {}, async (scene) => {
      const { simulator, follower, now, pass } = scene
      const end = now()
      const outliving: Task = {
        ...stopped(BOTH, end),
        containers: [
          { name: 'app', lastStatus: 'STOPPED', exitCode: 0 },
          { name: 'proxy', lastStatus: 'RUNNING' },
        ],
      }
      write(simulator, sourceOf('app'), [])
      write(simulator, sourceOf('proxy'), [{ message: 'bye', readableAt: end + 26_000 }])
      follower.update([outliving])
      await pass(12_000)
      follower.update([outliving])
      await pass(12_000)
      follower.update([stopped(BOTH, end)])
      await follower.finish()
      expect(shown(scene)).toEqual(['bye'])
    }))

  it('is shown whole where the task ended long ago', () =>
    following({ logs: { pageEvents: 4, emptyPages: true } }, {}, async (scene) => {
      const { simulator, follower, now } = scene
      write(simulator, sourceOf('app'), lines(30))
      write(simulator, sourceOf('proxy'), [])
      follower.update([stopped(BOTH, now() - 3_600_000)])
      await follower.finish()
      expect(shown(scene)).toEqual(texts(lines(30)))
    }))

  it('is waited for where its stream comes into being late', () =>
    following({}, {}, async (scene) => {
      const { simulator, follower, now, pass } = scene
      follower.update([running(['app'])])
      await pass(5000)
      write(simulator, sourceOf('app'), lines(2))
      follower.update([stopped(['app'], now())])
      await follower.finish()
      expect(shown(scene)).toEqual(texts(lines(2)))
      expect(scene.runtime.console.texts('warning')).toEqual([])
    }))

  it('of a task that ECS has forgotten ends as well', () =>
    following(UNHURRIED, {}, async (scene) => {
      const { simulator, follower, now, pass } = scene
      write(simulator, sourceOf('app'), lines(2))
      follower.update([running(['app'])])
      await pass(1000)
      const before = now()
      await follower.finish()
      expect(now() - before).toBeLessThan(12_000)
      expect(shown(scene)).toEqual(texts(lines(2)))
    }))

  it('is read where its group is, by the name that its options make', () =>
    following(
      {},
      {
        definition: {
          containerDefinitions: [
            { name: 'app', logConfiguration: awslogs({ 'awslogs-region': 'eu-west-3' }) },
          ],
        },
      },
      async (scene) => {
        const { simulator, follower, now } = scene
        write(simulator, { ...sourceOf('app'), region: 'eu-west-3' }, lines(1))
        follower.update([stopped(['app'], now() - 5000)])
        await follower.finish()
        expect(shown(scene)).toEqual(['line 1'])
        expect(simulator.calls.every(({ region }) => region === 'eu-west-3')).toBe(true)
      },
    ))

  it('is labelled among several tasks, each in its own order', () =>
    following({}, { severalTasks: true }, async ({ simulator, runtime, follower, now }) => {
      const ids = ['aaaaaaaa11', 'bbbbbbbb22']
      for (const id of ids) write(simulator, sourceOf('app', id), lines(3, id))
      for (const id of ids) write(simulator, sourceOf('proxy', id), [])
      follower.update(ids.map((id) => stopped(BOTH, now() - 5000, id)))
      await follower.finish()
      for (const id of ids) {
        const own = runtime.console.texts('foreign').filter((line) => line.startsWith(id.slice(0, 8)))
        expect(own).toEqual(texts(lines(3, id)).map((line) => `${id.slice(0, 8)} app   | ${line}`))
      }
    }))
})

describe('a log that cannot be read', () => {
  const endAfter = async ({ follower, now, pass }: Scene) => {
    follower.update([running(BOTH)])
    await pass(3000)
    follower.update([stopped(BOTH, now())])
    await follower.finish()
  }

  it('for want of its stream is one warning, however many there are', () =>
    following({}, {}, async (scene) => {
      await endAfter(scene)
      expect(scene.runtime.console.texts('warning')).toEqual([
        expect.stringMatching(
          /log of (app|proxy) \(stream ecs\/\1\/0123.*of \/ecs\/job.*result is not affected.*does not exist/s,
        ),
      ])
    }))

  it('for want of the permission is one warning that names it, and asked for once', () =>
    following({ faults: [{ operation: 'GetLogEvents', fault: 'access-denied' }] }, {}, async (scene) => {
      await endAfter(scene)
      expect(scene.runtime.console.texts('warning')).toEqual([expect.stringContaining('logs:GetLogEvents')])
      expect(calls(scene)).toBe(2)
    }))

  it('that was there and is there no more ends without a word', () =>
    following(
      {
        faults: [
          {
            operation: 'GetLogEvents',
            fault: 'error',
            type: 'ResourceNotFoundException',
            message: 'The specified log stream does not exist.',
          },
        ],
      },
      {},
      async (scene) => {
        const { simulator, follower, now, until } = scene
        simulator.scenario = { timeScale: 50 }
        write(simulator, sourceOf('app'), lines(1))
        follower.update([running(['app'])])
        await until(() => shown(scene).length > 0)
        simulator.scenario = {
          faults: [
            { operation: 'GetLogEvents', fault: 'error', type: 'ResourceNotFoundException', message: 'gone' },
          ],
        }
        follower.update([stopped(['app'], now())])
        await follower.finish()
        expect(shown(scene)).toEqual(['line 1'])
        expect(scene.runtime.console.texts('warning')).toEqual([])
      },
    ))

  it('of another driver is excused in a line', () =>
    following(
      {},
      { definition: { containerDefinitions: [{ name: 'app', logConfiguration: { logDriver: 'splunk' } }] } },
      async (scene) => {
        await endAfter(scene)
        expect(scene.runtime.console.texts('line')).toEqual([
          expect.stringMatching(/app logs through the driver splunk/),
        ])
        expect(calls(scene)).toBe(0)
      },
    ))

  it.each<[string, Setting, RegExp[]]>([
    ['without a definition', { definition: 'unreadable' }, [/logs are not followed/]],
    ['with logs: false', { logs: false }, []],
    ['with a container that does not log', { logs: [] }, []],
  ])('%s is not asked for', (_what, setting, words) =>
    following({}, setting, async (scene) => {
      await endAfter(scene)
      await scene.follower.leave()
      expect(scene.runtime.console.entries.map(({ text }) => text)).toEqual(
        words.map((each) => expect.stringMatching(each)),
      )
      expect(calls(scene)).toBe(0)
    }),
  )

  it('of a container that never ran is not asked for', () =>
    following({}, {}, async (scene) => {
      const { follower } = scene
      const waiting = running(BOTH, {
        lastStatus: 'PROVISIONING',
        startedAt: undefined,
        containers: BOTH.map((name) => ({ name, lastStatus: 'PENDING' })),
      })
      follower.update([waiting])
      follower.update([
        {
          ...waiting,
          lastStatus: 'STOPPED',
          containers: BOTH.map((name) => ({ name, lastStatus: 'STOPPED' })),
        },
      ])
      await follower.finish()
      expect(calls(scene)).toBe(0)
      expect(scene.runtime.console.entries).toEqual([])
    }))
})

describe('log reading', () => {
  it('goes on while CloudWatch does not answer, and says so where it never does', () =>
    following({}, {}, async (scene) => {
      const { simulator, runtime, follower, now } = scene
      for (const name of BOTH) write(simulator, sourceOf(name), lines(1, name))
      simulator.scenario = { faults: [{ operation: 'GetLogEvents', fault: 'throttle', untilMs: 10_000 }] }
      follower.update([stopped(['app'], now())])
      await follower.finish()
      expect(shown(scene)).toEqual(['app 1'])
      expect(runtime.console.texts('warning')).toEqual([])

      simulator.scenario = { faults: [{ operation: 'GetLogEvents', fault: 'server-error' }] }
      const before = now()
      follower.update([stopped(['proxy'], before)])
      await follower.finish()
      expect(now() - before).toBeLessThan(60_000)
      expect(runtime.console.texts('warning')).toEqual([
        expect.stringMatching(/log of proxy[^]*Service Unavailable/),
      ])
    }))

  it('of the named containers reads no others', () =>
    following({}, { logs: ['proxy'] }, async (scene) => {
      const { simulator, follower, now } = scene
      for (const name of BOTH) write(simulator, sourceOf(name), lines(1, name))
      follower.update([stopped(BOTH, now() - 5000)])
      await follower.finish()
      expect(scene.runtime.console.texts('foreign')).toEqual(['proxy 1'])
    }))

  it('is slow where a stream is quiet, and at once awake when its container ends', () =>
    following({}, {}, async (scene) => {
      const { simulator, follower, now, pass, until } = scene
      write(simulator, sourceOf('app'), [])
      follower.update([running(['app'])])
      await pass(60_000)
      expect(calls(scene)).toBeLessThan(17)
      const before = calls(scene)
      write(simulator, sourceOf('app'), lines(1))
      follower.update([stopped(['app'], now() - 4000)])
      await until(() => shown(scene).length > 0)
      expect(calls(scene)).toBeGreaterThan(before)
      expect(shown(scene)).toEqual(['line 1'])
      await follower.finish()
    }))

  it('of many streams asks no more than five times a second', () =>
    following({ timeScale: 10 }, { severalTasks: true }, async (scene) => {
      const { simulator, follower, now } = scene
      const ids = Array.from({ length: 25 }, (_, index) => `${index}`.padStart(8, '0'))
      for (const id of ids) for (const name of BOTH) write(simulator, sourceOf(name, id), lines(1, name))
      follower.update(ids.map((id) => stopped(BOTH, now() - 60_000, id)))
      await follower.finish()
      const times = simulator.calls.map(({ time }) => time)
      expect(times.length).toBeGreaterThanOrEqual(50)
      // Each call has its turn; the machine may delay one, and not the next.
      expect((times.length - 1) * 200 - ((times.at(-1) ?? 0) - (times[0] ?? 0))).toBeLessThan(1000)
    }))

  it.each<[string, ScenarioInput, number]>([
    ['is whole, one page after the other', {}, 0],
    [
      'is as slow as any other once CloudWatch has throttled',
      { faults: [{ operation: 'GetLogEvents', fault: 'throttle', on: [1] }] },
      1800,
    ],
  ])('of a backlog %s', (_what, scenario, atLeast) =>
    following({ timeScale: 2, logs: { pageEvents: 1000 }, ...scenario }, {}, async (scene) => {
      const { simulator, follower, now } = scene
      for (const name of BOTH) write(simulator, sourceOf(name), lines(5000, name))
      follower.update([stopped(BOTH, now() - 60_000)])
      await follower.finish()
      for (const name of BOTH)
        expect(shown(scene).filter((line) => line.startsWith(name))).toEqual(texts(lines(5000, name)))
      const times = simulator.calls.filter(({ outcome }) => outcome === 200).map(({ time }) => time)
      const took = (times[10] ?? NaN) - (times[0] ?? NaN)
      expect(took).toBeGreaterThanOrEqual(atLeast)
    }),
  )

  it('that is left shows what is there and waits for nothing', () =>
    following(UNHURRIED, {}, async (scene) => {
      const { simulator, follower, now, pass } = scene
      write(simulator, sourceOf('app'), lines(1))
      write(simulator, sourceOf('proxy'), [])
      follower.update([running(BOTH)])
      await pass(5_000)
      write(simulator, sourceOf('app'), lines(1, 'last'))
      const before = now()
      await follower.leave()
      expect(now() - before).toBeLessThan(10_000)
      expect(shown(scene)).toEqual(['line 1', 'last 1'])
    }))

  it('that is interrupted shows what is there too', () =>
    following({}, {}, async (scene) => {
      const { simulator, runtime, follower, pass } = scene
      write(simulator, sourceOf('app'), lines(1))
      follower.update([running(['app'])])
      await pass(20_000)
      write(simulator, sourceOf('app'), lines(1, 'last'))
      runtime.cancel.abort(new Interruption('cancelled', 0))
      await follower.finish()
      expect(shown(scene)).toEqual(['line 1', 'last 1'])
    }))

  it('that is left does not wait for a stream that cannot be read', () =>
    following(
      { ...UNHURRIED, faults: [{ operation: 'GetLogEvents', fault: 'server-error' }] },
      {},
      async (scene) => {
        const { follower, now, pass } = scene
        follower.update([running(['app'])])
        await pass(5000)
        const before = now()
        await follower.leave()
        expect(now() - before).toBeLessThan(10_000)
      },
    ))
})
