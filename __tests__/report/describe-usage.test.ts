import { describe, expect, it } from '@jest/globals'
import { planSizes } from '../../src/sizing/plan-sizes.js'
import {
  describeBasis,
  describeSuggestion,
  formatAmount,
  suggestionYaml,
  usageCells,
} from '../../src/report/describe-usage.js'
import type { TaskHad } from '../../src/usage/suggest-size.js'
import type { TaskUsage, Usage } from '../../src/usage/task-usage.js'
import { reportUsage, type ReportOptions, type UsageReport } from '../../src/usage/usage-report.js'

const MINUTE = 60_000
/** 02:00 UTC. */
const T0 = Date.UTC(2026, 10, 27, 2)

const used = (cpu: number, memory: number, minutes = 3): Usage => ({
  minutes,
  from: T0 + MINUTE,
  to: T0 + minutes * MINUTE,
  cpu: { peak: cpu, p95: cpu * 0.9, last: cpu },
  memory: { peak: memory, p95: memory * 0.9, last: memory },
})

const HAD: TaskHad = {
  cpu: 4096,
  memory: 16_384,
  containers: [{ name: 'app', cpu: 3072, memory: 12_288 }, { name: 'log-router' }],
}

const SEEN: TaskUsage = {
  taskId: 'a',
  task: used(1228.8, 3236),
  containers: new Map([
    ['app', used(1200, 3175)],
    ['log-router', used(20, 61)],
  ]),
}

const OPTIONS: ReportOptions = {
  had: HAD,
  headroom: 1.3,
  tasks: 1,
  endedAt: T0 + 3 * MINUTE + 40_000,
  fargate: { windows: false, oldPlatform: false },
  killedAt: [],
  endedOutOfMemory: false,
}

function reported(changes: Partial<ReportOptions> = {}, seen: readonly TaskUsage[] = [SEEN]): UsageReport {
  const report = reportUsage(seen, { ...OPTIONS, ...changes })
  if (report === undefined) throw new Error('There are samples.')
  return report
}

const RATE = [0.04048, 0.004445] as const

describe('usageCells', () => {
  it('shows what task and containers had, their peaks, and a bar that is readable as text', () => {
    expect(usageCells(reported())).toEqual([
      ['task CPU', '4 vCPU', '1.2 vCPU', '1.1 vCPU', '██████░░░░░░░░░░░░░░ 30 %'],
      ['task memory', '16 GB', '3.2 GB', '2.8 GB', '████░░░░░░░░░░░░░░░░ 20 %'],
      ['app CPU', '3 vCPU', '1.2 vCPU', '1.1 vCPU', '████████░░░░░░░░░░░░ 39 %'],
      ['app memory', '12 GB', '3.1 GB', '2.8 GB', '█████░░░░░░░░░░░░░░░ 26 %'],
      ['log-router CPU', '-', '0.02 vCPU', '0.018 vCPU', '█░░░░░░░░░░░░░░░░░░░ 0 % of the task'],
      ['log-router memory', '-', '61 MiB', '55 MiB', '█░░░░░░░░░░░░░░░░░░░ 0 % of the task'],
    ])
  })

  it('shows a full bar for more than there was', () => {
    const seen = { ...SEEN, containers: new Map([['app', used(6144, 100)]]) }
    expect(usageCells(reported({}, [seen]))[2]?.at(-1)).toBe('████████████████████ 200 %')
  })

  it('shows a container that ECS added after those of the definition', () => {
    const seen = { ...SEEN, containers: new Map([['aws-guardduty-agent', used(5, 90)], ...SEEN.containers]) }
    expect(usageCells(reported({}, [seen])).at(-1)?.[0]).toBe('aws-guardduty-agent memory')
  })
})

describe('describeBasis', () => {
  it('says how much was seen of one run', () => {
    expect(describeBasis(reported())).toBe(
      'Seen in 3 minutes of this one run, to 02:03 UTC. Peaks between two minutes are not seen.',
    )
  })

  it('says that the last minute is missing', () => {
    expect(describeBasis(reported({ endedAt: T0 + 5 * MINUTE + 10_000 }))).toContain(
      'The last minute has no sample yet: seen until 02:03 of 02:05 UTC.',
    )
  })

  it('says how the peaks of several tasks differ', () => {
    const seen = [1000, 3000, 2000].map((memory, index) => ({
      taskId: `${index}`,
      task: used(100, memory),
      containers: new Map<string, Usage>(),
    }))
    expect(describeBasis(reported({ tasks: 4 }, seen))).toBe(
      'Seen in 9 minutes of 3 of 4 tasks of this one run, to 02:03 UTC. Peaks between two minutes are not seen. ' +
        'Peaks of CPU by task: 0.098 vCPU to 0.098 vCPU, median 0.098 vCPU. ' +
        'Peaks of memory by task: 1000 MiB to 2.9 GB, median 2 GB.',
    )
  })
})

describe('describeSuggestion', () => {
  it('says what a smaller size saves, with YAML that plans without a finding', () => {
    const report = reported()
    expect(describeSuggestion(report, RATE)).toBe(
      '2 vCPU and 5 GB would have held the peaks of this one run times 1.3, and save about $0.13 an hour:',
    )
    expect(suggestionYaml(report)).toBe(
      ['cpu: 2 vCPU', 'memory: 5 GB', 'containers: |', '  app: {cpu: 1560, memory: 4128}'].join('\n'),
    )
    const plan = planSizes(
      {
        cpu: '2048',
        memory: '5120',
        containerDefinitions: [{ name: 'app', cpu: 1560, memory: 4128 }, { name: 'log-router' }],
      },
      { containers: [] },
      { launchType: 'FARGATE', capacityProviders: [] },
    )
    expect(plan.findings).toEqual([])
  })

  it('says nothing of a price that is not known', () => {
    expect(describeSuggestion(reported(), undefined)).toBe(
      '2 vCPU and 5 GB would have held the peaks of this one run times 1.3:',
    )
  })

  it('says what is needed where the size is too small', () => {
    const report = reported({}, [
      { ...SEEN, task: used(1000, 14_000), containers: new Map([['app', used(1, 12_000)]]) },
    ])
    expect(describeSuggestion(report, RATE)).toBe(
      'The peaks of this one run times 1.3 need more: 4 vCPU and 18 GB (about $0.0089 more an hour):',
    )
    expect(suggestionYaml(report)).toBe('memory: 18 GB\ncontainers: |\n  app: {memory: 15600}')
  })

  it('says that the size fits, or that there are too few samples to say so', () => {
    const had = { cpu: 256, memory: 512, containers: [] }
    const small = { taskId: 'a', task: used(10, 50), containers: new Map<string, Usage>() }
    expect(describeSuggestion(reported({ had }, [small]), RATE)).toBe(
      'The size fits: no smaller one holds the peaks times 1.3.',
    )
    expect(suggestionYaml(reported({ had }, [small]))).toBe('')
    const few = { taskId: 'a', task: used(10, 50, 2), containers: new Map<string, Usage>() }
    expect(describeSuggestion(reported({}, [few]), RATE)).toBe(
      'Fewer than 3 samples: too few to suggest a smaller size.',
    )
  })

  it('leaves a run that ended out of memory to the advice of its verdict', () => {
    const report = reported({ endedOutOfMemory: true })
    expect(describeSuggestion(report, RATE)).toBe('')
    expect(suggestionYaml(report)).toBe('')
  })
})

describe('suggestionYaml', () => {
  it('quotes a name that YAML would read as something else', () => {
    const had = {
      cpu: 4096,
      memory: 16_384,
      containers: [
        { name: 'null', memory: 8192 },
        { name: '1', memory: 4096 },
      ],
    }
    const seen = {
      taskId: 'a',
      task: used(100, 400),
      containers: new Map([
        ['null', used(50, 200)],
        ['1', used(50, 200)],
      ]),
    }
    expect(suggestionYaml(reported({ had }, [seen]))).toBe(
      [
        'cpu: 0.25 vCPU',
        'memory: 1 GB',
        'containers: |',
        '  "null": {memory: 260}',
        '  "1": {memory: 260}',
      ].join('\n'),
    )
  })
})

describe('formatAmount', () => {
  it.each([
    ['memory', 0, '0 MiB'],
    ['memory', 1023, '1023 MiB'],
    ['memory', 3174.4, '3.1 GB'],
    ['memory', 122_880, '120 GB'],
    ['cpu', 256, '0.25 vCPU'],
    ['cpu', 0, '0 vCPU'],
    ['cpu', 16_384, '16 vCPU'],
  ] as const)('writes %s %d as %s', (dimension, value, words) => {
    expect(formatAmount(dimension, value)).toBe(words)
  })
})
