import { describe, expect, it } from '@jest/globals'
import { stopReason } from '../../src/flows/stop-reason.js'

const RUN = { repository: 'octo-org/warehouse', workflow: 'nightly', runId: '4711' }

describe('the reason that ECS shows for a stopped task', () => {
  it.each([
    ['cancelled', 'Cancelled by workflow nightly of octo-org/warehouse, GitHub run 4711'],
    ['timed-out', 'Timed out by workflow nightly of octo-org/warehouse, GitHub run 4711'],
    ['lost', 'Could not be followed any further by workflow nightly of octo-org/warehouse, GitHub run 4711'],
  ] as const)('names the run, and that it was %s', (end, reason) => {
    expect(stopReason(RUN)(end)).toBe(reason)
  })

  it('leaves out what is not known', () => {
    expect(stopReason({})('cancelled')).toBe('Cancelled by a repository, GitHub run unknown')
  })

  it('is no longer than ECS takes', () => {
    const reason = stopReason({ ...RUN, workflow: 'w'.repeat(300) })('cancelled')
    expect(reason).toBe(`Cancelled by workflow ${'w'.repeat(233)}`)
    expect(reason).toHaveLength(255)
  })
})
