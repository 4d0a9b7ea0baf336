import type { Failure, Task } from '@aws-sdk/client-ecs'
import { describe, expect, it } from '@jest/globals'
import { AwsError } from '../../src/ecs/aws-error.js'
import type { WatchedTask } from '../../src/tasks/watched-task.js'
import { judge, type Shortfall } from '../../src/verdict/judge.js'
import { arn, definition, following, grounds, task, watched } from './tasks.ts'

const APP = grounds({ definition: definition('app') })
const GOOD = task([{ name: 'app', exitCode: 0 }])
const BAD = task([{ name: 'app', exitCode: 3 }], { taskArn: arn(2) })
const RUNNING = task([{ name: 'app' }], {
  taskArn: arn(3),
  lastStatus: 'RUNNING',
  stopCode: undefined,
  stoppedReason: undefined,
})

function shortfall(changes: Partial<Shortfall> = {}): Shortfall {
  return { asked: 1, started: 1, failures: [], unanswered: 0, ...changes }
}

function gone(how: 'forgotten' | 'unknown'): WatchedTask {
  return { arn: arn(4), changes: [], described: how === 'forgotten', gone: how }
}

describe('the verdict on tasks', () => {
  it('is a success where all ended with one, decided by the first', () => {
    const second = { ...GOOD, taskArn: arn(5) }
    expect(judge(following([GOOD, second]), shortfall({ asked: 2, started: 2 }), APP)).toMatchObject({
      outcome: 'succeeded',
      exitCode: 0,
      decidedBy: GOOD,
      problems: [],
    })
  })

  it('is decided by the first that failed, and names it where there are several', () => {
    const verdict = judge(following([GOOD, BAD]), shortfall({ asked: 2, started: 2 }), APP)
    expect(verdict).toMatchObject({ outcome: 'failed', exitCode: 3, decidedBy: BAD })
    expect(verdict.problems).toHaveLength(1)
    expect(verdict.problems[0]?.message).toContain('22222222')
    const beside = judge(following([RUNNING, BAD]), shortfall({ asked: 2, started: 2 }), APP)
    expect(beside.problems[0]?.message).toContain('22222222')
  })

  it('has the code of the first failure that has one', () => {
    const codeless = task([{ name: 'app' }], { taskArn: arn(5) })
    expect(judge(following([codeless, BAD]), shortfall({ asked: 2, started: 2 }), APP)).toMatchObject({
      exitCode: 3,
      decidedBy: BAD,
    })
    expect(judge(following([codeless]), shortfall(), APP).exitCode).toBeUndefined()
    const beside = judge(following([GOOD, codeless]), shortfall({ asked: 2, started: 2 }), APP)
    expect(beside).toMatchObject({ outcome: 'failed', decidedBy: codeless })
    expect(beside).not.toHaveProperty('exitCode')
  })

  it('counts a task that ECS deleted after its stop', () => {
    expect(judge(following([{ ...GOOD, lastStatus: 'DELETED' }]), shortfall(), APP).outcome).toBe('succeeded')
  })

  it('is open for tasks that go on', () => {
    expect(judge(following([RUNNING]), shortfall(), APP)).toMatchObject({
      outcome: 'started',
      problems: [],
      decidedBy: RUNNING,
    })
    expect(judge(following([RUNNING]), shortfall(), APP)).not.toHaveProperty('exitCode')
    expect(judge(following([GOOD, RUNNING]), shortfall({ asked: 2, started: 2 }), APP).outcome).toBe(
      'started',
    )
    expect(judge(following([RUNNING, BAD]), shortfall({ asked: 2, started: 2 }), APP).outcome).toBe('failed')
  })

  it.each([
    ['forgotten' as const, /ECS no longer has the task.*about an hour/s],
    ['unknown' as const, /ECS does not know the task.*no such task/s],
  ])('is a failure for a task that is %s', (how, words) => {
    const verdict = judge({ tasks: [gone(how)], end: 'finished' }, shortfall(), APP)
    expect(verdict.outcome).toBe('failed')
    expect(verdict).not.toHaveProperty('exitCode')
    expect(verdict.problems[0]?.message).toMatch(words)
    expect(verdict.problems[0]?.message).toContain(arn(4))
  })
})

describe('the verdict on a launch', () => {
  const failure = (changes: Failure = {}): Failure => ({
    reason: 'RESOURCE:ENI',
    detail: 'no free address',
    arn: 'arn:instance',
    ...changes,
  })

  it('gives every failure with its detail, its meaning and the count', () => {
    const { outcome, problems } = judge(
      following([GOOD]),
      shortfall({ asked: 3, failures: [failure(), failure({ reason: 'ATTRIBUTE', detail: undefined })] }),
      APP,
    )
    expect(outcome).toBe('failed')
    expect(problems.map(({ message }) => message)).toEqual([
      expect.stringMatching(
        /^ECS started 1 of 3 tasks: RESOURCE:ENI, no free address, arn:instance\nNo container instance/,
      ),
      expect.stringMatching(/^ECS started 1 of 3 tasks: ATTRIBUTE, arn:instance\n/),
    ])
    expect(problems[1]?.advice).toMatch(/^Compare requiresAttributes/)
  })

  it('says so where ECS gives no reason', () => {
    expect(judge(following([]), shortfall({ started: 0 }), APP)).toMatchObject({
      outcome: 'failed',
      problems: [{ message: 'ECS started 0 of 1 task and gave no reason' }],
    })
    expect(judge(following([]), shortfall({ started: 0, failures: [{}] }), APP).problems[0]?.message).toMatch(
      /no reason given/,
    )
  })

  it('shows a refused call as it is', () => {
    const error = { title: 'ECS did not start the task', message: 'RunTask: no' }
    expect(judge(following([]), shortfall({ started: 0, error }), APP)).toMatchObject({
      outcome: 'failed',
      problems: [error],
    })
  })

  it('says what may have been started where the answer never came', () => {
    const error = { title: 'x', message: 'RunTask: socket hang up' }
    const { problems } = judge(following([]), shortfall({ asked: 5, started: 0, unanswered: 5, error }), APP)
    expect(problems).toHaveLength(1)
    expect(problems[0]?.message).toMatch(
      /No response to RunTask\nRunTask: socket hang up\n5 tasks may have been started/,
    )
  })

  it('asks for no reason where the step was cut off before the rest was asked for', () => {
    const cancelled = judge({ tasks: [], end: 'cancelled' }, shortfall({ asked: 3, started: 0 }), APP)
    expect(cancelled.outcome).toBe('cancelled')
    expect(cancelled.problems.map(({ message }) => message).join()).not.toMatch(/no reason/)
  })
})

describe('the verdict on a step that ended before its tasks', () => {
  it.each(['timed-out', 'cancelled'] as const)('is %s, whatever the tasks did, and lists each', (end) => {
    const also = { ...RUNNING, taskArn: arn(6) }
    const lost = { ...RUNNING, taskArn: arn(7) }
    const { outcome, problems, summary } = judge(
      {
        ...following([GOOD, RUNNING, also, lost], { end }),
        stopping: { stopped: [arn(3)], left: [{ arn: arn(6), why: 'StopTask: denied', unknown: false }] },
      },
      shortfall({ asked: 4, started: 4 }),
      APP,
    )
    expect(outcome).toBe(end)
    expect(summary).toBe('1 task stopped, 2 tasks left running, 1 task already stopped')
    const message = problems.at(-1)?.message.split('\n') ?? []
    expect(message[0]).toContain('1 task stopped, 2 tasks left running, 1 task already stopped')
    expect(message.slice(1)).toEqual([
      expect.stringMatching(/11111111.*already stopped/),
      expect.stringMatching(/33333333.*RUNNING, stopped/),
      expect.stringMatching(
        /66666666.*RUNNING, could not be stopped, may still be running: StopTask: denied/,
      ),
      expect.stringMatching(/77777777.*RUNNING, left running/),
    ])
  })

  it('names twenty tasks and counts the others', () => {
    const tasks = Array.from({ length: 25 }, (_, index) => watched({ ...RUNNING, taskArn: arn(index) }))
    const { problems } = judge({ tasks, end: 'timed-out' }, shortfall({ asked: 25, started: 25 }), APP)
    expect(problems[0]?.message.split('\n')).toHaveLength(22)
    expect(problems[0]?.message).toMatch(/25 tasks left running[^]*and 5 more$/)
  })

  it('says of a task that is not known that it is not', () => {
    const { problems } = judge(
      { tasks: [gone('unknown'), watched(RUNNING)], end: 'cancelled' },
      shortfall({ asked: 2, started: 2 }),
      APP,
    )
    expect(problems.at(-1)?.message).toMatch(/44444444.*unknown to ECS/)
  })

  it('is a failure that gives the error where ECS tells no more', () => {
    const error = new AwsError(
      'DescribeTasks',
      Object.assign(new Error('not authorized to perform: ecs:DescribeTasks'), {
        name: 'AccessDeniedException',
      }),
    )
    const { outcome, problems } = judge(following([RUNNING], { end: 'lost', error }), shortfall(), APP)
    expect(outcome).toBe('failed')
    expect(problems[0]?.message).toMatch(
      /status of the task is unavailable[^]*left running\nDescribeTasks: [^]*"Action": "ecs:DescribeTasks"/,
    )
  })
})

describe('the summary', () => {
  it.each([
    ['one that ended well', following([GOOD]), 'app exited with 0'],
    ['several that ended well', following([GOOD, { ...GOOD, taskArn: arn(5) }]), '2 tasks'],
    ['one that failed', following([BAD]), undefined],
    ['one of two that failed', following([GOOD, BAD]), '1 of 2 tasks failed'],
    ['none', following([]), undefined],
    ['a lost one', following([RUNNING], { end: 'lost' }), undefined],
    ['a running one', following([RUNNING]), '1 task'],
    ['none to stop', following([], { end: 'cancelled' }), 'no task was running'],
  ])('of %s', (_what, followed, summary) => {
    const count = followed.tasks.length
    expect(judge(followed, shortfall({ asked: count, started: count }), APP).summary).toBe(summary)
  })
})

describe('judge', () => {
  const cleaningUp = (exitCode: number, changes: Partial<Task> = {}): Task => ({
    ...task([
      { name: 'app', lastStatus: 'STOPPED', exitCode },
      { name: 'sidecar', lastStatus: 'RUNNING' },
    ]),
    lastStatus: 'DEPROVISIONING',
    ...changes,
  })

  it.each([
    [0, 'succeeded'],
    [3, 'failed'],
  ])(
    'judges a task whose deciding containers had ended with %d when the time was up',
    (exitCode, outcome) => {
      const verdict = judge(following([cleaningUp(exitCode)], { end: 'timed-out' }), shortfall(), APP)
      expect(verdict).toMatchObject({ outcome, exitCode })
      expect(verdict.problems).toHaveLength(exitCode === 0 ? 0 : 1)
    },
  )

  it('is timed out where another task still ran', () => {
    const tasks = [cleaningUp(0), RUNNING]
    const verdict = judge(following(tasks, { end: 'timed-out' }), shortfall({ asked: 2, started: 2 }), APP)
    expect(verdict.outcome).toBe('timed-out')
    expect(verdict.tasks.map(({ fate }) => fate)).toEqual(['succeeded', 'running'])
  })

  it('is cancelled though the deciding containers had ended', () => {
    expect(judge(following([cleaningUp(0)], { end: 'cancelled' }), shortfall(), APP).outcome).toBe(
      'cancelled',
    )
  })

  it('names the limit of a timeout, its input, and a longer one', () => {
    const options = { ...APP, follow: { ...APP.follow, timeoutMs: 3_300_000 } }
    const verdict = judge(following([RUNNING], { end: 'timed-out' }), shortfall(), options)
    expect(verdict.problems.at(-1)).toMatchObject({
      title: 'The time limit was reached (timeout: 55 min)',
      advice: 'To wait longer, write for example\n    timeout: 110m',
    })
    expect(verdict.summary).toBe('1 task left running; the input timeout is 55 min')
  })

  it('judges each task once, in the order of their start', () => {
    const verdict = judge(following([GOOD, BAD, RUNNING]), shortfall({ asked: 3, started: 3 }), APP)
    expect(verdict.tasks.map(({ fate, words }) => [fate, words])).toEqual([
      ['succeeded', 'succeeded'],
      ['failed', 'app ended with exit code 3'],
      ['running', 'running'],
    ])
  })
})

describe('the verdict on tasks that are waited for to be healthy', () => {
  const checked = {
    containerDefinitions: ['app', 'proxy'].map((name) => ({
      name,
      healthCheck: { command: ['CMD', 'true'] },
    })),
  }
  const base = grounds({ definition: checked })
  const options = { ...base, follow: { ...base.follow, waitFor: 'healthy' as const } }

  it('is a failure with the exit code 0 where a program ended with it and the others were stopped', () => {
    const ended = task([
      { name: 'app', exitCode: 0 },
      { name: 'proxy', exitCode: 143 },
    ])
    const verdict = judge(following([ended]), shortfall(), options)
    expect(verdict).toMatchObject({ outcome: 'failed', exitCode: 0 })
    expect(verdict.problems).toMatchObject([
      { title: 'app ended with exit code 0 before the task was healthy' },
    ])
  })

  it('is that of the container that failed where one did', () => {
    const ended = task([
      { name: 'app', exitCode: 0 },
      { name: 'proxy', exitCode: 7 },
    ])
    expect(judge(following([ended]), shortfall(), options)).toMatchObject({
      outcome: 'failed',
      exitCode: 7,
      problems: [{ title: 'proxy ended with exit code 7' }],
    })
  })

  it('names what is UNHEALTHY, the pace of its check and what to change', () => {
    const sick = { ...RUNNING, containers: [{ name: 'app', healthStatus: 'UNHEALTHY' as const }] }
    const verdict = judge({ ...following([sick]), end: 'unhealthy' }, shortfall(), options)
    expect(verdict).toMatchObject({ outcome: 'failed' })
    expect(verdict.exitCode).toBeUndefined()
    expect(verdict.problems).toMatchObject([
      {
        title: 'app is UNHEALTHY',
        message: expect.stringContaining('RUNNING, UNHEALTHY: app, left running'),
        advice: expect.stringMatching(/every 30 s; 3 failures[^]*startPeriod/),
        log: { container: 'app' },
      },
    ])
  })
})
