import { describe, expect, it } from '@jest/globals'
import { readStopSettings, readWaitSettings } from '../../src/inputs/wait-stop-settings.js'
import { given, line, type Texts } from './reading-inputs.js'

const ARN = 'arn:aws:ecs:eu-west-1:111122223333'
const ID = '0123456789abcdef0123456789abcdef'
const TASK = `${ARN}:task/analytics/${ID}`

const WHY_NONE = `Usual causes: the step that was to start the tasks started none, or did not run; its job does not name the output under outputs:;
GitHub dropped the output because it holds a masked account number: then hand over task-ids and the cluster.`

describe('the wait action', () => {
  const read = (texts: Texts) => readWaitSettings(given(texts))

  it('leaves tasks alone unless told, and takes the cluster from their ARNs', () => {
    expect(read({ 'task-arns': JSON.stringify([TASK, TASK]) })).toEqual({
      settings: {
        taskArns: [TASK, TASK],
        cluster: `${ARN}:cluster/analytics`,
        follow: {
          waitFor: 'stopped',
          timeoutMs: 3_300_000,
          onTimeout: 'leave',
          onCancel: 'leave',
          logs: true,
          exitCodeFrom: [],
          successExitCodes: [0],
        },
        usage: { show: false, headroom: 1.3 },
        aws: { roleSessionName: 'GitHubActions', roleDurationSeconds: 3600, audience: 'sts.amazonaws.com' },
      },
      findings: [],
    })
  })

  it.each([
    ['a list', `${TASK}\n${TASK}`, '', `${ARN}:cluster/analytics`],
    ['one ARN', TASK, 'analytics', 'analytics'],
    ['ARNs in the short format', `${ARN}:task/${ID}`, 'analytics', 'analytics'],
    ['ids', `["${ID}"]`, 'analytics', 'analytics'],
  ])('takes %s', (_, arns, cluster, expected) => {
    const { settings, findings } = read({ 'task-arns': arns, cluster })
    expect(findings).toEqual([])
    expect(settings.cluster).toBe(expected)
  })

  it.each([
    [
      '',
      `task-arns is missing | Write \${{ needs.<job>.outputs.task-arns }}, or the output of an earlier step.\n${WHY_NONE}`,
    ],
    ['[]', `task-arns is an empty list | ${WHY_NONE}`],
    ['[ ]\n', `task-arns is an empty list | ${WHY_NONE}`],
    [
      'nightly-etl',
      `an item of task-arns is "nightly-etl"; it takes the ARNs of tasks (arn:aws:ecs:eu-west-1:111122223333:task/default/${ID})`,
    ],
    [
      `${TASK}, ${ARN}:task/${ID}`,
      '1 of 2 tasks come without the name of their cluster | Write the cluster in the input cluster.',
    ],
    [
      `${TASK}, ${ARN}:task/web/${ID}`,
      `the tasks are of 2 clusters: ${ARN}:cluster/analytics, ${ARN}:cluster/web | Use one step for the tasks of each cluster.`,
    ],
  ])('refuses %j', (arns, mistake) => {
    expect(read({ 'task-arns': arns }).findings.map(line)).toEqual([`task-arns  ${mistake}`])
  })
})

describe('the stop action', () => {
  it('names the run as its reason, unless told', () => {
    const reasonOf = (texts: Texts, github = {}) =>
      readStopSettings(given({ 'task-arns': TASK, ...texts }, github)).settings.reason
    expect(reasonOf({}, { repository: 'acme/etl', workflow: 'Nightly', runId: '42' })).toBe(
      'Stopped by workflow Nightly of acme/etl, GitHub run 42',
    )
    expect(reasonOf({})).toBe('Stopped by GitHub Actions')
    expect(reasonOf({}, { workflow: 'x'.repeat(300) })).toHaveLength(255)
    expect(reasonOf({ reason: 'No longer needed' })).toBe('No longer needed')
  })

  it('refuses a reason that ECS would cut', () => {
    const { findings } = readStopSettings(given({ 'task-arns': TASK, reason: 'x'.repeat(256) }))
    expect(findings.map(line)).toEqual([
      `reason  reason is "${'x'.repeat(80)}…"; it takes a text of at most 255 characters`,
    ])
  })
})
