import { describe, expect, it } from '@jest/globals'
import { pullRequestOf } from '../../src/github/pull-request.js'

const repository = 'octo-org/warehouse'
const from = (full_name: string | null): object => ({
  pull_request: { number: 7, head: { repo: full_name === null ? null : { full_name } } },
})
const found = { owner: 'octo-org', repo: 'warehouse', number: 7 }

describe('pullRequestOf', () => {
  it.each([
    ['pull_request', from(repository), false],
    ['pull_request', from('mallory/warehouse'), true],
    ['pull_request', from(null), true],
    ['pull_request_target', from('mallory/warehouse'), false],
    ['issue_comment', { issue: { number: 7, pull_request: {} } }, false],
  ])('finds that of %s', (eventName, event, isForkWithoutWrite) => {
    expect(pullRequestOf(event, { repository, eventName })).toEqual({ ...found, isForkWithoutWrite })
  })

  it.each([
    ['schedule', {}],
    ['push', { head_commit: {} }],
    ['issue_comment', { issue: { number: 7 } }],
    ['pull_request', { pull_request: { number: '7' } }],
    ['pull_request', null],
    ['pull_request', 'text'],
  ])('finds none in %s without one', (eventName, event) => {
    expect(pullRequestOf(event, { repository, eventName })).toBeUndefined()
  })

  it('finds none without a repository', () => {
    expect(pullRequestOf(from(repository), {})).toBeUndefined()
  })
})
