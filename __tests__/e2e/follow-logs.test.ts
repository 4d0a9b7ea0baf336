import { describe, expect, it, jest } from '@jest/globals'
import { appRuns, bodiesOf, INPUTS, simulate } from '../../testing/nightly-etl.ts'
import { runAction, type FinishedStep } from '../../testing/runner/runner.ts'

jest.setTimeout(60_000)

const LOGS = {
  logDriver: 'awslogs',
  options: { 'awslogs-group': '/ecs/other', 'awslogs-region': 'eu-west-3' },
}

const ON_INSTANCES = { 'task-definition': 'on-instances', 'launch-type': 'EC2' }

/** Lines of the log that the app wrote, without those of the action. */
function linesOf({ lines }: FinishedStep, pattern: RegExp): string[] {
  return lines.filter((line) => pattern.test(line))
}

function numbered(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `line ${index + 1}`)
}

describe('the log of a container', () => {
  it.concurrent.each([
    ['as they come', {}],
    ['though CloudWatch shows them late', { latenessMs: 3000 }],
    ['though the stream comes into being late', { streamDelayMs: 2500 }],
    ['page by page, with empty ones between', { pageEvents: 7, emptyPages: true }],
  ])('is shown complete, in order and once, %s', (_how, logs) =>
    simulate({ logs }, async (simulator) => {
      const script =
        'for i in $(seq 1 60); do echo line $i; done; sleep 1.2; for i in $(seq 61 90); do echo line $i; done'
      const step = await runAction({
        simulator,
        inputs: { ...INPUTS, logs: 'app', containers: appRuns(script) },
      })
      expect(step.outcome).toBe('success')
      expect(linesOf(step, /^line \d+$/)).toEqual(numbered(90))
    }),
  )

  it.concurrent('of twenty thousand lines is shown whole', () =>
    simulate({}, async (simulator) => {
      const containers = appRuns('seq -f "line %.0f" 1 20000')
      const step = await runAction({ simulator, inputs: { ...INPUTS, logs: 'app', containers } })
      expect(linesOf(step, /^line \d+$/)).toEqual(numbered(20_000))
    }),
  )

  it.concurrent('of each of many tasks is shown whole, asked for together', () =>
    simulate({ logs: { latenessMs: 1000, pageEvents: 50 } }, async (simulator) => {
      const count = 12
      const containers = appRuns('seq -f "line %.0f" 1 30; sleep 1; seq -f "line %.0f" 31 40')
      const inputs = { ...INPUTS, count: `${count}`, logs: 'app', containers }
      const step = await runAction({ simulator, inputs, env: { NO_COLOR: '1' } })
      const shown = linesOf(step, / app \| line/)
      const tasks = new Set(shown.map((line) => line.slice(0, 8)))
      expect(tasks.size).toBe(count)
      for (const task of tasks) {
        const lines = shown.filter((line) => line.startsWith(task))
        expect(lines.map((line) => line.replace(/^.* app \| /, ''))).toEqual(numbered(40))
      }
      expect(bodiesOf(simulator, 'FilterLogEvents').length).toBeGreaterThan(0)
      expect(bodiesOf(simulator, 'GetLogEvents')).toEqual([])
    }),
  )

  it.concurrent('names its container where there are several', () =>
    simulate({}, async (simulator) => {
      const env = { NO_COLOR: '1' }
      const step = await runAction({
        simulator,
        env,
        inputs: { ...INPUTS, containers: appRuns('echo at work; sleep 1') },
      })
      expect(step.lines).toContain('app        | at work')
      expect(step.lines).toContain('log-router | started')
      expect(step.groups.find(({ title }) => title.startsWith('Task '))?.lines).toContain(
        'app        | at work',
      )
    }),
  )

  it.concurrent('names its task where there are several, in a colour of its container', () =>
    simulate({}, async (simulator) => {
      const inputs = { ...INPUTS, count: '2', logs: 'app', containers: appRuns('echo at work; sleep 1') }
      const step = await runAction({ simulator, inputs })
      for (const { taskArn = '' } of simulator.tasks) {
        const id = taskArn.slice(taskArn.lastIndexOf('/') + 1).slice(0, 8)
        expect(step.lines).toContain(`\u001b[36m${id} app | \u001b[0mat work`)
      }
    }),
  )

  it.concurrent('is found by the runtime id, in another Region, where no prefix is set', () =>
    simulate({ taskDefinitions: [onInstances()] }, async (simulator) => {
      const step = await runAction({ simulator, inputs: ON_INSTANCES })
      expect(step.outcome).toBe('success')
      expect(step.lines).toContain('from another Region')
      const calls = simulator.calls.filter(({ operation }) => operation === 'GetLogEvents')
      expect(new Set(calls.map(({ region }) => region))).toEqual(new Set(['eu-west-3']))
    }),
  )

  it.concurrent('that another driver takes is excused in one line', () =>
    simulate({ taskDefinitions: [onInstances('splunk')] }, async (simulator) => {
      const step = await runAction({ simulator, inputs: ON_INSTANCES })
      expect(step).toMatchObject({ outcome: 'success', annotations: [] })
      expect(linesOf(step, /app logs through the driver splunk/)).toHaveLength(1)
      expect(bodiesOf(simulator, 'GetLogEvents')).toEqual([])
    }),
  )

  it.concurrent('that may not be read is one warning, and decides nothing', () =>
    simulate({ faults: [{ operation: 'GetLogEvents', fault: 'access-denied' }] }, async (simulator) => {
      const step = await runAction({ simulator, inputs: { ...INPUTS, containers: appRuns('sleep 1') } })
      expect(step).toMatchObject({ outcome: 'success', outputs: { outcome: 'succeeded' } })
      expect(step.annotations).toMatchObject([{ level: 'warning' }])
      expect(step.annotations[0]?.message).toMatch(/logs:GetLogEvents/)
    }),
  )

  it.concurrent('commands nobody', () =>
    simulate({}, async (simulator) => {
      const hostile = [
        '::error::boom',
        '  ::set-output name=outcome::succeeded',
        'text ##[error]boom',
        '##[group]open',
        '::stop-commands::pwned',
        'quiet\\r::warning::boom',
        '::endgroup::',
        '::add-mask::the',
      ]
      const script = `printf '%b\\n' ${hostile.map((line) => `'${line}'`).join(' ')}; exit 3`
      const inputs = { ...INPUTS, logs: 'app', containers: appRuns(script) }
      const step = await runAction({ simulator, inputs, debug: true })
      expect(step).toMatchObject({
        outcome: 'failure',
        stopped: false,
        masks: [],
        outputs: { outcome: 'failed', 'exit-code': '3' },
      })
      expect(step.annotations).toHaveLength(1)
      expect(step.annotations[0]?.message).toMatch(/app ended with exit code 3/)
      // The annotation of the failure holds the last lines, as text.
      const commands = step.commands.filter(({ name }) => name !== 'error')
      expect(commands.filter(({ data }) => /boom|pwned|open|the$/.test(data))).toEqual([])
      expect(step.lines).toContain(': :error::boom')
    }),
  )
})

describe('the verdict', () => {
  it.concurrent('is told before the last lines are in', () =>
    simulate({ logs: { latenessMs: 3000 } }, async (simulator) => {
      const inputs = { ...INPUTS, logs: 'app', containers: appRuns('echo last words; exit 3') }
      const step = await runAction({ simulator, inputs })
      const place = (pattern: RegExp) => step.lines.findIndex((line) => pattern.test(line))
      const verdict = place(/^failed: app ended with exit code 3$/)
      expect(verdict).toBeGreaterThan(0)
      expect(place(/^last words$/)).toBeGreaterThan(verdict)
    }),
  )
})

/** A definition without a stream prefix, which EC2 allows, whose log group is in another Region. */
function onInstances(logDriver = 'awslogs'): object {
  return {
    family: 'on-instances',
    containerDefinitions: [
      {
        name: 'app',
        image: 'app:1',
        memory: 128,
        command: ['sh', '-c', 'echo from another Region; sleep 1'],
        logConfiguration: { ...LOGS, logDriver },
      },
    ],
  }
}
