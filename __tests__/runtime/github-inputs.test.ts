import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals'

/** The runner's context is read once, when the module is loaded. */
async function loadInputs(environment: Readonly<Record<string, string>>) {
  Object.assign(process.env, environment)
  jest.resetModules()
  const { githubInputs } = await import('../../src/runtime/github-inputs.js')
  return githubInputs()
}

describe('githubInputs', () => {
  const before = process.env

  beforeEach(() => {
    process.env = Object.fromEntries(
      Object.entries(before).filter(([name]) => !/^(GITHUB|INPUT)_/.test(name)),
    )
  })
  afterEach(() => {
    process.env = before
  })

  it('gives the text of an input as it was written', async () => {
    const inputs = await loadInputs({
      'INPUT_TASK-DEFINITION': 'nightly-etl',
      INPUT_CONTAINERS: '\n  app:\n    cpu: 1\n',
    })
    const texts = ['task-definition', 'containers', 'cpu'].map((name) => inputs.text(name))
    expect(texts).toEqual(['nightly-etl', '\n  app:\n    cpu: 1\n', ''])
  })

  it('knows the run', async () => {
    const { github } = await loadInputs({
      GITHUB_REPOSITORY: 'acme/etl',
      GITHUB_WORKFLOW: 'Nightly',
      GITHUB_RUN_ID: '16203371544',
      GITHUB_RUN_ATTEMPT: '2',
      GITHUB_SHA: 'abc123',
      GITHUB_ACTOR: 'octocat',
    })
    expect(github).toEqual({
      repository: 'acme/etl',
      workflow: 'Nightly',
      runId: '16203371544',
      runAttempt: '2',
      sha: 'abc123',
      actor: 'octocat',
    })
  })

  it('knows nothing outside a runner, and does not mind', async () => {
    expect((await loadInputs({})).github).toEqual({})
    expect((await loadInputs({ GITHUB_REPOSITORY: '', GITHUB_SHA: '', GITHUB_RUN_ID: '' })).github).toEqual(
      {},
    )
  })
})
