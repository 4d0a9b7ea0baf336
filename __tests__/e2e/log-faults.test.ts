import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { describe, expect, it, jest } from '@jest/globals'
import type { BrokenAnswer } from '../../simulator/broken-answers.ts'
import type { ScenarioInput } from '../../simulator/scenario.ts'
import { appRuns, INPUTS, simulate } from '../../testing/nightly-etl.ts'
import { REPOSITORY } from '../../testing/runner/action-file.ts'
import { runAction, type FinishedStep as Step, type StepRequest } from '../../testing/runner/runner.ts'

jest.setTimeout(120_000)

const LINES = ['one', 'two', 'three']

/** A step of the example whose app prints three lines, under this scenario. */
async function follow(scenario: ScenarioInput, request: Omit<StepRequest, 'simulator'> = {}): Promise<Step> {
  let step: Step | undefined
  await simulate(scenario, async (simulator) => {
    step = await runAction({
      simulator,
      ...request,
      inputs: {
        ...INPUTS,
        logs: 'app',
        containers: appRuns(`printf '${LINES.join('\\n')}\\n'; sleep 3`),
        ...request.inputs,
      },
    })
  })
  if (step === undefined) throw new Error('There was no step.')
  return step
}

const warnings = ({ annotations }: Step) => annotations.filter(({ level }) => level === 'warning')

/** The lines of the app, as they were printed. */
const shown = ({ lines }: Step) => lines.filter((line) => LINES.includes(line))

const EMPTY_PAGE_TOKEN = `f/${'0'.repeat(56)}/s`

describe('a page of a log that arrives broken', () => {
  it.concurrent.each<[BrokenAnswer, number?]>([
    ['html'],
    ['html', 403],
    ['redirect'],
    ['html', 408],
    ['html', 429],
    ['truncated'],
    ['empty'],
    ['no-content'],
    ['gzip'],
    ['cut-body'],
    ['wrong-type'],
  ])('is read again: %s %s', async (fault, status) => {
    const step = await follow({
      faults: [{ operation: 'GetLogEvents', fault, times: 2, ...(status !== undefined && { status }) }],
    })
    expect(step.outcome).toBe('success')
    expect(shown(step)).toEqual(LINES)
    expect(warnings(step)).toEqual([])
  })

  it.concurrent.each([
    ['an event that is null', [null]],
    ['a message that is null', [{ timestamp: 1, message: null }]],
    ['a message that is a number', [{ timestamp: 1, message: 5 }]],
    ['an event without anything', [{}]],
  ])('shows all else: %s', async (_what, events) => {
    const body = JSON.stringify({ events, nextForwardToken: EMPTY_PAGE_TOKEN })
    const step = await follow({ faults: [{ operation: 'GetLogEvents', fault: 'wrong-type', body, on: [1] }] })
    expect(step.outcome).toBe('success')
    expect(shown(step)).toEqual(LINES)
  })

  it.concurrent('never ends the step where none arrives whole', async () => {
    const step = await follow({ faults: [{ operation: 'GetLogEvents', fault: 'truncated' }] })
    expect(step).toMatchObject({ outcome: 'success', outputs: { outcome: 'succeeded' } })
    expect(warnings(step)).toEqual([
      expect.objectContaining({
        message: expect.stringMatching(/cannot be read; the result is not affected/),
      }),
    ])
  })
})

describe('a log that cannot be read', () => {
  it.concurrent('is a warning where its Region has no name of one', async () => {
    const options = { 'awslogs-group': '/ecs/nightly-etl', 'awslogs-stream-prefix': 'ecs' }
    const step = await follow({
      taskDefinitions: [
        {
          family: 'nightly-etl',
          requiresCompatibilities: ['FARGATE'],
          executionRoleArn: 'arn:aws:iam::123456789012:role/ecsTaskExecutionRole',
          networkMode: 'awsvpc',
          cpu: '256',
          memory: '512',
          containerDefinitions: [
            {
              name: 'app',
              image: 'app:1',
              logConfiguration: {
                logDriver: 'awslogs',
                options: { ...options, 'awslogs-region': 'no region!' },
              },
            },
          ],
        },
      ],
    })
    expect(step).toMatchObject({ outcome: 'success', outputs: { outcome: 'succeeded' } })
    expect(warnings(step)).toHaveLength(1)
  })

  it.concurrent('is a warning where the code that reads it is missing', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'no-reader-'))
    cpSync(join(REPOSITORY, 'action.yml'), join(folder, 'action.yml'))
    cpSync(join(REPOSITORY, 'dist'), join(folder, 'dist'), { recursive: true })
    const entries = ['index.js', 'main.js', 'post.js', 'wait.js', 'stop.js', 'package.json']
    for (const name of readdirSync(join(folder, 'dist')))
      if (!entries.includes(name)) rmSync(join(folder, 'dist', name))
    try {
      const step = await follow({}, { action: relative(REPOSITORY, folder) })
      expect(step).toMatchObject({ outcome: 'success', outputs: { outcome: 'succeeded', 'exit-code': '0' } })
      expect(warnings(step)).toHaveLength(1)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

describe('a log of progress bars', () => {
  it.concurrent('takes no time: events of 262,000 carriage returns', async () => {
    const bar = "head -c 262000 /dev/zero | tr '\\0' '\\r'; echo done"
    const step = await follow({}, { inputs: { containers: appRuns([bar, bar, bar, bar].join('; ')) } })
    expect(step.outcome).toBe('success')
    expect(step.lines.filter((line) => line === 'done')).toHaveLength(4)
    expect(step.durationMs).toBeLessThan(30_000)
  })
})

describe('markup of the runner in a log', () => {
  it.concurrent('is shown, and is no markup', async () => {
    const script = "printf '##[group]x\\n##[endgroup]\\n \\033[8mhidden\\033[0m \\033[31mred\\n::error::x\\n'"
    const step = await follow({}, { inputs: { containers: appRuns(script) } })
    expect(step.outcome).toBe('success')
    for (const line of [
      '# #[group]x',
      '# #[endgroup]',
      ' hidden\u001b[0m \u001b[31mred\u001b[0m',
      ': :error::x',
    ])
      expect(step.lines).toContain(line)
    expect(step.lines.filter((line) => line.includes('##['))).toEqual([])
  })
})
