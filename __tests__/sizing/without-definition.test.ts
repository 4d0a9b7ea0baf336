import { describe, expect, it } from '@jest/globals'
import { FARGATE, NOWHERE, findings, plan } from './written.js'

describe('without a task definition', () => {
  it('plans what is written, and nothing else', () => {
    const { cpu, memory, containers, taskOverride, containerOverrides } = plan(undefined, {
      cpu: 1024,
      containers: { app: { memory: 512 } },
    })
    expect({ cpu, memory, taskOverride, containerOverrides: [...containerOverrides] }).toEqual({
      cpu: { effective: 1024, where: 'cpu' },
      memory: { unknown: true },
      taskOverride: { cpu: 1024 },
      containerOverrides: [['app', { memory: 512 }]],
    })
    expect(containers).toEqual([
      {
        name: 'app',
        essential: true,
        cpu: { unknown: true },
        memory: { effective: 512, where: 'containers.app.memory' },
        memoryReservation: { unknown: true },
      },
    ])
  })

  it('finds nothing in what it cannot know', () => {
    expect(findings(undefined, { memory: 9216, containers: { any: { cpu: 300 } } }, FARGATE)).toEqual([])
    expect(findings(undefined, { cpu: 300, memory: 4096 }, NOWHERE)).toEqual([])
  })

  it('checks what can be checked alone', () => {
    expect(
      findings(
        undefined,
        {
          cpu: 256,
          memory: 4096,
          ephemeralStorageGiB: 1,
          containers: { app: { cpu: 512, memory: 10, memoryReservation: 20 } },
        },
        FARGATE,
      ),
    ).toEqual([
      `error fargate-size at memory: 4096 MiB is no Fargate size for 256 CPU units
256 takes 512, 1024 or 2048 MiB. Nearest: 2048.
→ Write cpu: 512 (on Fargate with 1024 to 4096 MiB in steps of 1024).`,
      `error container-cpu-sum at cpu: the containers ask for more CPU than the task has
app 512 CPU units; the task has 256.
→ Write cpu: 512 (on Fargate with 1024 to 4096 MiB in steps of 1024).`,
      `error container-memory-below-reservation at containers.app.memory: memory of app is less than its memoryReservation
memory is 10 MiB, memoryReservation 20 MiB; memory must be at least memoryReservation.
→ Write memoryReservation: 10 for app, or memory: 20.`,
      `error ephemeral-storage-range at ephemeral-storage: 1 GiB; Fargate takes whole GiB from 21 to 200, and gives 20 to a task that does not ask
→ Write ephemeral-storage: 21.`,
    ])
  })

  it('cannot work out factors and auto', () => {
    expect(
      findings(undefined, { cpu: 'auto', memory: '2x', containers: { app: { cpu: '1.5x' } } }, FARGATE),
    ).toEqual([
      `error definition-needed at containers.app.cpu: 1.5x needs the task definition, which could not be read
→ Allow ecs:DescribeTaskDefinition, or write the size itself.`,
      `error definition-needed at cpu: auto needs the task definition, which could not be read
→ Allow ecs:DescribeTaskDefinition, or write the size itself.`,
      `error definition-needed at memory: 2x needs the task definition, which could not be read
→ Allow ecs:DescribeTaskDefinition, or write the size itself.`,
    ])
  })
})
