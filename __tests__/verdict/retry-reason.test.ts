import type { Task } from '@aws-sdk/client-ecs'
import { describe, expect, it } from '@jest/globals'
import type { FollowResult } from '../../src/follow/follow-tasks.js'
import type { RetrySettings } from '../../src/inputs/settings.js'
import { judge } from '../../src/verdict/judge.js'
import { findRetry, type Retry } from '../../src/verdict/retry-reason.js'
import type { TaskVerdict } from '../../src/verdict/verdict.js'
import { arn, definition, following, grounds, task, unstarted, watched } from './tasks.ts'

const EVERYTHING: RetrySettings['on'] = ['out-of-memory', 'spot-interruption', 'start-failure']
const APP = grounds({ definition: definition('app', 'router?') })

function verdicts(result: FollowResult): readonly TaskVerdict[] {
  return judge(result, { asked: 0, started: 0, failures: [], unanswered: 0 }, APP).tasks
}

const OUT_OF_MEMORY = task([
  { name: 'app', exitCode: 137, reason: 'OutOfMemoryError: Container killed due to memory usage' },
])
const SPOT = task([{ name: 'app', exitCode: 143 }], {
  taskArn: arn(2),
  stopCode: 'SpotInterruption',
  stoppedReason: 'Your Spot Task was interrupted.',
})
const NO_INTERFACE = {
  ...unstarted('Timeout waiting for network interface provisioning to complete.'),
  taskArn: arn(3),
}
const GOOD = task([{ name: 'app', exitCode: 0 }], { taskArn: arn(4) })
const RUNNING = task([{ name: 'app' }], { taskArn: arn(6), lastStatus: 'RUNNING', stopCode: undefined })
const BAD = task([{ name: 'app', exitCode: 1 }], { taskArn: arn(5) })

describe('what is tried again', () => {
  it.each<[string, Task[], RetrySettings['on'], string[], string[]]>([
    ['out of memory', [OUT_OF_MEMORY], EVERYTHING, ['out-of-memory'], ['app']],
    [
      'out of memory, told of the task',
      [task([{ name: 'app', exitCode: 137 }], { stoppedReason: 'OutOfMemoryError: container killed' })],
      EVERYTHING,
      ['out-of-memory'],
      ['app'],
    ],
    [
      'a sidecar out of memory that took the app along',
      [
        task([
          { name: 'app', exitCode: 143 },
          { name: 'router', exitCode: 137, reason: 'OutOfMemoryError: x' },
        ]),
      ],
      EVERYTHING,
      ['out-of-memory'],
      ['router'],
    ],
    ['a Spot interruption', [SPOT], EVERYTHING, ['spot-interruption'], []],
    ['a start without a network interface', [NO_INTERFACE], EVERYTHING, ['start-failure'], []],
    [
      'a pull that broke',
      [unstarted('CannotPullContainerError: dial tcp: i/o timeout')],
      EVERYTHING,
      ['start-failure'],
      [],
    ],
    [
      'a pull that broke, told of the container',
      [
        unstarted('Task failed to start', [
          { name: 'app', reason: 'CannotPullContainerError: unexpected EOF' },
        ]),
      ],
      EVERYTHING,
      ['start-failure'],
      [],
    ],
    ['no capacity', [unstarted('Capacity is unavailable at this time.')], EVERYTHING, ['start-failure'], []],
    ['several causes', [OUT_OF_MEMORY, SPOT, NO_INTERFACE], EVERYTHING, EVERYTHING as string[], ['app']],
    [
      'the same of several, once',
      [OUT_OF_MEMORY, { ...OUT_OF_MEMORY, taskArn: arn(7) }],
      EVERYTHING,
      ['out-of-memory'],
      ['app'],
    ],
    ['one that failed beside one that did not', [GOOD, SPOT], EVERYTHING, ['spot-interruption'], []],
    ['one that failed beside one that goes on', [RUNNING, SPOT], EVERYTHING, ['spot-interruption'], []],
    ['only what is asked for', [SPOT], ['spot-interruption'], ['spot-interruption'], []],
  ])('%s', (_what, tasks, on, why, outOfMemory) => {
    const again = findRetry(verdicts(following(tasks)), on) as Retry
    expect(again).toMatchObject({ why, outOfMemory })
    expect(again.failed.map(({ arn: failed }) => failed)).toEqual(
      tasks.filter((each) => each !== GOOD && each !== RUNNING).map(({ taskArn }) => taskArn),
    )
  })
})

describe('what is not tried again', () => {
  it.each<[string, Task[], RetrySettings['on']]>([
    ['nothing that failed', [GOOD], EVERYTHING],
    ['an exit code', [BAD], EVERYTHING],
    ['a cause beside a failure for good', [SPOT, BAD], EVERYTHING],
    ['a cause that nobody asked for', [SPOT], ['out-of-memory', 'start-failure']],
    ['anything without retry-on', [OUT_OF_MEMORY], []],
    ['an image that is not there', [unstarted('CannotPullContainerError: not found')], EVERYTHING],
    [
      'a secret that is not there',
      [unstarted('ResourceInitializationError: unable to retrieve secret from asm')],
      EVERYTHING,
    ],
    [
      'a subnet that is not there',
      [
        unstarted(
          'Unexpected EC2 error while attempting to Create Network Interface: InvalidSubnetID.NotFound',
        ),
      ],
      EVERYTHING,
    ],
    [
      'a host that went away under a running task',
      [task([{ name: 'app' }], { stopCode: 'InfrastructureHealth' })],
      EVERYTHING,
    ],
    ['137 alone', [task([{ name: 'app', exitCode: 137 }])], EVERYTHING],
    [
      'a task that somebody stopped',
      [
        task([{ name: 'app', exitCode: 143 }], {
          stopCode: 'UserInitiated',
          stoppedReason: 'Your Spot Task was interrupted.',
        }),
      ],
      EVERYTHING,
    ],
  ])('%s', (_what, tasks, on) => {
    expect(findRetry(verdicts(following(tasks)), on) ?? {}).not.toHaveProperty('failed')
  })

  it('a task that ECS knows no more', () => {
    const gone = { arn: arn(9), changes: [], described: true, gone: 'forgotten' as const }
    expect(findRetry(verdicts({ tasks: [gone], end: 'finished' }), EVERYTHING)).toHaveProperty('notRetried')
    const beside = { ...following([SPOT]), tasks: [gone, watched(SPOT)] }
    expect(findRetry(verdicts(beside), EVERYTHING)).toHaveProperty('notRetried')
  })
})

describe('findRetry', () => {
  it.each<[string, Task, RetrySettings['on'], RegExp]>([
    [
      'the cause that retry-on does not name',
      SPOT,
      ['out-of-memory'],
      /Spot.*This is spot-interruption, and the step has retry-on: out-of-memory/,
    ],
    [
      'a start failure that stays',
      unstarted('CannotPullContainerError: not found'),
      EVERYTHING,
      /never started: the registry has no such image or tag\. start-failure retries what may pass/,
    ],
    ['an exit code', BAD, EVERYTHING, /app ended with exit code 1\. The step has retry-on/],
  ])('says why a task is not run again: %s', (_what, failed, on, words) => {
    const reason = findRetry(verdicts(following([failed])), on)
    expect(reason && 'notRetried' in reason ? reason.notRetried : '').toMatch(words)
  })

  it('says nothing without retry-on, and nothing where all succeeded', () => {
    expect(findRetry(verdicts(following([BAD])), [])).toBeUndefined()
    expect(findRetry(verdicts(following([GOOD])), EVERYTHING)).toBeUndefined()
  })
})
