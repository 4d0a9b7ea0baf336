import { describe, expect, it } from '@jest/globals'
import { checkLaunchedSize } from '../../src/sizing/launched-size.js'
import type { SizePlan } from '../../src/sizing/types.js'
import { ETL, FARGATE, ON_EC2, plan, shown } from './written.js'

describe('the sizes that RunTask answers', () => {
  const asked = (): SizePlan => plan(ETL, { cpu: 2048 }, FARGATE)

  it.each([
    ['the same', { cpu: '2048', memory: '4096' }],
    ['the same, in other units', { cpu: '2 vCPU', memory: '4 GB' }],
    ['none', {}],
    ['none that can be read', { cpu: 'two', memory: '' }],
  ])('may be %s', (_, echoed) => {
    expect(checkLaunchedSize(asked(), echoed)).toEqual([])
  })

  it('are not compared where none were asked for', () => {
    expect(checkLaunchedSize(plan(ON_EC2, {}), { cpu: '1', memory: '2' })).toEqual([])
  })

  it('are told where they differ', () => {
    expect(checkLaunchedSize(asked(), { cpu: '1024', memory: '8192' }).map(shown)).toEqual([
      'warning echoed-size at cpu: ECS started the task with 1024 CPU units, not with the 2048 CPU units that were asked for',
      'warning echoed-size at memory: ECS started the task with 8192 MiB, not with the 4096 MiB that were asked for',
    ])
  })
})
