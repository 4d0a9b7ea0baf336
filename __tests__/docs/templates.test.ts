import { describe, expect, it } from '@jest/globals'
import { readFileSync } from 'node:fs'
import { type Resource, resolveTemplate } from '../../testing/cloud-formation.ts'
import { codeBlocks, readPage } from './markdown.ts'

const JOB_ROLE = readFileSync(new URL('../../examples/aws/job-role.yml', import.meta.url), 'utf8')

/** What the names in docs/iam.md are, given as parameters. */
const NAMES = {
  Repository: 'octo-org/warehouse',
  Cluster: 'analytics',
  TaskDefinition: 'nightly-etl',
  LogGroup: '/ecs/nightly-etl',
  Service: 'warehouse',
  TaskRoles:
    'arn:aws:iam::111122223333:role/nightly-etl-execution,arn:aws:iam::111122223333:role/nightly-etl-task',
}
const EVERYTHING = {
  ...NAMES,
  Tags: 'true',
  Register: 'temporary',
  Usage: 'true',
  InfrastructureRole: 'arn:aws:iam::111122223333:role/ecs-infrastructure',
}

interface Statement {
  readonly Sid?: string
  readonly Action: string | readonly string[]
  readonly Resource: string | readonly string[]
  readonly Condition?: unknown
  readonly Principal?: unknown
}

describe('examples/aws/job-role.yml', () => {
  it('allows what docs/iam.md says, statement by statement', () => {
    const documented = statementsOfThePage('## The wait and stop actions')
    const allowed = statementsOf(resolveTemplate(JOB_ROLE, EVERYTHING))
    expect(inOrder(allowed)).toEqual(inOrder(documented))
  })

  it('has the trust policy of docs/iam.md', () => {
    const [documented] = statementsOfThePage().filter(({ Principal }) => Principal !== undefined)
    const [trust, ...others] = trustOf(resolveTemplate(JOB_ROLE, NAMES))
    expect(others).toEqual([])
    const { StringEquals } = documented?.Condition as { StringEquals: Record<string, string> }
    const subject = 'token.actions.githubusercontent.com:sub'
    expect(trust).toEqual({
      ...documented,
      Condition: { StringEquals: { ...StringEquals, [subject]: [StringEquals[subject]] } },
    })
  })

  it('trusts no more than the branch, the environment and the event that are given', () => {
    const parameters = { ...NAMES, Branch: '', Environment: 'production', PullRequests: 'true' }
    expect(trustOf(resolveTemplate(JOB_ROLE, parameters))).toMatchObject([
      {
        Condition: {
          StringEquals: {
            'token.actions.githubusercontent.com:sub': [
              'repo:octo-org/warehouse:environment:production',
              'repo:octo-org/warehouse:pull_request',
            ],
          },
        },
      },
    ])
  })

  it('trusts the issuer of a GitHub Enterprise Server', () => {
    const [trust] = trustOf(
      resolveTemplate(JOB_ROLE, { ...NAMES, Issuer: 'github.example.com/_services/token' }),
    )
    expect(trust?.Principal).toEqual({
      Federated: 'arn:aws:iam::111122223333:oidc-provider/github.example.com/_services/token',
    })
    expect(trust?.Condition).toMatchObject({
      StringEquals: { 'github.example.com/_services/token:aud': 'sts.amazonaws.com' },
    })
  })

  it.each([
    ['Logs', { Logs: 'false' }, /^logs:GetLogEvents$/],
    ['Service', { Service: '' }, /^ecs:DescribeServices$/],
    ['Tags', { Tags: 'false', Register: 'none' }, /^ecs:TagResource$/],
    ['Register', { Register: 'none' }, /^ecs:(De)?[Rr]egisterTaskDefinition$/],
    ['Usage', { Usage: 'false' }, /^logs:StartQuery$/],
    ['TaskRoles', { TaskRoles: '', InfrastructureRole: '' }, /^iam:PassRole$/],
  ])('leaves out what %s is for where it is switched off', (_, off, action) => {
    const actions = (parameters: Record<string, string>) =>
      statementsOf(resolveTemplate(JOB_ROLE, parameters)).flatMap(({ Action }) => Action)
    expect(actions(EVERYTHING)).toContainEqual(expect.stringMatching(action))
    expect(actions({ ...EVERYTHING, ...off })).not.toContainEqual(expect.stringMatching(action))
  })
})

function statementsOf(resources: Readonly<Record<string, Resource>>): Statement[] {
  return Object.values(resources)
    .filter(({ Type }) => Type === 'AWS::IAM::Policy')
    .flatMap(({ Properties }) => (Properties['PolicyDocument'] as { Statement: Statement[] }).Statement)
}

function trustOf(resources: Readonly<Record<string, Resource>>): Statement[] {
  const text = resources['Role']?.Properties['AssumeRolePolicyDocument'] as string
  return (JSON.parse(text) as { Statement: Statement[] }).Statement
}

/** Every statement that a JSON block of the page holds, alone or in a policy, up to that heading. */
function statementsOfThePage(before = ''): Statement[] {
  const page = readPage('docs/iam.md')
  const [text = ''] = before === '' ? [page.text] : page.text.split(before)
  const blocks = codeBlocks({ ...page, text }, 'json').map(
    (block) => JSON.parse(block) as Statement | { Statement: Statement[] },
  )
  return blocks.flatMap((block) => ('Statement' in block ? block.Statement : [block]))
}

/** In an order of their own, and without names, which the page leaves out. */
function inOrder(statements: readonly Statement[]): string[] {
  return statements
    .map(({ Action, Resource, Condition }) => JSON.stringify({ Action, Resource, Condition }))
    .sort()
}
