import { describe, expect, it, jest } from '@jest/globals'
import fc from '../../testing/properties.js'
import type { FaultRule } from '../../simulator/scenario.ts'
import { cleanUpAfterRun } from '../../src/flows/post.js'
import { run } from '../../src/flows/run.js'
import { INPUTS, simulate, runtimeOf } from '../../testing/simulate.ts'
import { stepOf } from '../../testing/step.ts'

jest.setTimeout(60_000)

/** Stands in every value, and nowhere else. */
const CORE = 'C0RR3CTH0RSE'

const OPERATIONS = [
  'DescribeTaskDefinition',
  'DescribeServices',
  'RunTask',
  'DescribeTasks',
  'GetLogEvents',
  'StopTask',
  'ListTasks',
]
const FINAL: FaultRule['fault'][] = ['access-denied', 'expired-token']
const PASSING: FaultRule['fault'][] = ['throttle', 'server-error', 'reset', 'lost-answer']

/** Text around the core, with all that is escaped here or there. */
const junk = fc.stringMatching(/^[a-z0-9"'\\<>&$%|*_ -]{0,12}$/)
const value = fc
  .tuple(junk, junk, fc.constantFrom('', '\n', '\r\n'))
  .map(([before, after, end]) => `x${before}${CORE}${after}x${end}`)

const inputs = fc.constantFrom<Readonly<Record<string, string>>>(
  {},
  { 'dry-run': 'true' },
  { cpu: '257' },
  { 'exit-code-from': 'nobody' },
  { 'like-service': 'nobody' },
  { 'wait-for': 'none' },
  { 'retry-on': 'spot-interruption' },
)

/** Everything that a step and its clean-up tell anybody, but the masks themselves. */
async function everythingOf(
  secret: string,
  more: Readonly<Record<string, string>>,
  rules: readonly FaultRule[],
): Promise<string> {
  let everything = ''
  await simulate({ faults: rules }, async (simulator) => {
    const containers = JSON.stringify({ app: { environment: { KEY: secret } } })
    const given = { ...INPUTS, containers, 'capacity-timeout': '0', ...more }
    const runtime = runtimeOf(simulator)
    const step = stepOf(given)
    await run({ ...step, ...runtime })
    const later = runtimeOf(simulator)
    const first = step.states[0]
    if (first !== undefined) await cleanUpAfterRun({ ...stepOf(given, first), ...later })
    const said = [runtime, later].flatMap(({ console }) =>
      console.entries.filter(({ kind }) => kind !== 'mask').map(({ text }) => text),
    )
    everything = [...said, ...step.handedOver].join('\n')
  })
  return everything
}

describe('a value of an environment', () => {
  it.each(OPERATIONS.flatMap((operation) => FINAL.map((fault) => [operation, fault] as const)))(
    'is told nobody where %s meets %s',
    async (operation, fault) => {
      await fc.assert(
        fc.asyncProperty(value, inputs, async (secret, more) => {
          expect(await everythingOf(secret, more, [{ operation, fault }])).not.toContain(CORE)
        }),
        { numRuns: 2 },
      )
    },
  )

  it('is told nobody where calls fail in passing', async () => {
    await fc.assert(
      fc.asyncProperty(
        value,
        fc.constantFrom(...OPERATIONS),
        fc.constantFrom(...PASSING),
        async (secret, operation, fault) => {
          expect(await everythingOf(secret, {}, [{ operation, fault, on: [1] }])).not.toContain(CORE)
        },
      ),
      { numRuns: 4 },
    )
  })

  it('is told nobody though AWS repeats it', async () => {
    await fc.assert(
      fc.asyncProperty(value, async (secret) => {
        const message = `The value '${secret}' of KEY (${JSON.stringify(secret)}) is not valid: ${secret}`
        const refusal: FaultRule = {
          operation: 'RunTask',
          fault: 'error',
          type: 'InvalidParameterException',
          message,
        }
        expect(await everythingOf(secret, {}, [refusal])).not.toContain(CORE)
      }),
      { numRuns: 8 },
    )
  })

  it.each([
    ['in a map that cannot be read', (secret: string) => `app: {environment: {KEY: "${secret}"}`],
    ['under a misspelt key', (secret: string) => `app: {enviroment: {KEY: "${secret}"}}`],
    ['in a list', (secret: string) => `app: {environment: [{name: KEY, value: "${secret}", more: 1}]}`],
    ['of a container that is not there', (secret: string) => `nobody: {environment: {KEY: "${secret}"}}`],
    ['too long for ECS', (secret: string) => `app: {environment: {KEY: "${secret.padEnd(9000, secret)}"}}`],
    ['given twice', (secret: string) => `app: {environment: {KEY: a, KEY: "${secret}"}}`],
  ])('is told nobody %s', (_what, containers) =>
    simulate({}, async (simulator) => {
      const runtime = runtimeOf(simulator)
      const step = stepOf({ ...INPUTS, containers: containers(`long-enough-${CORE}`) })
      expect(await run({ ...step, ...runtime })).toMatchObject({ outcome: 'failed' })
      const said = runtime.console.entries.filter(({ kind }) => kind !== 'mask').map(({ text }) => text)
      expect(said.length).toBeGreaterThan(0)
      expect([...said, ...step.handedOver].join('\n')).not.toContain(CORE)
    }),
  )
})
