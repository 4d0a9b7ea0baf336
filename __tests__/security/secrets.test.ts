import { describe, expect, it, jest } from '@jest/globals'
import type { ScenarioInput } from '../../simulator/scenario.ts'
import { INPUTS, simulate } from '../../testing/nightly-etl.ts'
import {
  runAction,
  runPost,
  startAction,
  type FinishedStep,
  type StepRequest,
} from '../../testing/runner/runner.ts'

/** With characters that Markdown, JSON and HTML write in another way. */
const LONG = 'correct_horse<battery>@"staple"'
const TOKEN = 'hunter2'
const SHORT = 'on'
/** What AWS never says, said by the simulator in the place of every error and reason. */
const ECHO = `Value '${SHORT}' at 'overrides' is wrong: ${TOKEN} in ${JSON.stringify({ value: LONG })} and ${LONG}`

const inputs = {
  ...INPUTS,
  'capacity-timeout': '0',
  logs: 'false',
  containers: JSON.stringify({
    app: { environment: { A: LONG, B: TOKEN, C: SHORT }, command: ['sh', '-c', 'sleep 1; exit 3'] },
  }),
}

jest.setTimeout(60_000)

/** All that left the process, as written and as a page shows it, but for the commands that tell the runner what to mask. */
function leftOf({ everything, summary }: FinishedStep): string {
  const page = summary
    .replaceAll(/<\/?\w+>/g, '')
    .replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
  return `${everything.replaceAll(`::add-mask::${LONG}`, '')}\n${page}`
}

async function stepOf(scenario: ScenarioInput, request: StepRequest = {}): Promise<FinishedStep> {
  let step: FinishedStep | undefined
  await simulate(scenario, async (simulator) => {
    step = await runAction({ simulator, debug: true, inputs, ...request })
  })
  if (step === undefined) throw new Error('no step')
  return step
}

describe('a value of the environment that AWS repeats', () => {
  it.concurrent('in the refusal of RunTask is left out, however short', async () => {
    const step = await stepOf({ faults: [{ operation: 'RunTask', fault: 'error', message: ECHO }] })
    expect(step.outcome).toBe('failure')
    expect(leftOf(step)).toMatch(/Value \*\*\* at 'overrides' is wrong: \*\*\* in/)
    for (const value of [LONG, TOKEN, `'${SHORT}'`]) expect(leftOf(step)).not.toContain(value)
  })

  it.concurrent('in the reason of a task that did not start is left out, however short', async () => {
    const step = await stepOf({ placement: [{ reason: 'ATTRIBUTE', detail: ECHO }] })
    expect(step.outcome).toBe('failure')
    expect(leftOf(step)).toMatch(/Value \*\*\* at 'overrides' is wrong: \*\*\* in/)
    for (const value of [LONG, TOKEN, `'${SHORT}'`]) expect(leftOf(step)).not.toContain(value)
  })

  it.concurrent.each<[string, ScenarioInput]>([
    [
      'a refused DescribeTaskDefinition',
      { faults: [{ operation: 'DescribeTaskDefinition', fault: 'error', message: ECHO }] },
    ],
    ['a refused DescribeTasks', { faults: [{ operation: 'DescribeTasks', fault: 'error', message: ECHO }] }],
    [
      'a DescribeTasks tried again',
      { faults: [{ operation: 'DescribeTasks', fault: 'error', message: ECHO, status: 500, times: 2 }] },
    ],
    ['a refused GetLogEvents', { faults: [{ operation: 'GetLogEvents', fault: 'error', message: ECHO }] }],
    ['the reason of a stopped task', { tasks: [{ happens: 'stop', reason: ECHO }] }],
    [
      'the reason of a container',
      { tasks: [{ happens: 'exit', container: 'app', exitCode: 3, reason: ECHO }] },
    ],
    ['the reason of a start that failed', { tasks: [{ happens: 'start-failure', reason: ECHO }] }],
  ])('in %s is left out where it is long enough to be known', async (_name, scenario) => {
    const step = await stepOf(scenario, { inputs: { ...inputs, logs: 'app' } })
    expect(step.outcome).toBe('failure')
    expect(leftOf(step)).toContain('is wrong: hunter2 in')
    expect(leftOf(step)).not.toContain(LONG)
  })

  it.concurrent('in a refused StopTask is left out, in the post step too', () =>
    simulate({ faults: [{ operation: 'StopTask', fault: 'error', message: ECHO }] }, async (simulator) => {
      const request = {
        simulator,
        debug: true,
        inputs: { ...inputs, containers: inputs.containers.replace('exit 3', 'sleep 60') },
      }
      const running = startAction(request)
      await running.waitForLine(/RUNNING/)
      const step = await running.cancel()
      const post = await runPost(request, step)
      for (const text of [leftOf(step), post ? leftOf(post) : '']) {
        expect(text).not.toContain(LONG)
      }
      expect(leftOf(step)).toContain('is wrong')
    }),
  )
})

describe('a value of the environment that the container prints', () => {
  it.concurrent('is masked by the runner where it is long, and shown where it is a word', async () => {
    const step = await stepOf(
      {},
      {
        inputs: {
          ...inputs,
          logs: 'app',
          containers: inputs.containers.replace('sleep 1; exit 3', 'echo key=$A mode=$C'),
        },
      },
    )
    expect(step.masks).toEqual([LONG])
    expect(step.log).toContain('key=*** mode=on')
  })
})
