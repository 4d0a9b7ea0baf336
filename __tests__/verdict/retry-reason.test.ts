import type { Task } from '@aws-sdk/client-ecs'
import { describe, expect, it } from '@jest/globals'
import type { RetrySettings } from '../../src/inputs/settings.js'
import { findRetry } from '../../src/verdict/retry-reason.js'
import { arn, definition, following, grounds, task, unstarted, watched } from './tasks.ts'

const EVERYTHING: RetrySettings['on'] = ['out-of-memory', 'spot-interruption', 'start-failure']
const APP = grounds({ definition: definition('app', 'router?') })

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
    const again = findRetry(following(tasks), on, APP)
    expect(again).toMatchObject({ why, outOfMemory })
    expect(again?.failed.map(({ arn: failed }) => failed)).toEqual(
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
    expect(findRetry(following(tasks), on, APP)).toBeUndefined()
  })

  it.each(['timed-out', 'cancelled', 'lost'] as const)('a step that was %s', (end) => {
    expect(findRetry(following([SPOT], { end }), EVERYTHING, APP)).toBeUndefined()
  })

  it('a task that ECS knows no more', () => {
    const gone = { arn: arn(9), changes: [], described: true, gone: 'forgotten' as const }
    expect(findRetry({ tasks: [gone], end: 'finished' }, EVERYTHING, APP)).toBeUndefined()
    const beside = { ...following([SPOT]), tasks: [gone, watched(SPOT)] }
    expect(findRetry(beside, EVERYTHING, APP)).toBeUndefined()
  })
})
