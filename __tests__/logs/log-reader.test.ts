import { describe, expect, it } from '@jest/globals'
import fc from '../../testing/properties.js'
import type { FaultRule, ScenarioInput } from '../../simulator/scenario.ts'
import type { Simulator } from '../../simulator/simulator.ts'
import { openReader } from '../../src/logs/log-reader.js'
import { bodiesOf, simulate } from '../../testing/simulate.ts'
import { lines, readPages, sourceOf, texts, write, type Written } from './streams.ts'

const FOREVER = new AbortController().signal
const SOURCE = sourceOf()

/** A token that CloudWatch takes no more, at these calls. */
function expired(...on: number[]): FaultRule[] {
  return [
    {
      operation: 'GetLogEvents',
      fault: 'error',
      type: 'InvalidParameterException',
      message: 'The specified nextToken is invalid.',
      on,
    },
  ]
}

function reading(
  scenario: ScenarioInput,
  test: (simulator: Simulator, readAll: () => Promise<string[]>) => Promise<void>,
): Promise<void> {
  return simulate(scenario, async (simulator) => {
    const reader = openReader(SOURCE, readPages().readPage)
    const readAll = async () => {
      const all: string[] = []
      for (;;) {
        const { events, more } = await reader.read(FOREVER)
        all.push(...events.map(({ message }) => message))
        if (!more) return all
      }
    }
    await test(simulator, readAll)
  })
}

describe('a stream', () => {
  it.each([
    ['in one page', {}],
    ['page by page', { pageEvents: 7 }],
    ['with empty pages before each', { pageEvents: 7, emptyPages: true }],
  ])('is read whole and in order, %s', (_how, logs) =>
    reading({ logs }, async (simulator, readAll) => {
      write(simulator, SOURCE, lines(50))
      expect(await readAll()).toEqual(texts(lines(50)))
      expect(bodiesOf(simulator, 'GetLogEvents').every((body) => body['startFromHead'] === true)).toBe(true)
    }),
  )

  it('is read on from where it was left', () =>
    reading({ logs: { pageEvents: 3 } }, async (simulator, readAll) => {
      write(simulator, SOURCE, [])
      expect(await readAll()).toEqual([])
      write(simulator, SOURCE, [{ message: 'one' }, { message: 'two' }])
      expect(await readAll()).toEqual(['one', 'two'])
      expect(await readAll()).toEqual([])
      write(simulator, SOURCE, [{ message: 'three' }])
      expect(await readAll()).toEqual(['three'])
    }))

  it('finds its place again when the token has expired, among events of one millisecond too', () =>
    reading({ faults: expired(3) }, async (simulator, readAll) => {
      const at = (message: string, timestamp: number): Written => ({ message, timestamp })
      write(simulator, SOURCE, [at('a', 1), at('b', 5), at('c', 5)])
      expect(await readAll()).toEqual(['a', 'b', 'c'])
      write(simulator, SOURCE, [at('d', 5), at('e', 5), at('f', 6)])
      expect(await readAll()).toEqual(['d', 'e', 'f'])
      expect(bodiesOf(simulator, 'GetLogEvents')[3]).toMatchObject({ startTime: 5 })
    }))

  it('loses and repeats nothing, whatever the times, the pages, and the moments at which tokens expire', async () => {
    const parts = fc.array(fc.array(fc.integer({ min: 0, max: 2 }), { maxLength: 12 }), { maxLength: 5 })
    // The call after one of these has no token that could have expired.
    const calls = fc.uniqueArray(fc.constantFrom(2, 4, 6, 8, 10, 12), { maxLength: 4 })
    await fc.assert(
      fc.asyncProperty(
        parts,
        fc.integer({ min: 1, max: 5 }),
        fc.boolean(),
        calls,
        async (steps, pageEvents, emptyPages, on) => {
          await reading(
            { logs: { pageEvents, emptyPages }, faults: expired(...on) },
            async (simulator, readAll) => {
              let timestamp = 100
              let count = 0
              const written: string[] = []
              const read: string[] = []
              for (const part of steps) {
                const events = part.map((step) => ({
                  message: `line ${++count}`,
                  timestamp: (timestamp += step),
                }))
                write(simulator, SOURCE, events)
                written.push(...texts(events))
                read.push(...(await readAll()))
              }
              expect(read).toEqual(written)
            },
          )
        },
      ),
      { numRuns: 40 },
    )
  })

  it('is not looked for again where the very first call is refused', () =>
    reading({ faults: expired(1) }, async (simulator, readAll) => {
      write(simulator, SOURCE, lines(1))
      await expect(readAll()).rejects.toMatchObject({ exception: 'InvalidParameterException' })
      expect(bodiesOf(simulator, 'GetLogEvents')).toHaveLength(1)
    }))

  it('passes on what AWS says to any other call', () =>
    reading(
      { faults: [{ operation: 'GetLogEvents', fault: 'access-denied', on: [2] }] },
      async (simulator, readAll) => {
        write(simulator, SOURCE, lines(1))
        await expect(readAll()).rejects.toMatchObject({
          explanation: { missingPermission: 'logs:GetLogEvents' },
        })
      },
    ))
})
