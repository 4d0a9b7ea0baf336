import type { Container } from '@aws-sdk/client-ecs'
import { describe, expect, it } from '@jest/globals'
import { planSizes } from '../../src/sizing/plan-sizes.js'
import { type JudgeOptions, judgeTask } from '../../src/verdict/judge-task.js'
import { definition, grounds, task, unstarted } from './tasks.ts'

const SIDECAR = { definition: definition('app', 'router?') }
const APP_ALONE = grounds(SIDECAR)
const TWO = grounds({ definition: definition('app', 'proxy') })

function messagesOf(...args: Parameters<typeof judgeTask>): string {
  return judgeTask(...args)
    .problems.map(({ message }) => message)
    .join('\n\n')
}

const codes = (app?: number, other?: number, name = 'router'): Container[] => [
  { name: 'app', ...(app !== undefined && { exitCode: app }) },
  { name, ...(other !== undefined && { exitCode: other }) },
]

describe('the containers that decide', () => {
  it.each<[string, Container[], JudgeOptions, number | undefined, string[]]>([
    ['a sidecar that was stopped', codes(0, 143), APP_ALONE, 0, []],
    ['a sidecar without an exit code', codes(0), APP_ALONE, 0, []],
    ['the app alone', codes(3, 0), APP_ALONE, 3, ['app']],
    ['an exit code that is missing', codes(undefined, 0), APP_ALONE, undefined, ['app']],
    ['another code that is a success', codes(3, 1), grounds({ ...SIDECAR, success: [0, 3] }), 0, []],
    ['0 that is no success', codes(0), grounds({ ...SIDECAR, success: [42] }), 0, ['app']],
    ['a negative code', codes(-1073741819), APP_ALONE, -1073741819, ['app']],
    [
      'the named container in place of the essential one',
      codes(3, 0),
      grounds({ ...SIDECAR, exitCodeFrom: ['router'] }),
      0,
      [],
    ],
    [
      'all named containers',
      codes(0, 5),
      grounds({ ...SIDECAR, exitCodeFrom: ['app', 'router'] }),
      5,
      ['router'],
    ],
    [
      'the first of two that failed, in the order named',
      codes(3, 5),
      grounds({ exitCodeFrom: ['router', 'app'] }),
      5,
      ['router', 'app'],
    ],
    ['all essential containers', codes(0, 5, 'proxy'), TWO, 5, ['proxy']],
    ['a code behind one that is missing', codes(undefined, 5, 'proxy'), TWO, 5, ['app', 'proxy']],
    ['every container where there is no definition', codes(0, 143), grounds(), 143, ['router']],
    ['no container at all', [], APP_ALONE, undefined, ['app']],
  ])('%s', (_what, containers, given, exitCode, failed) => {
    const verdict = judgeTask(task(containers), given)
    expect(verdict.exitCode).toBe(exitCode)
    expect(verdict.problems.map(({ title }) => title.split(' ')[0])).toEqual(failed)
  })
})

describe('what is said of a container that failed', () => {
  it.each<[string, Container, RegExp]>([
    [
      'an exit code',
      { name: 'app', exitCode: 3 },
      /^app ended with exit code 3\nECS: "Essential container in task exited", EssentialContainerExited$/,
    ],
    [
      'a reason of its own',
      { name: 'app', exitCode: 1, reason: 'it broke' },
      /ECS: "it broke", "Essential container in task exited", EssentialContainerExited/,
    ],
    [
      'a reason and no code',
      { name: 'app', reason: 'gone' },
      /^app failed without an exit code\nECS: "gone"/,
    ],
    ['nothing', { name: 'app' }, /^app has no exit code/],
  ])('%s', (_what, container, message) => {
    expect(messagesOf(task([container]), APP_ALONE)).toMatch(message)
  })

  it('is that it never started where the task did not', () => {
    expect(messagesOf(unstarted('CannotPullContainerError: not found'), APP_ALONE)).toMatch(
      /^app never started\nECS: "CannotPullContainerError: not found", TaskFailedToStart\nThe image could not be pulled/,
    )
  })

  it('is what ECS says, whole and quoted, where nobody knows the stop code', () => {
    const stopped = task([{ name: 'app', exitCode: 1 }], { stoppedReason: 'a "new" reason' })
    Object.assign(stopped, { stopCode: 'SomethingNew' })
    expect(messagesOf(stopped, APP_ALONE)).toContain('ECS: "a \\"new\\" reason", SomethingNew')
  })

  it('is that ECS says nothing where it does', () => {
    const silent = task([{ name: 'app', exitCode: 1 }], { stopCode: undefined, stoppedReason: undefined })
    expect(messagesOf(silent, APP_ALONE)).toMatch(/ECS gives no reason/)
  })
})

describe('137 and 143', () => {
  it.each([137, 143])('%d beside a success fail, and name the way out', (exitCode) => {
    const verdict = judgeTask(task(codes(0, exitCode, 'proxy')), TWO)
    expect(verdict.exitCode).toBe(exitCode)
    expect(verdict.problems[0]?.message).toMatch(/does not say which came first.*\n {4}exit-code-from: app$/s)
  })

  it('name everybody who ended with success', () => {
    const three = [...codes(0, 0, 'proxy'), { name: 'agent', exitCode: 143 }]
    expect(messagesOf(task(three), grounds({ definition: definition('app', 'proxy', 'agent') }))).toMatch(
      /app, proxy ended with success.*exit-code-from: app, proxy/s,
    )
  })

  it.each([
    [137, /137 is SIGKILL.*stopTimeout/],
    [143, /143 is SIGTERM/],
  ])('%d of the app itself is explained', (exitCode, words) => {
    const message = messagesOf(task(codes(exitCode, 0)), APP_ALONE)
    expect(message).toMatch(words)
    expect(message).not.toMatch(/exit-code-from/)
  })

  it('are not blamed on a neighbour where ECS gives the cause', () => {
    const spot = task(codes(0, 143, 'proxy'), {
      stopCode: 'SpotInterruption',
      stoppedReason: 'Your Spot Task was interrupted.',
    })
    expect(messagesOf(spot, TWO)).toMatch(/Spot capacity back/)
    expect(messagesOf(spot, TWO)).not.toMatch(/exit-code-from/)
  })
})

describe('out of memory', () => {
  const OOM = 'OutOfMemoryError: Container killed due to memory usage'
  const sized = {
    ...definition('app', 'proxy'),
    cpu: '1024',
    memory: '4096',
    requiresCompatibilities: ['FARGATE' as const],
    containerDefinitions: [{ name: 'app', memory: 1024 }, { name: 'proxy' }],
  }
  const plan = planSizes(sized, { containers: [] }, { capacityProviders: [] })
  const killed: Container[] = [
    { name: 'app', exitCode: 137, reason: OOM },
    { name: 'proxy', exitCode: 143 },
  ]

  it('tells the limit that was, and what helps', () => {
    const [problem] = judgeTask(task(killed), { ...TWO, plan }).problems
    expect(problem?.title).toBe('app ran out of memory')
    expect(problem?.message).toMatch(/^app ran out of memory \(exit code 137\)\nIts limit was 1024 MiB\./)
    expect(problem?.message).toMatch(/memory 2048 for app/)
    expect(problem?.message).toMatch(/\n {4}retry-on: out-of-memory$/)
  })

  it('offers no retry to a step that does it', () => {
    const retry = {
      on: ['out-of-memory' as const],
      maxRetries: 0,
      memoryGrowth: { kind: 'factor' as const, factor: 3 },
    }
    const message = messagesOf(task(killed), { ...TWO, plan, retry })
    expect(message).toMatch(/memory 3072 for app/)
    expect(message).not.toMatch(/retry-on/)
  })

  it('of a container without a limit tells the task’s', () => {
    const other = [
      { name: 'app', exitCode: 143 },
      { name: 'proxy', exitCode: 137, reason: OOM.toLowerCase() },
    ]
    expect(messagesOf(task(other), { ...TWO, plan })).toMatch(
      /proxy ran out of memory.*\n.*the task had 4096 MiB/,
    )
  })

  it('is said without sizes where they are not known', () => {
    expect(messagesOf(task(killed), TWO)).toMatch(/^app ran out of memory \(exit code 137\)\nECS: /)
  })

  it('is not said of the containers beside it', () => {
    for (const said of [task(killed), task(killed, { stoppedReason: OOM })]) {
      expect(judgeTask(said, TWO).problems.map(({ title }) => title)).toEqual([
        'app ran out of memory',
        'proxy ended with exit code 143',
      ])
    }
  })

  it('said of one container is not said of another that was killed, though ECS says it of the task too', () => {
    const both = [...killed.slice(0, 1), { name: 'proxy', exitCode: 137 }]
    expect(judgeTask(task(both, { stoppedReason: OOM }), TWO).problems.map(({ title }) => title)).toEqual([
      'app ran out of memory',
      'proxy ended with exit code 137',
    ])
  })

  it('said of the task alone is said of those that were killed', () => {
    const unnamed = codes(143, 137, 'proxy')
    expect(judgeTask(task(unnamed, { stoppedReason: OOM }), TWO).problems.map(({ title }) => title)).toEqual([
      'app ended with exit code 143',
      'proxy ran out of memory',
    ])
  })

  it('is not said of 137 alone', () => {
    expect(messagesOf(task(codes(137)), { ...APP_ALONE, plan })).not.toMatch(/ran out of memory/)
  })
})
