import { describe, expect, it, jest } from '@jest/globals'
import type { FaultRule, ScenarioInput } from '../../simulator/scenario.ts'
import { appRuns, INPUTS, simulate } from '../../testing/nightly-etl.ts'
import { runAction, runPost, startAction } from '../../testing/runner/runner.ts'
import { codeSpans, column, readPage } from './markdown.ts'

jest.setTimeout(60_000)

/** What the table "Without a permission" of the page says of each. */
interface Case {
  readonly without: string
  readonly inputs?: Readonly<Record<string, string>>
  readonly faults?: readonly FaultRule[]
  readonly step: 'success' | 'failure'
  readonly outcome: string
  readonly level: 'error' | 'warning'
  /** What the tasks are to do in the end. */
  readonly tasks: readonly ('RUNNING' | 'STOPPED')[]
}

/** As ECS refuses RunTask itself, for a permission that is not its own. */
const refusedFor = (action: string, resource: string): FaultRule => ({
  operation: 'RunTask',
  fault: 'error',
  type: 'AccessDeniedException',
  message: `User: arn:aws:sts::123456789012:assumed-role/ci/GitHubActions is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`,
})

const ROLE = 'arn:aws:iam::123456789012:role/ecsTaskExecutionRole'
const LONG = { containers: appRuns('exec sleep 60') }

const COPY = {
  register: 'temporary',
  containers: JSON.stringify({ app: { image: 'etl:2', command: ['true'] } }),
}

const CASES: readonly Case[] = [
  {
    without: 'ecs:DescribeTaskDefinition',
    inputs: { 'exit-code-from': 'app' },
    step: 'success',
    outcome: 'succeeded',
    level: 'warning',
    tasks: ['STOPPED'],
  },
  { without: 'ecs:RunTask', step: 'failure', outcome: 'failed', level: 'error', tasks: [] },
  {
    without: 'iam:PassRole',
    faults: [refusedFor('iam:PassRole', ROLE)],
    step: 'failure',
    outcome: 'failed',
    level: 'error',
    tasks: [],
  },
  {
    without: 'ecs:TagResource',
    inputs: { tags: 'team: data' },
    faults: [refusedFor('ecs:TagResource', 'arn:aws:ecs:us-east-1:123456789012:task/default/*')],
    step: 'failure',
    outcome: 'failed',
    level: 'error',
    tasks: [],
  },
  {
    without: 'ecs:DescribeServices',
    inputs: { 'like-service': 'web' },
    step: 'failure',
    outcome: 'failed',
    level: 'error',
    tasks: [],
  },
  {
    without: 'ecs:RegisterTaskDefinition',
    inputs: COPY,
    step: 'failure',
    outcome: 'failed',
    level: 'error',
    tasks: [],
  },
  {
    without: 'ecs:DeregisterTaskDefinition',
    inputs: COPY,
    step: 'success',
    outcome: 'succeeded',
    level: 'warning',
    tasks: ['STOPPED'],
  },
  {
    without: 'ecs:DescribeTasks',
    inputs: LONG,
    step: 'failure',
    outcome: 'failed',
    level: 'error',
    tasks: ['STOPPED'],
  },
  {
    without: 'logs:GetLogEvents',
    step: 'success',
    outcome: 'succeeded',
    level: 'warning',
    tasks: ['STOPPED'],
  },
  {
    without: 'ecs:StopTask',
    inputs: { ...LONG, timeout: '2s' },
    step: 'failure',
    outcome: 'timed-out',
    level: 'error',
    tasks: ['RUNNING'],
  },
]

describe('without a permission', () => {
  it.concurrent.each(CASES)(
    '$without: $outcome',
    async ({ without, inputs, faults = [denied(without)], step, outcome, level, tasks }) =>
      simulate({ faults: [...faults] }, async (simulator) => {
        const ran = await runAction({ simulator, inputs: { ...INPUTS, ...inputs } })
        expect(ran).toMatchObject({ outcome: step, outputs: { outcome } })
        expect(simulator.tasks.map(({ desiredStatus }) => desiredStatus)).toEqual(tasks)
        const [annotation] = ran.annotations
        expect(annotation?.level).toBe(level)
        expect(annotation?.message).toContain(`lack the permission ${without}`)
        expect(annotation?.message).toContain(`"Action": "${without}"`)
      }),
  )

  it.concurrent('ecs:ListTasks: the clean-up learns by RunTask itself what was started', () => {
    const scenario: ScenarioInput = {
      faults: [denied('ecs:ListTasks'), { operation: 'RunTask', fault: 'lost-answer', on: [1] }],
    }
    return simulate(scenario, async (simulator) => {
      const request = { simulator, inputs: { ...INPUTS, ...LONG } }
      const step = startAction(request)
      await step.waitForLine(/Retrying in/)
      step.send('SIGKILL')
      const post = await runPost(request, await step.finished)
      expect(post).toMatchObject({ outcome: 'success', annotations: [] })
      expect(simulator.tasks).toMatchObject([{ desiredStatus: 'STOPPED' }])
    })
  })

  it.concurrent(
    'ecs:ListTaskDefinitions: a copy whose registration was never answered is named by its family',
    () => {
      const scenario: ScenarioInput = {
        faults: [
          denied('ecs:ListTaskDefinitions'),
          { operation: 'RegisterTaskDefinition', fault: 'late-answer', ms: 60_000 },
        ],
      }
      return simulate(scenario, async (simulator) => {
        const request = { simulator, inputs: { ...INPUTS, ...COPY } }
        const step = startAction(request)
        while (!simulator.calls.some(({ operation }) => operation === 'RegisterTaskDefinition'))
          await new Promise((resolve) => setTimeout(resolve, 10))
        step.send('SIGKILL')
        const post = await runPost(request, await step.finished)
        expect(post).toMatchObject({ outcome: 'success', annotations: [{ level: 'warning' }] })
        const [{ message } = { message: '' }] = post?.annotations ?? []
        expect(message).toContain('a revision of nightly-etl-temporary')
        expect(message).toContain('lack the permission ecs:ListTaskDefinitions')
      })
    },
  )

  it.concurrent('logs:FilterLogEvents: many logs are read one by one', () =>
    simulate({ faults: [denied('logs:FilterLogEvents')] }, async (simulator) => {
      const count = 11
      const inputs = { ...INPUTS, count: `${count}`, containers: appRuns('echo here is $$') }
      const step = await runAction({ simulator, inputs })
      expect(step).toMatchObject({ outcome: 'success', outputs: { outcome: 'succeeded' }, annotations: [] })
      expect(step.lines.filter((line) => /\|.*here is/.test(line))).toHaveLength(count)
      expect(step.everything).toContain('lack the permission logs:FilterLogEvents')
      expect(step.everything).toContain('logs are read one by one')
    }),
  )

  it('is a table of these', () => {
    const rows = column(readPage('docs/iam.md'), 'without').flatMap(codeSpans)
    expect(rows.sort()).toEqual(
      [
        ...CASES.map(({ without }) => without),
        'ecs:ListTaskDefinitions',
        // Tested with the size: __tests__/flows/read-observed.test.ts.
        'logs:GetQueryResults',
        'logs:StartQuery',
        'logs:StopQuery',
        'ecs:ListTasks',
        'logs:FilterLogEvents',
      ].sort(),
    )
  })
})

describe('needs no permission it does not use', () => {
  const FOLLOWING = ['ecs:DescribeTasks', 'ecs:StopTask', 'ecs:ListTasks', 'logs:GetLogEvents']

  it.concurrent.each([
    ['a dry run', { 'dry-run': 'true' }, ['ecs:RunTask', ...FOLLOWING], 'planned'],
    ['a step that leaves its task', { 'wait-for': 'none', 'on-cancel': 'leave' }, FOLLOWING, 'started'],
    ['a step without logs', { logs: 'false' }, ['logs:GetLogEvents'], 'succeeded'],
  ])('%s', (_, inputs, permissions, outcome) =>
    simulate({ faults: permissions.map(denied) }, async (simulator) => {
      const step = await runAction({ simulator, inputs: { ...INPUTS, ...inputs } })
      expect(step).toMatchObject({ outcome: 'success', outputs: { outcome }, annotations: [] })
    }),
  )
})

function denied(permission: string): FaultRule {
  const [, operation = ''] = permission.split(':')
  return { operation, fault: 'access-denied' }
}
