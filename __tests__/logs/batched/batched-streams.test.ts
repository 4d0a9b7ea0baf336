import type { Task } from '@aws-sdk/client-ecs'
import { describe, expect, it, jest } from '@jest/globals'
import fc from '../../../testing/properties.js'
import { openStream } from '../../../simulator/logs.ts'
import type { FaultRule, ScenarioInput } from '../../../simulator/scenario.ts'
import type { Simulator } from '../../../simulator/simulator.ts'
import { followLogs, type LogFollower } from '../../../src/logs/follow-logs.js'
import { Interruption } from '../../../src/runtime/interruption.js'
import { bodiesOf, simulate, type TestRuntime, runtimeOf } from '../../../testing/simulate.ts'
import { definition, lines, running, sourceOf, stopped, texts, write, type Written } from '../streams.ts'

jest.setTimeout(60_000)

const credentials = async () => ({ accessKeyId: 'simulator', secretAccessKey: 'simulator' })
/** One more than are read one by one. */
const MANY = 11

interface Scene {
  readonly simulator: Simulator
  readonly runtime: TestRuntime
  readonly follower: LogFollower
  readonly ids: readonly string[]
  readonly runAll: () => void
  /** Says that all tasks stopped just now. */
  readonly stopAll: () => void
  readonly pass: (ms: number) => Promise<void>
  /** Waits until it is so. */
  readonly until: (isSo: () => boolean) => Promise<void>
}

/** Follows the log of one container of each of so many tasks, fifty times as fast as the runtime. */
function following(
  scenario: ScenarioInput,
  test: (scene: Scene) => Promise<void>,
  count = MANY,
): Promise<void> {
  return simulate(scenario, async (simulator) => {
    const runtime = runtimeOf(simulator)
    const follower = followLogs(
      { logs: true, taskCount: count, definition: definition('app'), credentials },
      runtime,
    )
    const ids = Array.from({ length: count }, (_, index) => String(index).padStart(32, '0'))
    const update = (taskOf: (id: string) => Task) => (): void => {
      follower.update(ids.map(taskOf))
    }
    const pass = async (ms: number): Promise<void> => runtime.clock.sleep(ms, new AbortController().signal)
    await test({
      simulator,
      runtime,
      follower,
      ids,
      runAll: update((id) => running(['app'], {}, id)),
      stopAll: update((id) => stopped(['app'], runtime.clock.now(), id)),
      pass,
      until: async (isSo) => {
        while (!isSo()) await pass(500)
      },
    })
  })
}

/** Ids differ in their last digits: labels do not tell them apart, so that each line names its stream. */
const linesOf = (id: string, count: number, from = 0): Written[] =>
  lines(count, id).map((line, index) => ({ ...line, timestamp: 1_000 + from + index }))

function allShown({ runtime }: Scene): Map<string, string[]> {
  const byStream = new Map<string, string[]>()
  for (const line of runtime.console.texts('foreign')) {
    const message = line.replace(/^\S+ +app \| /, '')
    const id = message.slice(0, 32)
    byStream.set(id, [...(byStream.get(id) ?? []), message])
  }
  return byStream
}

function streamsAsked({ simulator }: Scene): string[][] {
  return bodiesOf(simulator, 'FilterLogEvents').map(({ logStreamNames }) => logStreamNames as string[])
}

const readAlone = ({ simulator }: Scene): Set<unknown> =>
  new Set(bodiesOf(simulator, 'GetLogEvents').map(({ logStreamName }) => logStreamName))

const filterFault = (rule: Omit<FaultRule, 'operation'>): ScenarioInput => ({
  faults: [{ operation: 'FilterLogEvents', ...rule }],
})

describe('the logs of many containers', () => {
  it.each<[string, ScenarioInput]>([
    ['as they are', {}],
    ['page by page', { logs: { pageEvents: 40, emptyPages: true } }],
    ['though AWS throttles', filterFault({ fault: 'throttle', times: 3 })],
    ['though AWS fails now and then', filterFault({ fault: 'server-error', on: [1, 3] })],
  ])('are shown whole, in order and once, %s', (_how, scenario) =>
    following(scenario, async (scene) => {
      const { simulator, ids, follower, runAll, stopAll, pass } = scene
      for (const id of ids) write(simulator, sourceOf('app', id), linesOf(id, 5))
      runAll()
      await pass(3_000)
      for (const id of ids) write(simulator, sourceOf('app', id), linesOf(id, 5, 5))
      stopAll()
      await follower.finish()
      const shown = allShown(scene)
      for (const id of ids)
        expect(shown.get(id)).toEqual([...texts(linesOf(id, 5)), ...texts(linesOf(id, 5))])
      expect(readAlone(scene).size).toBe(0)
      expect(scene.runtime.console.texts('warning')).toEqual([])
    }),
  )

  it('are asked for a hundred a call, and each of them within thirty seconds', () =>
    following(
      {},
      async (scene) => {
        const { simulator, ids, follower, runAll, stopAll, pass } = scene
        for (const id of ids) write(simulator, sourceOf('app', id), linesOf(id, 1))
        runAll()
        await pass(30_000)
        expect([...allShown(scene).keys()].sort()).toEqual(ids)
        stopAll()
        await follower.finish()
        expect(
          streamsAsked(scene)
            .slice(0, 3)
            .map(({ length }) => length),
        ).toEqual([100, 100, 30])
        expect(readAlone(scene).size).toBe(0)
      },
      230,
    ))

  it('are at their end five seconds after the containers', () =>
    following({ timeScale: 5 }, async ({ simulator, ids, follower, runtime, runAll, stopAll, pass }) => {
      for (const id of ids) write(simulator, sourceOf('app', id), linesOf(id, 2))
      runAll()
      await pass(5_000)
      const stoppedAt = runtime.clock.now()
      stopAll()
      await follower.finish()
      expect(runtime.clock.now() - stoppedAt).toBeGreaterThanOrEqual(5_000)
      expect(runtime.clock.now() - stoppedAt).toBeLessThan(8_000)
    }))

  it('show what comes to light later than newer lines of others', () =>
    following({}, async (scene) => {
      const { simulator, runtime, ids, follower, runAll, stopAll, pass } = scene
      const [late = '', ...others] = ids
      const now = runtime.clock.now()
      write(simulator, sourceOf('app', late), [
        { message: `${late} late`, timestamp: now - 20_000, readableAt: now + 8_000 },
      ])
      for (const id of others)
        write(simulator, sourceOf('app', id), [{ message: `${id} new`, timestamp: now }])
      runAll()
      await pass(15_000)
      stopAll()
      await follower.finish()
      expect(allShown(scene).get(late)).toEqual([`${late} late`])
    }))

  it('are searched apart where some are far behind, so that no line is found over and over', () =>
    following(
      {},
      async (scene) => {
        const { simulator, runtime, ids, follower, runAll, stopAll, pass } = scene
        const [talking = '', ...idle] = ids
        const now = runtime.clock.now()
        for (const id of idle)
          write(simulator, sourceOf('app', id), [{ message: `${id} once`, timestamp: now }])
        const talk = Array.from({ length: 12 }, (_, index) => {
          const timestamp = now + index * 10_000
          return { message: `${talking} ${index}`, timestamp, readableAt: timestamp }
        })
        write(simulator, sourceOf('app', talking), talk)
        runAll()
        await pass(150_000)
        const searches = bodiesOf(simulator, 'FilterLogEvents')
          .slice(-3)
          .map(({ logStreamNames, startTime }) => [(logStreamNames as string[]).length, startTime])
        expect(searches.sort()).toEqual([
          [1, now + 50_000],
          [100, now - 60_000],
          [9, now - 60_000],
        ])
        stopAll()
        await follower.finish()
        expect(allShown(scene).get(talking)).toEqual(texts(talk))
      },
      110,
    ))

  const second = 1_000
  it.each<[string, (now: number, line: number) => Omit<Written, 'message'>]>([
    [
      'of a host whose clock is 40 s slow',
      (now, line) => ({ timestamp: now + (line - 40) * second, readableAt: now + line * second }),
    ],
    [
      'of a host whose clock is 40 s fast',
      (now, line) => ({ timestamp: now + (line + 40) * second, readableAt: now + line * second }),
    ],
    [
      'that come 45 s late',
      (now, line) => ({ timestamp: now + line * second, readableAt: now + (line + 45) * second }),
    ],
    [
      'that have the time of the first of them',
      (now, line) => ({ timestamp: now, readableAt: now + line * second }),
    ],
  ])('are whole where one has lines %s', (_how, timesOf) =>
    following({}, async (scene) => {
      const { simulator, runtime, ids, follower, runAll, stopAll, pass } = scene
      const [odd = '', ...others] = ids
      const now = runtime.clock.now()
      const written = (id: string, times: typeof timesOf): Written[] =>
        Array.from({ length: 60 }, (_, line) => ({ message: `${id} ${line}`, ...times(now, line) }))
      const prompt: typeof timesOf = (start, line) => ({
        timestamp: start + line * second,
        readableAt: start + line * second,
      })
      write(simulator, sourceOf('app', odd), written(odd, timesOf))
      for (const id of others) write(simulator, sourceOf('app', id), written(id, prompt))
      runAll()
      await pass(60 * second)
      stopAll()
      await follower.finish()
      const shown = allShown(scene)
      expect(shown.get(odd)).toEqual(texts(written(odd, timesOf)))
      for (const id of others) expect(shown.get(id)).toEqual(texts(written(id, prompt)))
      expect(scene.runtime.console.texts('warning')).toEqual([])
    }),
  )

  it('are read alone where one has much to show, from the place where it is', () =>
    following({}, async (scene) => {
      const { simulator, ids, follower, runAll, stopAll, pass } = scene
      const [busy = ''] = ids
      // Three lines a millisecond: a place is found again among those of one millisecond too.
      const flood = (from: number) =>
        Array.from({ length: 12_500 }, (_, index) => ({
          message: `${busy} ${from + index}`,
          timestamp: 2_000 + Math.floor((from + index) / 3),
        }))
      for (const id of ids.slice(1)) write(simulator, sourceOf('app', id), linesOf(id, 3))
      write(simulator, sourceOf('app', busy), flood(0))
      runAll()
      await pass(3_000)
      write(simulator, sourceOf('app', busy), flood(12_500))
      stopAll()
      await follower.finish()
      const shown = allShown(scene)
      expect(shown.get(busy)).toEqual(texts([...flood(0), ...flood(12_500)]))
      for (const id of ids.slice(1)) expect(shown.get(id)).toEqual(texts(linesOf(id, 3)))
      expect(readAlone(scene)).toEqual(new Set([sourceOf('app', busy).stream]))
    }))

  it('lose and repeat nothing, whenever their lines come to light', () => {
    const moment = fc.integer({ min: 0, max: 60_000 })
    const stream = fc.array(fc.tuple(moment, fc.integer({ min: 0, max: 4_000 })), { maxLength: 6 })
    return fc.assert(
      fc.asyncProperty(fc.array(stream, { minLength: 1, maxLength: 5 }), async (streams) =>
        following({ logs: { pageEvents: 4 } }, async (scene) => {
          const { simulator, runtime, ids, follower, runAll, stopAll, pass } = scene
          const now = runtime.clock.now()
          const written = streams.map((events, index) => {
            const times = events.map(([at]) => now + at).sort((a, b) => a - b)
            const late = Math.max(0, ...events.map(([, ms]) => ms))
            return times.map((timestamp, line) => ({
              message: `${ids[index] ?? ''} ${line}`,
              timestamp,
              readableAt: timestamp + late,
            }))
          })
          for (const id of ids) write(simulator, sourceOf('app', id), [])
          written.forEach((events, index) => {
            write(simulator, sourceOf('app', ids[index]), events)
          })
          runAll()
          await pass(61_000)
          stopAll()
          await follower.finish()
          const shown = allShown(scene)
          written.forEach((events, index) => {
            expect(shown.get(ids[index] ?? '') ?? []).toEqual(texts(events))
          })
        }),
      ),
      { numRuns: 8 },
    )
  })

  it('are still shown as far as they are there when the step is interrupted', () =>
    following({}, async (scene) => {
      const { simulator, ids, follower, runAll, runtime, pass } = scene
      for (const id of ids) write(simulator, sourceOf('app', id), linesOf(id, 1))
      runAll()
      await pass(3_000)
      for (const id of ids) write(simulator, sourceOf('app', id), linesOf(id, 1, 10))
      runtime.cancel.abort(new Interruption('cancelled', 0))
      await follower.leave()
      for (const id of ids) expect(allShown(scene).get(id)).toHaveLength(2)
    }))
})

describe('a stream that is not there', () => {
  it('hides the others for a while only, and is told once', () =>
    following({}, async (scene) => {
      const { simulator, ids, follower, runAll, stopAll, until } = scene
      const [absent, ...others] = ids
      for (const id of others) write(simulator, sourceOf('app', id), linesOf(id, 2))
      runAll()
      await until(() => allShown(scene).size === others.length)
      stopAll()
      await follower.finish()
      for (const id of others) expect(allShown(scene).get(id)).toEqual(texts(linesOf(id, 2)))
      expect(readAlone(scene)).toEqual(new Set([sourceOf('app', absent).stream]))
      expect(scene.runtime.console.texts('warning')).toEqual([
        expect.stringMatching(/cannot be read; the result is not affected.*log stream does not exist/s),
      ])
    }))

  it('is shown from its head when it comes', () =>
    following({}, async (scene) => {
      const { simulator, ids, follower, runAll, stopAll, pass, runtime } = scene
      const [later = '', ...others] = ids
      for (const id of others) write(simulator, sourceOf('app', id), linesOf(id, 2))
      const { region, group, stream } = sourceOf('app', later)
      openStream(simulator.account.logs, { region, group, stream }, runtime.clock.now() + 3_000)
      write(simulator, sourceOf('app', later), linesOf(later, 2))
      runAll()
      await pass(12_000)
      stopAll()
      await follower.finish()
      for (const id of ids) expect(allShown(scene).get(id)).toEqual(texts(linesOf(id, 2)))
      expect(readAlone(scene).size).toBe(0)
    }))

  it('for want of its group is waited for, and told once for all', () =>
    following({}, async (scene) => {
      const { follower, runAll, stopAll, pass } = scene
      runAll()
      await pass(5_000)
      stopAll()
      await follower.finish()
      expect(readAlone(scene).size).toBe(0)
      expect(scene.runtime.console.texts('warning')).toEqual([
        expect.stringMatching(/cannot be read.*log group does not exist/s),
      ])
    }))
})

describe('a CloudWatch that does not search', () => {
  it.each<[string, Omit<FaultRule, 'operation'>, RegExp]>([
    ['is not permitted to', { fault: 'access-denied' }, /lack the permission logs:FilterLogEvents/],
    [
      'does not know how',
      { fault: 'error', type: 'UnknownOperationException', message: 'what?' },
      /UnknownOperationException/,
    ],
    ['answers with faults alone', { fault: 'server-error' }, /server error/],
    ['may no longer', { fault: 'access-denied', on: [3] }, /lack the permission logs:FilterLogEvents/],
  ])('is asked stream by stream: %s', (_what, rule, words) =>
    following(filterFault(rule), async (scene) => {
      const { simulator, ids, follower, runAll, stopAll, pass } = scene
      for (const id of ids) write(simulator, sourceOf('app', id), linesOf(id, 3))
      runAll()
      await pass(12_000)
      for (const id of ids) write(simulator, sourceOf('app', id), linesOf(id, 3, 3))
      stopAll()
      await follower.finish()
      for (const id of ids) expect(allShown(scene).get(id)).toHaveLength(6)
      expect(readAlone(scene).size).toBe(MANY)
      const told = scene.runtime.console.texts('line')
      expect(told).toEqual([
        expect.stringMatching(words),
        `${MANY} logs are read one by one, which takes longer.`,
      ])
    }),
  )

  it('is asked stream by stream after a refusal in the middle, and nothing is repeated', () =>
    following(
      filterFault({ fault: 'access-denied', on: [70] }),
      async (scene) => {
        const { simulator, runtime, ids, follower, runAll, stopAll, pass, until } = scene
        const [loud = '', ...quiet] = ids
        const startedAt = runtime.clock.now()
        const at = (ms: number, text: string): Written => ({
          message: text,
          timestamp: startedAt + ms,
          readableAt: startedAt + ms,
        })
        for (const id of quiet) write(simulator, sourceOf('app', id), [at(0, `${id} once`)])
        const talk = Array.from({ length: 90 }, (_, second) => at(second * 1_000, `${loud} ${second}`))
        write(simulator, sourceOf('app', loud), talk)
        runAll()
        // Long enough for the lines of the quiet ones to be looked for no longer.
        await pass(90_000)
        await until(() => readAlone(scene).size === ids.length)
        stopAll()
        await follower.finish()
        const shown = allShown(scene)
        expect(shown.get(loud)).toEqual(texts(talk))
        for (const id of quiet) expect(shown.get(id)).toEqual([`${id} once`])
      },
      150,
    ))

  it('is not given up while it answers at all, however long that takes', () =>
    following({ logs: { pageEvents: 4 }, ...filterFault({ fault: 'throttle', on: [80] }) }, async (scene) => {
      const { simulator, ids, follower, runAll, stopAll } = scene
      for (const id of ids) write(simulator, sourceOf('app', id), linesOf(id, 40))
      runAll()
      stopAll()
      await follower.finish()
      for (const id of ids) expect(allShown(scene).get(id)).toEqual(texts(linesOf(id, 40)))
      expect(scene.runtime.console.texts('warning')).toEqual([])
    }))

  it('and does not answer otherwise is given up twenty seconds after the end', () =>
    following(
      {
        timeScale: 10,
        faults: ['FilterLogEvents', 'GetLogEvents'].map((operation) => ({
          operation,
          fault: 'server-error',
        })),
      },
      async ({ simulator, ids, runtime, follower, runAll, stopAll }) => {
        for (const id of ids) write(simulator, sourceOf('app', id), linesOf(id, 1))
        runAll()
        stopAll()
        const toldAt = runtime.clock.now()
        await follower.finish()
        expect(runtime.clock.now() - toldAt).toBeGreaterThanOrEqual(20_000)
        expect(runtime.clock.now() - toldAt).toBeLessThan(40_000)
        expect(runtime.console.texts('warning')).toHaveLength(1)
      },
    ))
})
