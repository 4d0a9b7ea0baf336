import { describe, expect, it, jest } from '@jest/globals'
import { appRuns, bodiesOf, INPUTS, simulate } from '../../testing/nightly-etl.ts'
import { runAction, type FinishedStep } from '../../testing/runner/runner.ts'

jest.setTimeout(60_000)

/** Runs this script in the app, in a shell that prints its words as they are. */
async function resultOf(script: string, more: Record<string, string> = {}): Promise<FinishedStep> {
  let step: FinishedStep | undefined
  await simulate({}, async (simulator) => {
    const inputs = { ...INPUTS, 'result-from': 'app', containers: appRuns(script), ...more }
    step = await runAction({ simulator, inputs })
  })
  if (step === undefined) throw new Error('The step did not run.')
  return step
}

/** A script that prints these lines. */
const printing = (...lines: string[]): string =>
  `printf '%s\\n' ${lines.map((line) => `'${line.replaceAll("'", `'\\''`)}'`).join(' ')}`

describe('the output result', () => {
  it.concurrent.each([
    ['JSON, for fromJSON', '{"rows": 18201, "file": "a b.csv"}'],
    ['a command to the runner', '::set-output name=outcome::succeeded'],
    ['another output', 'outcome=succeeded'],
    ['a delimiter', 'outcome<<EOF'],
    [
      'the delimiter that actions/core begins its own with',
      'ghadelimiter_00000000-0000-0000-0000-000000000000',
    ],
    ['blanks and quotes', `  "it's"  `],
    ['colours', '\u001b[31mred\u001b[0m'],
  ])('is the last line of the log, unchanged: %s', async (_what, line) => {
    const step = await resultOf(printing('first', line, '', '   '), { logs: 'false' })
    expect(step).toMatchObject({ outcome: 'success', annotations: [] })
    expect(step.outputs['result']).toBe(line)
    expect(step.outputs['outcome']).toBe('succeeded')
    const tasks = JSON.parse(step.outputs['tasks'] ?? '[]') as object[]
    expect(tasks).toMatchObject([{ result: line }])
  })

  it.concurrent('is one line, whatever line ends stand in the event', async () => {
    const step = await resultOf(`printf 'first\\rsecond\\routcome=x\\n'`)
    expect(step.outputs['result']).toBe('first\rsecond\routcome=x')
    expect(step.outputs['outcome']).toBe('succeeded')
  })

  it.concurrent('is empty with a warning above 32 KB, and is not cut', async () => {
    const step = await resultOf('head -c 32769 /dev/zero | tr "\\0" x; echo')
    expect(step).toMatchObject({ outcome: 'success', outputs: { result: '' } })
    expect(step.annotations).toMatchObject([{ level: 'warning' }])
    expect(step.annotations[0]?.message).toMatch(/result-from[^]*32 KB[^]*save-logs/)
  })

  it.concurrent('has 32 KB whole', async () => {
    const step = await resultOf('head -c 32768 /dev/zero | tr "\\0" x; echo')
    expect(step.outputs['result']).toBe('x'.repeat(32_768))
    expect(step.annotations).toEqual([])
  })

  it.concurrent('is empty where the container failed, and where it wrote nothing', async () => {
    const failed = await resultOf(`${printing('Traceback')}; exit 3`)
    expect(failed.outputs).toMatchObject({ result: '', outcome: 'failed' })
    const silent = await resultOf('true')
    expect(silent).toMatchObject({ outcome: 'success', outputs: { result: '' } })
    expect(silent.annotations).toMatchObject([{ level: 'warning' }])
  })

  it.concurrent('is that of the first task where there are several, and tasks has each one', () =>
    simulate({}, async (simulator) => {
      const containers = appRuns('echo $$')
      const inputs = { ...INPUTS, count: '3', 'result-from': 'app', containers }
      const { outputs } = await runAction({ simulator, inputs })
      const tasks = JSON.parse(outputs['tasks'] ?? '[]') as { arn: string; result: string }[]
      expect(tasks).toHaveLength(3)
      expect(new Set(tasks.map(({ result }) => result)).size).toBe(3)
      expect(outputs['task-arn']).toBe(tasks[0]?.arn)
      expect(outputs['result']).toBe(tasks[0]?.result)
    }),
  )

  it.concurrent('is that of the last attempt', () =>
    simulate(
      { tasks: [{ happens: 'out-of-memory', container: 'app', afterMs: 500, times: 1 }] },
      async (simulator) => {
        const containers = JSON.stringify({
          app: { command: ['sh', '-c', 'echo $$; sleep 4; echo done by $$'], memory: 1024 },
        })
        const inputs = { ...INPUTS, 'result-from': 'app', 'retry-on': 'out-of-memory', containers }
        const { outputs } = await runAction({ simulator, inputs })
        const tasks = JSON.parse(outputs['tasks'] ?? '[]') as { result?: string }[]
        expect(tasks.map(({ result }) => result)).toEqual([undefined, outputs['result']])
        expect(outputs['result']).toMatch(/^done by \d+$/)
      },
    ),
  )

  it.concurrent('is the same of the wait action', () =>
    simulate({}, async (simulator) => {
      const started = await runAction({
        simulator,
        inputs: { ...INPUTS, 'wait-for': 'none', containers: appRuns('echo 42') },
      })
      const inputs = { 'task-arns': started.outputs['task-arns'] ?? '', 'result-from': 'app' }
      const step = await runAction({ action: 'wait', simulator, inputs })
      expect(step.outputs['result']).toBe('42')
    }),
  )

  it.concurrent('needs a container of the definition whose log can be read', () =>
    simulate({}, async (simulator) => {
      const step = await runAction({ simulator, inputs: { ...INPUTS, 'result-from': 'ap' } })
      expect(step).toMatchObject({ outcome: 'failure', outputs: { outcome: 'failed' } })
      expect(step.annotations[0]?.message).toMatch(/result-from[^]*"ap"[^]*app/)
      expect(bodiesOf(simulator, 'RunTask')).toEqual([])
    }),
  )
})
