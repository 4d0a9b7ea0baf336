import { describe, expect, it } from '@jest/globals'
import { systemClock } from '../../src/runtime/clock.js'
import { Interruption, orInterrupted, limitTime } from '../../src/runtime/interruption.js'
import type { Runtime } from '../../src/runtime/runtime.js'
import { recordConsole } from '../../testing/recording-console.ts'

const NEVER = new AbortController().signal

function runtimeUntil(signal: AbortSignal): Runtime {
  return { console: recordConsole(), clock: systemClock, signal }
}

describe('the clock', () => {
  it('tells the time of the system and sleeps as long as asked', async () => {
    const before = Date.now()
    await systemClock.sleep(20, NEVER)
    expect(systemClock.now() - before).toBeGreaterThanOrEqual(19)
  })

  it.each([
    ['during a sleep', 5],
    ['before it', 0],
  ])('rejects with the reason of a signal that is aborted %s', async (_when, ms) => {
    const controller = new AbortController()
    const reason = new Interruption('cancelled', 0)
    if (ms === 0) controller.abort(reason)
    else
      setTimeout(() => {
        controller.abort(reason)
      }, ms)
    await expect(systemClock.sleep(60_000, controller.signal)).rejects.toBe(reason)
  })
})

describe('what waits', () => {
  it('gets what the promise gives as long as nothing interrupts', async () => {
    await expect(orInterrupted(Promise.resolve('here'), NEVER)).resolves.toBe('here')
    await expect(orInterrupted(Promise.reject(new Error('broken')), NEVER)).rejects.toThrow('broken')
  })

  it.each([
    ['an interruption', new Interruption('cancelled', 0), 'the job was cancelled'],
    ['anything else', 'because', 'aborted'],
  ])('gets the reason of %s at once', async (_what, reason, message) => {
    const controller = new AbortController()
    const waiting = orInterrupted(new Promise(() => undefined), controller.signal)
    controller.abort(reason)
    await expect(waiting).rejects.toThrow(message)
  })

  it('does not wait at all where the signal was aborted before', async () => {
    await expect(
      orInterrupted(new Promise(() => undefined), AbortSignal.abort(new Error('over'))),
    ).rejects.toThrow('over')
  })
})

describe('a time limit', () => {
  it('ends waits with the kind of interruption and its time', async () => {
    const { signal, clock } = limitTime(runtimeUntil(NEVER), 10)
    const startedAt = Date.now()
    const error = await clock.sleep(60_000, signal).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(Interruption)
    expect(error).toMatchObject({ kind: 'timed-out', message: 'the time was up' })
    expect((error as Interruption).at).toBeGreaterThanOrEqual(startedAt)
  })

  it('leaves a cancel its own kind', () => {
    const cancel = new AbortController()
    const { signal } = limitTime(runtimeUntil(cancel.signal), 60_000)
    cancel.abort(new Interruption('cancelled', 1))
    expect(signal.reason).toMatchObject({ kind: 'cancelled', at: 1 })
  })

  it('of a year is no shorter than what a timer can count', async () => {
    const { signal } = limitTime(runtimeUntil(NEVER), 365 * 24 * 3_600_000)
    await systemClock.sleep(10, NEVER)
    expect(signal.aborted).toBe(false)
  })
})
