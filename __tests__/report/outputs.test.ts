import type { Task } from '@aws-sdk/client-ecs'
import { describe, expect, it } from '@jest/globals'
import { adviseLongArns, setTaskOutputs } from '../../src/report/outputs.js'

function tasksOf(count: number): Task[] {
  return Array.from({ length: count }, (_, index) => ({
    taskArn: `arn:aws:ecs:us-east-1:123456789012:task/default/${String(index).padStart(32, '0')}`,
    lastStatus: 'STOPPED',
    stopCode: 'EssentialContainerExited',
    stoppedReason: 'Essential container in task exited',
    containers: [
      { name: 'app', exitCode: 0 },
      { name: 'log-router', exitCode: 143, reason: 'x'.repeat(200) },
    ],
  }))
}

function setTasks(count: number): { value: string; missing: string | undefined } {
  let value = ''
  const missing = setTaskOutputs(
    (_name, text) => {
      value = text
    },
    tasksOf(count),
    { definitionOf: () => undefined },
  )
  return { value, missing }
}

describe('the output tasks', () => {
  it('is whole for 1,000 tasks', () => {
    const { value, missing } = setTasks(1000)
    expect(JSON.parse(value)).toHaveLength(1000)
    expect(missing).toBeUndefined()
  })

  it('holds as many tasks of 5,000 as GitHub hands on, and says how many are missing', () => {
    const { value, missing } = setTasks(5000)
    const held = (JSON.parse(value) as object[]).length
    expect(Buffer.byteLength(value)).toBeLessThanOrEqual(1_000_000)
    expect(Buffer.byteLength(value)).toBeGreaterThan(990_000)
    expect(missing).toContain(`${5000 - held} tasks and all links to logs are left out`)
  })
})

describe('the output task-arns', () => {
  it.each([
    [1, false],
    [1500, false],
    [1800, true],
    [5000, true],
  ])('of %s tasks is more than an input takes: %s', (count, isLong) => {
    expect(adviseLongArns(tasksOf(count)) !== undefined).toBe(isLong)
  })

  it('comes with the way by a file where an input does not take it', () => {
    expect(adviseLongArns(tasksOf(5000))).toMatch(/task-arns: \$\{\{ runner\.temp \}\}\/task-arns\.json/)
  })
})
