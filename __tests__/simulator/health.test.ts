import { describe, expect, it } from '@jest/globals'
import type { ContainerDefinition, HealthCheck, Task } from '@aws-sdk/client-ecs'
import { describeTask, reaches, run, register, until, withAccount, type TestAccount } from './account.ts'

const SLOW = ['sh', '-c', 'exec sleep 60']

function container(name: string, healthCheck?: HealthCheck, essential = true): ContainerDefinition {
  return { name, image: `${name}:1`, command: SLOW, essential, ...(healthCheck && { healthCheck }) }
}

async function startWith(
  account: TestAccount,
  containerDefinitions: readonly ContainerDefinition[],
): Promise<string> {
  await register(account, { containerDefinitions: [...containerDefinitions] })
  const { tasks = [] } = await run(account)
  return tasks[0]?.taskArn ?? ''
}

/** Polls until the task and its containers have this health. */
function hasHealth(
  account: TestAccount,
  arn: string,
  health: readonly (string | undefined)[],
): Promise<Task> {
  return until(async () => {
    const task = await describeTask(account, arn)
    const seen = [task?.healthStatus, ...(task?.containers ?? []).map(({ healthStatus }) => healthStatus)]
    return JSON.stringify(seen) === JSON.stringify(health) ? task : undefined
  })
}

describe('the health of a container', () => {
  it('is what its command says, which really runs', () =>
    withAccount({ timeScale: 20 }, async (account) => {
      const good = { command: ['CMD-SHELL', 'test "$ROLE" = web || exit 1'], interval: 5 }
      const bad = { command: ['CMD', 'false'], interval: 5, retries: 2 }
      const web = { ...container('web', good), environment: [{ name: 'ROLE', value: 'web' }] }
      const arn = await startWith(account, [web, container('db', bad)])
      expect(await hasHealth(account, arn, ['UNHEALTHY', 'HEALTHY', 'UNHEALTHY'])).toMatchObject({
        // A task that no service keeps runs on, whatever its health.
        lastStatus: 'RUNNING',
        desiredStatus: 'RUNNING',
      })
    }))

  it('does not fail before the start period is over, and is well at the first success', () =>
    withAccount({ timeScale: 20 }, async (account) => {
      const check = { command: ['CMD', 'false'], interval: 5, retries: 1, startPeriod: 300 }
      const arn = await startWith(account, [container('app', check)])
      await reaches(account, arn, 'RUNNING')
      const before = account.simulator.account.clock.now()
      await until(async () => (account.simulator.account.clock.now() - before > 30_000 ? true : undefined))
      expect(await describeTask(account, arn)).toMatchObject({ healthStatus: 'UNKNOWN' })
    }))

  it('that takes longer than its timeout fails', () =>
    withAccount({ timeScale: 20 }, async (account) => {
      const check = { command: ['CMD', 'sleep', '60'], interval: 5, timeout: 2, retries: 1 }
      const arn = await startWith(account, [container('app', check)])
      await hasHealth(account, arn, ['UNHEALTHY', 'UNHEALTHY'])
    }))

  it('is what the scenario says, at its times', () => {
    const health = { happens: 'health', container: 'app' } as const
    const tasks = [
      { ...health, status: 'UNHEALTHY' as const, afterMs: 300 },
      { ...health, status: 'HEALTHY' as const, afterMs: 900 },
    ]
    return withAccount({ tasks }, async (account) => {
      const arn = await startWith(account, [container('app', { command: ['CMD', 'true'], interval: 5 })])
      await hasHealth(account, arn, ['UNKNOWN', 'UNKNOWN'])
      await hasHealth(account, arn, ['UNHEALTHY', 'UNHEALTHY'])
      await hasHealth(account, arn, ['HEALTHY', 'HEALTHY'])
    })
  })

  it('counts for the task only where the container is essential and has a health check', () => {
    const tasks = [
      { happens: 'health', container: 'app', status: 'HEALTHY' } as const,
      { happens: 'health', container: 'sidecar', status: 'UNHEALTHY' } as const,
      { happens: 'health', container: 'plain', status: 'UNHEALTHY' } as const,
    ]
    return withAccount({ tasks }, async (account) => {
      const check = { command: ['CMD', 'true'] }
      const arn = await startWith(account, [
        container('app', check),
        container('sidecar', check, false),
        container('plain'),
      ])
      await hasHealth(account, arn, ['HEALTHY', 'HEALTHY', 'UNHEALTHY', 'UNKNOWN'])
    })
  })
})

describe('the network interface of a task', () => {
  it('is made while the task is PROVISIONING, with a private address of its own', () =>
    withAccount({ pace: { provisioning: 500 } }, async (account) => {
      await register(account, {}, 'exec sleep 60')
      const { tasks = [] } = await run(account, { count: 2 })
      for (const { attachments } of tasks)
        expect(attachments).toMatchObject([
          {
            type: 'ElasticNetworkInterface',
            status: 'PRECREATED',
            details: [{ name: 'subnetId', value: 'subnet-0a1b2c3d' }],
          },
        ])
      const running = await Promise.all(
        tasks.map(async ({ taskArn = '' }) => reaches(account, taskArn, 'RUNNING')),
      )
      const interfaces = running.map(({ attachments = [], containers = [] }) => {
        const details = new Map(attachments[0]?.details?.map(({ name, value }) => [name, value]))
        expect(attachments[0]?.status).toBe('ATTACHED')
        expect(containers[0]?.networkInterfaces).toEqual([
          { attachmentId: attachments[0]?.id, privateIpv4Address: details.get('privateIPv4Address') },
        ])
        return [details.get('privateIPv4Address'), details.get('networkInterfaceId')]
      })
      expect(interfaces).toEqual([
        ['10.0.0.4', expect.stringMatching(/^eni-[\da-f]{17}$/)],
        ['10.0.0.5', expect.stringMatching(/^eni-[\da-f]{17}$/)],
      ])
    }))
})
