import { describe, expect, it } from '@jest/globals'
import { parsePerformanceEvent } from '../../src/usage/performance-event.js'
import fc from '../../testing/properties.ts'

const TASK_ID = '7ac4dfba69214411b4783a3b8189c9ba'

const read = (event: unknown) => parsePerformanceEvent(JSON.stringify(event))

describe('parsePerformanceEvent', () => {
  it('reads a container as AWS documents it', () => {
    expect(
      read({
        Version: '0',
        Type: 'Container',
        ContainerName: 'sleep',
        TaskId: TASK_ID,
        TaskDefinitionFamily: 'sleep360',
        TaskDefinitionRevision: '1',
        ClusterName: 'MyCluster',
        Image: 'busybox',
        ContainerKnownStatus: 'RUNNING',
        Timestamp: 1623963900000,
        CpuUtilized: 2.5,
        CpuReserved: 10.0,
        MemoryUtilized: 7,
        MemoryReserved: 10,
      }),
    ).toEqual({ taskId: TASK_ID, container: 'sleep', at: 1623963900000, cpu: 2.5, memory: 7 })
  })

  it('reads a task as AWS documents it', () => {
    expect(
      read({
        Type: 'Task',
        TaskId: TASK_ID,
        LaunchType: 'FARGATE',
        Timestamp: 1623963600000,
        CpuUtilized: 0.0,
        CpuReserved: 256.0,
        MemoryUtilized: 300,
        MemoryReserved: 512,
        EphemeralStorageUtilized: 0.26,
        CloudWatchMetrics: [{ Namespace: 'ECS/ContainerInsights' }],
      }),
    ).toEqual({ taskId: TASK_ID, at: 1623963600000, cpu: 0, memory: 300 })
  })

  it('reads the spelling of enhanced observability', () => {
    expect(
      read({
        Type: 'Container',
        ContainerName: 'app',
        TaskId: TASK_ID,
        Timestamp: 60_000,
        ContainerCpuUtilized: 12.5,
        ContainerMemoryUtilized: 80,
        ContainerMemoryUtilization: 15.6,
      }),
    ).toEqual({ taskId: TASK_ID, container: 'app', at: 60_000, cpu: 12.5, memory: 80 })
    expect(
      read({
        Type: 'Task',
        TaskId: TASK_ID,
        Timestamp: 60_000,
        TaskCpuUtilization: 25,
        TaskMemoryUtilization: 50,
      }),
    ).toEqual({ taskId: TASK_ID, at: 60_000, cpuPercent: 25, memoryPercent: 50 })
  })

  it.each([
    ['text', 'not JSON'],
    ['an array', '[]'],
    ['null', 'null'],
    ['a cluster event', '{"Type":"Cluster","TaskCount":1,"Timestamp":60000}'],
    [
      'an event without a task',
      '{"Type":"Container","ContainerName":"app","Timestamp":60000,"CpuUtilized":1}',
    ],
    [
      'a container without a name',
      `{"Type":"Container","TaskId":"${TASK_ID}","Timestamp":60000,"CpuUtilized":1}`,
    ],
    ['an event without a time', `{"Type":"Task","TaskId":"${TASK_ID}","CpuUtilized":1}`],
    ['a time in words', `{"Type":"Task","TaskId":"${TASK_ID}","Timestamp":"now","CpuUtilized":1}`],
    [
      'an event of 70 KB',
      `{"Type":"Task","TaskId":"${TASK_ID}","Timestamp":60000,"CpuUtilized":1,"x":"${'x'.repeat(70_000)}"}`,
    ],
  ])('ignores %s', (_, message) => {
    expect(parsePerformanceEvent(message)).toBeUndefined()
  })

  it.each([-1, 1e12, 'NaN', '300', null, true, {}, []])(
    'ignores %j as an amount and keeps the others',
    (value) => {
      const event = {
        Type: 'Task',
        TaskId: TASK_ID,
        Timestamp: 60_000,
        CpuUtilized: value,
        MemoryUtilized: 5,
      }
      expect(read(event)).toEqual({ taskId: TASK_ID, at: 60_000, memory: 5 })
      expect(read({ ...event, MemoryUtilized: value })).toBeUndefined()
    },
  )

  it('takes the other spelling where the first holds no amount', () => {
    expect(
      read({
        Type: 'Container',
        ContainerName: 'app',
        TaskId: TASK_ID,
        Timestamp: 0,
        ContainerMemoryUtilized: 'n/a',
        MemoryUtilized: 9,
      }),
    ).toMatchObject({ memory: 9 })
  })

  it('never throws, whatever an event holds', () => {
    const field = fc.constantFrom(
      'Type',
      'TaskId',
      'ContainerName',
      'Timestamp',
      'CpuUtilized',
      'MemoryUtilized',
      'ContainerMemoryUtilized',
      'TaskCpuUtilization',
    )
    const value = fc.oneof(fc.jsonValue(), fc.constantFrom('Task', 'Container', TASK_ID), fc.double())
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json(),
          fc.dictionary(field, value).map((event) => JSON.stringify(event)),
        ),
        (message) => {
          const sample = parsePerformanceEvent(message)
          for (const amount of [
            sample?.cpu,
            sample?.memory,
            sample?.cpuPercent,
            sample?.memoryPercent,
            sample?.at,
          ])
            expect(amount ?? 0).toBeGreaterThanOrEqual(0)
        },
      ),
    )
  })
})
