import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals'
import { run } from '../../src/flows/run.js'
import { INPUTS, simulate } from '../../testing/nightly-etl.ts'
import { clockOf } from '../../testing/clocks.ts'
import { recordConsole } from '../../testing/recording-console.ts'
import { stepOf } from '../../testing/step.ts'

const HOUR_MS = 3_600_000
const before = { ...process.env }

jest.setTimeout(120_000)

beforeEach(() => {
  delete process.env['AWS_ACCESS_KEY_ID']
})

afterEach(() => {
  process.env = { ...before }
})

describe('a task of six hours', () => {
  it('is followed to its end by sessions of fifteen minutes, none of which runs out', () =>
    simulate(
      {
        timeScale: 500,
        tasks: [{ happens: 'exit', container: 'app', exitCode: 0, afterMs: 6 * HOUR_MS }],
      },
      async (simulator) => {
        const { AWS_ENDPOINT_URL, AWS_REGION, ...others } = simulator.environment
        Object.assign(process.env, { AWS_ENDPOINT_URL, AWS_REGION })
        process.env['ACTIONS_ID_TOKEN_REQUEST_URL'] = others['ACTIONS_ID_TOKEN_REQUEST_URL']
        process.env['ACTIONS_ID_TOKEN_REQUEST_TOKEN'] = others['ACTIONS_ID_TOKEN_REQUEST_TOKEN']
        const inputs: Record<string, string> = {
          ...INPUTS,
          logs: 'false',
          timeout: '7h',
          containers: 'app: {command: [sleep, "60"]}',
          'role-to-assume': 'arn:aws:iam::123456789012:role/deploy',
          'role-duration-seconds': '900',
        }
        const runtime = {
          console: recordConsole(),
          clock: clockOf(simulator),
          signal: new AbortController().signal,
        }

        const verdict = await run({ ...stepOf(inputs), ...runtime })

        expect(verdict).toMatchObject({ outcome: 'succeeded', exitCode: 0 })
        const looks = simulator.calls.filter(({ operation }) => operation === 'DescribeTasks')
        expect((looks.at(-1)?.time ?? 0) - (looks[0]?.time ?? 0)).toBeGreaterThan(5.9 * HOUR_MS)
        expect(simulator.calls.filter(({ outcome }) => outcome !== 200)).toEqual([])
        const sessions = new Set(looks.map(({ accessKeyId }) => accessKeyId))
        expect(sessions.size).toBeGreaterThanOrEqual(24)
      },
    ))
})
