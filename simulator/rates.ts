import type { Clock } from './clock.ts'

interface Bucket {
  readonly operations: readonly string[]
  readonly burst: number
  readonly perSecond: number
  /** What one call costs: a token, or one for every task that it asks for. */
  readonly cost?: 'tasks'
}

/**
 * What AWS publishes per account and Region.
 * Sources: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/request-throttling.html,
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/throttling.html (Fargate's own two) and
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html
 */
const PUBLISHED: readonly Bucket[] = [
  { operations: ['RunTask', 'StopTask'], burst: 100, perSecond: 40 },
  { operations: ['RunTask'], burst: 20, perSecond: 20 },
  { operations: ['RunTask'], burst: 100, perSecond: 20, cost: 'tasks' },
  { operations: ['DescribeTasks', 'ListTasks'], burst: 100, perSecond: 20 },
  { operations: ['DescribeTaskDefinition', 'ListTaskDefinitions'], burst: 50, perSecond: 20 },
  { operations: ['RegisterTaskDefinition', 'DeregisterTaskDefinition'], burst: 20, perSecond: 1 },
  { operations: ['DescribeClusters'], burst: 50, perSecond: 20 },
  { operations: ['DescribeServices'], burst: 100, perSecond: 20 },
  { operations: ['TagResource'], burst: 20, perSecond: 10 },
  { operations: ['FilterLogEvents'], burst: 10, perSecond: 10 },
  { operations: ['StartQuery', 'GetQueryResults'], burst: 10, perSecond: 10 },
  { operations: ['GetLogEvents'], burst: 25, perSecond: 25 },
]

export interface RateLimiter {
  /** Whether a call is within the rates; one that is not takes nothing from them. */
  admit(operation: string, taskCount: number): boolean
}

/** Token buckets with the published rates, full at first. */
export function limitRates(clock: Clock): RateLimiter {
  const levels = new Map(PUBLISHED.map((bucket) => [bucket, { tokens: bucket.burst, at: clock.now() }]))
  return {
    admit: (operation, taskCount) => {
      const now = clock.now()
      const charged = [...levels].filter(([{ operations }]) => operations.includes(operation))
      for (const [{ burst, perSecond }, level] of charged) {
        level.tokens = Math.min(burst, level.tokens + ((now - level.at) / 1000) * perSecond)
        level.at = now
      }
      const costOf = ({ cost }: Bucket): number => (cost === 'tasks' ? taskCount : 1)
      if (charged.some(([bucket, { tokens }]) => tokens < costOf(bucket))) return false
      for (const [bucket, level] of charged) level.tokens -= costOf(bucket)
      return true
    },
  }
}
