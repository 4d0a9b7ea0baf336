import type { Container, Task } from '@aws-sdk/client-ecs'
import { describe, expect, it } from '@jest/globals'
import { planSizes } from '../../src/sizing/plan-sizes.js'
import { type JudgeOptions, judgeTask } from '../../src/verdict/judge-task.js'
import { definition, grounds, task, unstarted, watched } from './tasks.ts'

const SIDECAR = { definition: definition('app', 'router?') }
const APP_ALONE = grounds(SIDECAR)
const TWO = grounds({ definition: definition('app', 'proxy') })

/** Message and advice of each problem, as an annotation shows them. */
function messagesOf(stopped: Task, options: JudgeOptions): string {
  return judgeTask(watched(stopped), options)
    .problems.map(({ message, advice = '' }) => `${message}\n${advice}`.trim())
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
    const verdict = judgeTask(watched(task(containers)), given)
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
      /^app never started\nECS: "CannotPullContainerError: not found", TaskFailedToStart\nThe registry has no such image or tag/,
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
    const verdict = judgeTask(watched(task(codes(0, exitCode, 'proxy'))), TWO)
    expect(verdict.exitCode).toBe(exitCode)
    expect(verdict.problems[0]?.message).toMatch(/does not say which came first/)
    expect(verdict.problems[0]?.advice).toMatch(/\n {4}exit-code-from: app$/)
  })

  it('name everybody who ended with success', () => {
    const three = [...codes(0, 0, 'proxy'), { name: 'agent', exitCode: 143 }]
    expect(messagesOf(task(three), grounds({ definition: definition('app', 'proxy', 'agent') }))).toMatch(
      /app ended with exit code 0 and proxy ended with exit code 0, and agent was stopped.*exit-code-from: app$/s,
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
    const [problem] = judgeTask(watched(task(killed)), { ...TWO, plan }).problems
    expect(problem?.title).toBe('app ran out of memory')
    expect(problem?.message).toMatch(/^app ran out of memory \(exit code 137\)\nIts limit was 1024 MiB\./)
    expect(problem?.advice).toMatch(/memory 2048 for app/)
    expect(problem?.advice).not.toMatch(/retry-on/)
  })

  it('offers the retry to a step that can do it', () => {
    const retry = { on: [], maxRetries: 2, memoryGrowth: { kind: 'factor' as const, factor: 2 } }
    expect(messagesOf(task(killed), { ...TWO, plan, retry })).toMatch(/\n {4}retry-on: out-of-memory/)
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
      expect(judgeTask(watched(said), TWO).problems.map(({ title }) => title)).toEqual([
        'app ran out of memory',
        'proxy ended with exit code 143',
      ])
    }
  })

  it('said of one container is not said of another that was killed, though ECS says it of the task too', () => {
    const both = [...killed.slice(0, 1), { name: 'proxy', exitCode: 137 }]
    expect(
      judgeTask(watched(task(both, { stoppedReason: OOM })), TWO).problems.map(({ title }) => title),
    ).toEqual(['app ran out of memory', 'proxy ended with exit code 137'])
  })

  it('said of the task alone is said of those that were killed', () => {
    const unnamed = codes(143, 137, 'proxy')
    expect(
      judgeTask(watched(task(unnamed, { stoppedReason: OOM })), TWO).problems.map(({ title }) => title),
    ).toEqual(['app ended with exit code 143', 'proxy ran out of memory'])
  })

  it('is not said of 137 alone', () => {
    expect(messagesOf(task(codes(137)), { ...APP_ALONE, plan })).not.toMatch(/ran out of memory/)
  })
})

describe('judgeTask', () => {
  const depends = {
    family: 'job',
    containerDefinitions: [
      { name: 'migrate', essential: false },
      { name: 'app', dependsOn: [{ containerName: 'migrate', condition: 'SUCCESS' as const }] },
    ],
  }

  it.each([
    ['CannotStartContainerError: no'],
    ['CannotPullContainerError: no'],
    ['CannotCreateContainerError: no'],
    ['dependency graph: failed to resolve container ordering dependency [x'],
  ])('fails a container that never started, though its exit code counts as success: %s', (reason) => {
    for (const exitCode of [0, 143]) {
      const stopped = unstarted('Task failed to start', [{ name: 'app', exitCode, reason }])
      const verdict = judgeTask(watched(stopped), grounds({ ...SIDECAR, success: [0, 143] }))
      expect(verdict.problems[0]?.title).toBe('app never started')
      expect(verdict).not.toHaveProperty('exitCode')
    }
  })

  it('fails a container without a runtime id that got the exit code of SIGTERM in a task that failed to start', () => {
    const stopped = unstarted('Task failed to start', [{ name: 'app', exitCode: 143 }])
    expect(judgeTask(watched(stopped), grounds({ ...SIDECAR, success: [143] })).fate).toBe('failed')
  })

  it('judges a container that ran by its exit code, though another one kept the task from its start', () => {
    const stopped = unstarted('Task failed to start', [
      { name: 'app', exitCode: 0, runtimeId: 'x' },
      { name: 'router', reason: 'CannotPullContainerError: no' },
    ])
    expect(judgeTask(watched(stopped), APP_ALONE).fate).toBe('succeeded')
  })

  it('names the container that a container depends on, and its exit code', () => {
    const stopped = unstarted('Task failed to start', [
      { name: 'migrate', exitCode: 1, lastStatus: 'STOPPED' },
      { name: 'app' },
    ])
    const [problem] = judgeTask(watched(stopped), grounds({ definition: depends })).problems
    expect(problem).toMatchObject({
      title: 'app never started',
      because: 'app depends on migrate, which ended with exit code 1',
      advice: 'Look for the cause in migrate.',
    })
  })

  it.each([
    ['aws-guardduty-agent-mYvKPbF', 0, []],
    ['ecs-service-connect-x1', 0, []],
    ['another', 2, ['another']],
  ])(
    'lets a container that AWS added decide nothing where the definition cannot be read: %s',
    (name, code, failed) => {
      const verdict = judgeTask(
        watched(
          task([
            { name: 'app', exitCode: 0 },
            { name, exitCode: 2 },
          ]),
        ),
        grounds(),
      )
      expect(verdict.exitCode).toBe(code)
      expect(verdict.problems.map(({ title }) => title.split(' ')[0])).toEqual(failed)
    },
  )

  it('names the essential container that failed beside one that was killed', () => {
    const stopped = task([
      { name: 'app', exitCode: 137 },
      { name: 'log_router', exitCode: 1 },
    ])
    const message = messagesOf(
      stopped,
      grounds({ definition: definition('app', 'log_router'), exitCodeFrom: ['app'] }),
    )
    expect(message).toMatch(/log_router ended with exit code 1, and may have taken app with it/)
    expect(message).not.toMatch(/memory|SIGKILL/)
  })

  it.each<[string, Container[], string[], string | undefined]>([
    ['the first container, where another one ended with any code', codes(0, 2, 'agent'), [], 'app'],
    ['the container that the step overrides', codes(0, 2, 'agent'), ['app'], 'app'],
    ['nothing where the first container failed', codes(143, 0, 'agent'), [], undefined],
    [
      'no container that the step does not override beside one that it does',
      codes(143, 0, 'agent'),
      ['app'],
      undefined,
    ],
    [
      'no container beside another one that the step overrides too',
      codes(0, 2, 'agent'),
      ['app', 'agent'],
      undefined,
    ],
  ])('advises exit-code-from with %s', (_what, containers, overridden, name) => {
    const options = { ...grounds({ definition: definition('app', 'agent') }), overridden }
    const advice = judgeTask(watched(task(containers)), options).problems[0]?.advice
    if (name === undefined) expect(advice ?? '').not.toMatch(/exit-code-from/)
    else expect(advice).toMatch(new RegExp(`\n {4}exit-code-from: ${name}$`))
  })

  it('offers retry-on to a step that can retry and does not', () => {
    const retry = { on: [], maxRetries: 2, memoryGrowth: { kind: 'factor' as const, factor: 2 } }
    const pull = unstarted('CannotPullContainerError: i/o timeout')
    expect(messagesOf(pull, { ...APP_ALONE, retry })).toMatch(/\n {4}retry-on: start-failure/)
    expect(messagesOf(pull, APP_ALONE)).not.toMatch(/retry-on/)
    expect(messagesOf(pull, { ...APP_ALONE, retry: { ...retry, on: ['start-failure'] } })).not.toMatch(
      /retry-on/,
    )
  })
})
