import { describe, expect, it } from '@jest/globals'
import { findUnusedResources } from '../../src/sizing/unused-resources.js'
import { EC2, ETL, FARGATE, ON_EC2, plan } from './written.js'

describe('what can be pasted', () => {
  it.each<[string, Parameters<typeof plan>, readonly (string | undefined)[]]>([
    ['the size that cures the CPU', [ETL, { cpu: 512 }], ['cpu: 1024']],
    ['the first of several ways', [ETL, { cpu: 1024, memory: 9000 }], ['memory: 8192']],
    [
      'both sizes where both must change',
      [ETL, { containers: { app: { memory: 8192 } } }],
      ['cpu: 2048\nmemory: 9216'],
    ],
    ['the sum outside Fargate', [ON_EC2, { memory: 1024 }, EC2], ['memory: 2304', 'memory: 2304']],
    ['the most that ECS takes', [ON_EC2, { cpu: 200_000 }, EC2], ['cpu: 196608']],
    ['nothing where no size helps', [ETL, { containers: { app: { cpu: 40_000 } } }], [undefined]],
  ])('is %s', (_, given, pasted) => {
    expect(plan(...given).findings.map(({ paste }) => paste)).toEqual(pasted)
  })

  it('is the smaller size where memory is not used', () => {
    expect(findUnusedResources(plan(ETL, {}, FARGATE), 'warn')?.paste).toBe('memory: 3072')
  })
})
