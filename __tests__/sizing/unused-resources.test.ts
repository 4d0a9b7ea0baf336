import type { TaskDefinition } from '@aws-sdk/client-ecs'
import { describe, expect, it } from '@jest/globals'
import { findUnusedResources } from '../../src/sizing/unused-resources.js'
import { EC2, ETL, FARGATE, ON_EC2, plan, shown } from './written.js'

const holding = (...memory: (number | undefined)[]): TaskDefinition => ({
  ...ETL,
  containerDefinitions: memory.map((limit, index) => ({
    name: `c${index}`,
    memory: limit,
    memoryReservation: 1,
  })),
})

describe('unused resources', () => {
  const message = `unused-memory at memory: the containers can use 2560 of the task's 4096 MiB, and all of it is paid for
Their limits: app 2048 + log-router 512 = 2560 MiB.
→ Write memory: 3072 for the task, which holds them all, or give the containers more.`

  it.each([
    ['warn', 'warning'],
    ['fail', 'error'],
  ] as const)('%s', (reaction, severity) => {
    expect(
      [findUnusedResources(plan(ETL, {}, FARGATE), reaction)].flatMap((found) => found ?? []).map(shown),
    ).toEqual([`${severity} ${message}`])
  })

  it('names one container without a sum', () => {
    expect(findUnusedResources(plan(holding(2048), {}, FARGATE), 'warn')?.message).toBe(
      "the containers can use 2048 of the task's 4096 MiB, and all of it is paid for\nTheir limits: c0 2048 MiB.",
    )
  })

  it('gives memory that the step asked for to the container first', () => {
    const definition = { ...ETL, containerDefinitions: [{ name: 'app', memory: 2048 }] }
    const found = findUnusedResources(plan(definition, { cpu: 2048, memory: 8192 }, FARGATE), 'warn')
    expect(found?.advice).toBe(
      'Write app: {memory: 8192} under containers, so that app can use it; or memory: 4096 for the task, which holds them all.',
    )
    expect(found?.paste).toBe('containers: |\n  app: {memory: 8192}')
  })

  it('gives it to the largest of the essential containers', () => {
    const found = findUnusedResources(plan(ETL, { memory: 8192 }, FARGATE), 'warn')
    expect(found?.paste).toBe('containers: |\n  app: {memory: 7680}')
    const asWritten = plan(ETL, { memory: 8192, containers: { app: { memory: 7680 } } }, FARGATE)
    expect(asWritten.findings).toEqual([])
    expect(findUnusedResources(asWritten, 'warn')).toBeUndefined()
  })

  it.each<[string, Parameters<typeof plan>, 'fail' | 'ignore']>([
    ['it is not asked for', [ETL, {}, FARGATE], 'ignore'],
    ['the next smaller size would not hold them', [holding(2048, 1025), {}, FARGATE], 'fail'],
    ['they fill the task', [holding(4096), {}, FARGATE], 'fail'],
    ['their limits are above the task', [holding(4096, 4096), {}, FARGATE], 'fail'],
    ['one of them has no limit', [holding(100, undefined), {}, FARGATE], 'fail'],
    ['there are none', [holding(), {}, FARGATE], 'fail'],
    ['the task runs elsewhere', [ETL, {}, EC2], 'fail'],
    ['the CPU takes no less memory', [holding(100), { cpu: 4096, memory: 8192 }, FARGATE], 'fail'],
    ['the CPU is none of Fargate', [holding(100), { cpu: 1000 }, FARGATE], 'fail'],
    ['the memory is not known', [holding(100), { memory: '?' }, FARGATE], 'fail'],
    ['the task has no size', [ON_EC2, {}, FARGATE], 'fail'],
    [
      'an error is about the sizes',
      [ETL, { cpu: 2048, memory: 9000, containers: { app: { cpu: 3072, memory: 1024 } } }, FARGATE],
      'fail',
    ],
  ])('says nothing where %s', (_, planned, reaction) => {
    expect(findUnusedResources(plan(...planned), reaction)).toBeUndefined()
  })
})
