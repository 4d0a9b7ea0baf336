import { describe, expect, it } from '@jest/globals'
import { checkedContainers, healthOf } from '../../src/tasks/health.js'

const healthCheck = { command: ['CMD', 'true'] }

describe('checkedContainers', () => {
  it('are the essential ones with a health check in the definition', () => {
    const containerDefinitions = [
      { name: 'app', healthCheck },
      { name: 'db', healthCheck, essential: true },
      { name: 'sidecar', healthCheck, essential: false },
      { name: 'plain' },
    ]
    expect(checkedContainers({ containerDefinitions })).toEqual(['app', 'db'])
    expect(checkedContainers({})).toEqual([])
  })
})

describe('healthOf', () => {
  it.each([
    ['both HEALTHY', 'HEALTHY', 'HEALTHY', { status: 'healthy', containers: [] }],
    ['one not checked yet', 'HEALTHY', 'UNKNOWN', { status: 'unknown', containers: ['db'] }],
    ['one without a status', 'HEALTHY', undefined, { status: 'unknown', containers: ['db'] }],
    ['one UNHEALTHY', 'UNHEALTHY', 'UNKNOWN', { status: 'unhealthy', containers: ['app'] }],
    ['both UNHEALTHY', 'UNHEALTHY', 'UNHEALTHY', { status: 'unhealthy', containers: ['app', 'db'] }],
  ] as const)('judges a task with %s', (_what, app, db, health) => {
    const containers = [
      { name: 'app', healthStatus: app },
      { name: 'db', ...(db && { healthStatus: db }) },
      { name: 'sidecar', healthStatus: 'UNHEALTHY' as const },
    ]
    expect(healthOf({ containers }, ['app', 'db'])).toEqual(health)
  })

  it('does not take a task without health checks for a healthy one', () => {
    expect(healthOf({ containers: [{ name: 'app', healthStatus: 'HEALTHY' }] }, []).status).toBe('unknown')
  })

  it('waits for a container that ECS does not show', () => {
    expect(healthOf({}, ['app'])).toEqual({ status: 'unknown', containers: ['app'] })
  })
})
