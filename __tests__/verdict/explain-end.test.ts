import { describe, expect, it } from '@jest/globals'
import { type EndFacts, explainEnd } from '../../src/verdict/explain-end.js'

const PULL =
  'CannotPullContainerError: pull image manifest has been retried 5 time(s): failed to resolve ref x'
const INIT = 'ResourceInitializationError:'

/** What ECS says, and what is made of it: the kind, a word of the explanation, and whether it may well pass. */
const CASES: [Partial<EndFacts> & { reason?: string }, string, RegExp, boolean][] = [
  [
    { outOfMemory: true, stopCode: 'EssentialContainerExited', exitCode: 137 },
    'out-of-memory',
    /hard limit/,
    false,
  ],
  [{ stopCode: 'SpotInterruption' }, 'spot-interruption', /Spot capacity back/, true],
  [
    { stopCode: 'TerminationNotice', reason: 'Your Spot Task was interrupted.' },
    'spot-interruption',
    /FARGATE_SPOT/,
    true,
  ],
  [{ reason: 'Your Spot Task was interrupted.' }, 'spot-interruption', /Spot/, true],
  [
    { reason: `${PULL}: dial tcp 52.94.0.1:443: i/o timeout` },
    'image-pull',
    /connection.*NAT gateway/s,
    true,
  ],
  [{ reason: `${PULL}: unexpected EOF` }, 'image-pull', /connection/, true],
  [{ reason: `${PULL}: invalid argument` }, 'image-pull', /connection/, true],
  [{ reason: `${PULL}: not found` }, 'image-pull', /could not be pulled.*tag exist/s, false],
  [
    { reason: 'CannotPullImageManifestError: Error response from daemon' },
    'image-pull',
    /could not be pulled/,
    false,
  ],
  [
    {
      reason: `${INIT} unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secret from asm: service call has been retried 1 time(s)`,
    },
    'start-resources',
    /secret.*secretsmanager:GetSecretValue/s,
    false,
  ],
  [
    { reason: `${INIT} unable to retrieve secrets from ssm: AccessDenied` },
    'start-resources',
    /ssm:GetParameters/,
    false,
  ],
  [
    {
      reason: `${INIT} unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve ecr registry auth: RequestError`,
    },
    'start-resources',
    /no way to ECR/,
    false,
  ],
  [
    {
      reason: `${INIT} failed to validate logger args: create stream has been retried 1 times: failed to create Cloudwatch log stream: ResourceNotFoundException`,
    },
    'start-resources',
    /log group.*logs:CreateLogGroup/s,
    false,
  ],
  [
    { reason: `${INIT} failed to invoke EFS utils commands to set up EFS volumes` },
    'start-resources',
    /routes, security groups/,
    false,
  ],
  [
    { reason: 'Timeout waiting for network interface provisioning to complete.' },
    'network-interface',
    /not ready in time/,
    true,
  ],
  [
    {
      reason:
        'Unexpected EC2 error while attempting to Create Network Interface in subnet subnet-1: AuthFailure',
    },
    'network-interface',
    /not ready in time/,
    true,
  ],
  [
    {
      reason:
        'Unexpected EC2 error while attempting to Create Network Interface in subnet subnet-1: InvalidSubnetID.NotFound',
    },
    'network-interface',
    /subnets and security groups exist/,
    false,
  ],
  [
    { reason: 'Timeout waiting for EphemeralStorage provisioning to complete.' },
    'storage',
    /storage was not ready/,
    true,
  ],
  [{ stopCode: 'InfrastructureHealth' }, 'host-gone', /machine under it/, true],
  [{ reason: 'Host EC2 (instance i-0123456789abcdef0) terminated.' }, 'host-gone', /machine under it/, true],
  [{ reason: 'Host EC2 (instance i-0123456789abcdef0) stopped.' }, 'host-gone', /machine under it/, true],
  [{ reason: 'Task failed container health checks' }, 'health-check', /startPeriod/, false],
  [{ reason: 'Capacity is unavailable at this time.' }, 'no-capacity', /no room/, true],
  [
    { stopCode: 'UserInitiated', reason: 'Stopped by user' },
    'stopped-by-somebody',
    /Somebody stopped/,
    false,
  ],
  [
    { stopCode: 'UserInitiated', reason: 'the ENI clean-up; your Spot Task was interrupted' },
    'stopped-by-somebody',
    /Somebody/,
    false,
  ],
  [{ stopCode: 'ServiceSchedulerInitiated' }, 'stopped-by-somebody', /Somebody stopped/, false],
  [
    { reason: 'CannotStartContainerError: Error response from daemon: exec: "x": not found' },
    'cannot-start',
    /command, entryPoint/,
    false,
  ],
  [{ reason: 'CannotCreateContainerError: no space left' }, 'cannot-start', /could not be started/, false],
  [
    { reason: 'ContainerRuntimeTimeoutError: Could not transition to running' },
    'cannot-start',
    /could not be started/,
    false,
  ],
  [{ exitCode: 137 }, 'signal', /SIGKILL/, false],
  [{ exitCode: 143 }, 'signal', /SIGTERM/, false],
  [{ exitCode: 139 }, 'signal', /SIGSEGV/, false],
  [{ exitCode: 134 }, 'signal', /SIGABRT/, false],
]

describe('an ending', () => {
  it.each(CASES)('%j is %s', ({ reason, ...facts }, kind, words, transient) => {
    const stopCode = 'TaskFailedToStart'
    const ending = explainEnd({ stopCode, ...facts, reasons: reason === undefined ? [] : ['', reason] })
    expect(ending).toMatchObject({ kind, transient })
    expect(`${ending?.means ?? ''}\n${ending?.cure ?? ''}`).toMatch(words)
  })

  it.each<EndFacts>([
    { stopCode: 'EssentialContainerExited', reasons: ['Essential container in task exited'], exitCode: 1 },
    { stopCode: 'SomethingNew', reasons: ['an unknown reason'] },
    { stopCode: '', reasons: [] },
  ])('%j is left to ECS’s own words', (facts) => {
    expect(explainEnd(facts)).toBeUndefined()
  })
})
