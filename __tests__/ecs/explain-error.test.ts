import { describe, expect, it } from '@jest/globals'
import fc from '../../testing/properties.js'
import { explainFailure } from '../../src/ecs/explain-failure.js'
import { explainError } from '../../src/ecs/explain-error.js'
import { type CallFacts } from '../../src/ecs/error-explanation.js'

type Answer = [name: string, message: string, status?: number]

function explain([name, message, status]: Answer, operation = 'RunTask') {
  const facts: CallFacts = { operation, service: 'ecs', name, message }
  return explainError(status === undefined ? facts : { ...facts, status })
}

const PASSING: Answer[] = [
  ['ThrottlingException', 'Rate exceeded', 400],
  ['Throttling', 'Rate exceeded', 400],
  ['TooManyRequestsException', '', 429],
  ['RequestLimitExceeded', 'Request limit exceeded.', 503],
  ['LimitExceededException', '', 400],
  ['SlowDown', '', 503],
  ['ThrottledException', '', 400],
  ['EC2ThrottledException', '', 400],
  ['NewException', '', 429],
  ['RequestTimeoutException', '', 400],
  ['NewException', '', 408],
  ['InvalidSignatureException', 'Signature expired: 20261127T1 is now earlier than 20261127T2', 400],
  ['RequestTimeTooSkewed', '', 403],
  ['ClientException', 'An error occurred (RequestLimitExceeded): Request limit exceeded.', 400],
  ['InvalidParameterException', 'Rate exceeded (Service: AmazonEC2)', 400],
  ['ClientException', 'Too many requests', 400],
  ['ServerException', 'Service Unavailable. Please try again later.', 500],
  ['InternalFailure', '', 502],
  ['Error', '', 503],
  ['TimeoutError', 'Connection timed out after 6000 ms'],
  ['ECONNRESET', 'read ECONNRESET'],
  ['ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:1'],
  ['ENOTFOUND', 'getaddrinfo ENOTFOUND ecs.eu-west-1.amazonaws.com'],
  ['EAI_AGAIN', 'getaddrinfo EAI_AGAIN'],
  ['EPIPE', 'write EPIPE'],
  ['ETIMEDOUT', 'connect ETIMEDOUT'],
  ['Error', 'socket hang up'],
]

const CAPACITY: [Answer, RegExp][] = [
  [
    ['ClientException', 'The number of tasks in PROVISIONING has reached the quota', 400],
    /quota of tasks in PROVISIONING/,
  ],
  [
    [
      'ClientException',
      'Capacity is unavailable at this time. Please try again later or in a different availability zone',
      400,
    ],
    /no capacity.*subnets in more availability zones/s,
  ],
  [
    ['ClientException', "You've reached the limit on the number of vCPUs you can run concurrently", 400],
    /quota of vCPUs.*L-3032A538/s,
  ],
]

const FINAL: [Answer, RegExp][] = [
  [
    ['CredentialsProviderError', 'Could not load credentials from any providers'],
    /No AWS credentials.*id-token: write.*configure-aws-credentials/s,
  ],
  [
    ['ExpiredTokenException', 'The security token included in the request is expired', 400],
    /have expired.*role-to-assume/s,
  ],
  [['ExpiredToken', '', 403], /have expired/],
  [['RequestExpired', '', 400], /have expired/],
  [['ClientException', 'The security token included in the request has expired', 400], /have expired/],
  [
    ['UnrecognizedClientException', 'The security token included in the request is invalid.', 400],
    /does not accept these credentials/,
  ],
  [
    ['InvalidSignatureException', 'The request signature we calculated does not match', 400],
    /does not accept these credentials/,
  ],
  [['Error', 'Region is missing'], /No AWS Region.*aws-region/s],
  [['ClusterNotFoundException', 'Cluster not found.', 400], /no such cluster.*Check cluster and aws-region/s],
  [
    ['ClientException', 'Unable to describe task definition.', 400],
    /no active task definition.*Check task-definition/s,
  ],
  [['ClientException', 'TaskDefinition not found.', 400], /no active task definition/],
  [['InvalidParameterException', 'TaskDefinition is inactive', 400], /no active task definition/],
  [['BlockedException', 'Account is blocked', 400], /has blocked this account.*AWS Support/s],
  [
    ['PlatformUnknownException', 'The specified platform version does not exist.', 400],
    /platform version.*platform-version/s,
  ],
  [['PlatformTaskDefinitionIncompatibilityException', '', 400], /platform version/],
  [
    [
      'InvalidParameterException',
      'Specifying both a launch type and capacity provider strategy is not supported. Remove one and try again.',
      400,
    ],
    /Only one of launch-type and capacity-provider-strategy/,
  ],
  [
    ['InvalidParameterException', 'No Container Instances were found in your cluster.', 400],
    /no EC2 instances.*launch-type: FARGATE/s,
  ],
]

describe('an answer that passes', () => {
  it.each(PASSING)('%s %j (%s) is asked again soon', (...answer) => {
    expect(explain(answer)).toMatchObject({ retry: 'soon', cause: expect.stringMatching(/./) })
  })
})

describe('a lack of capacity', () => {
  it.each(CAPACITY)('%j waits for others to end', (answer, words) => {
    const { retry, cause, fix = '' } = explain(answer)
    expect(retry).toBe('capacity')
    expect(`${cause}\n${fix}`).toMatch(words)
  })
})

describe('an answer that stays', () => {
  it.each(FINAL)('%j is told with its cure', (answer, words) => {
    const { retry, cause, fix = '' } = explain(answer)
    expect(retry).toBe('never')
    expect(`${cause}\n${fix}`).toMatch(words)
  })

  it.each<[Answer, string, string, string]>([
    [
      [
        'AccessDeniedException',
        'User: arn:aws:sts::1:assumed-role/r/s is not authorized to perform: ecs:RunTask on resource: arn:aws:ecs:eu-west-1:1:task-definition/x:3 because no identity-based policy allows the ecs:RunTask action',
        400,
      ],
      'RunTask',
      'ecs:RunTask',
      '"arn:aws:ecs:eu-west-1:1:task-definition/x:3"',
    ],
    [
      [
        'ClientException',
        'User: arn:aws:iam::1:user/u is not authorized to perform: iam:PassRole on resource: arn:aws:iam::1:role/exec',
        400,
      ],
      'RunTask',
      'iam:PassRole',
      '"arn:aws:iam::1:role/exec"',
    ],
    [['AccessDenied', '', 403], 'DescribeTasks', 'ecs:DescribeTasks', '"*"'],
    [
      ['UnauthorizedOperation', 'You are not authorized to perform this operation.', 403],
      'ListTasks',
      'ecs:ListTasks',
      '"*"',
    ],
  ])('%j of %s names the permission and the statement to add', (answer, operation, action, resource) => {
    const meaning = explain(answer, operation)
    expect(meaning).toMatchObject({ retry: 'never', missingPermission: action })
    const statement: unknown = JSON.parse(meaning.fix?.split('\n')[1] ?? '')
    expect(statement).toEqual({ Effect: 'Allow', Action: action, Resource: JSON.parse(resource) as string })
  })

  it('asks for no permission where the answer names none', () => {
    const { cause, fix } = explain([
      'AccessDeniedException',
      'You do not have authorization to access the specified platform.',
      400,
    ])
    expect(cause).toBe('AWS denied access, and its answer names no IAM action.')
    expect(fix).toBeUndefined()
  })

  it('is a quota of tasks in older accounts, of vCPUs in newer ones', () => {
    const quotaOf = (what: string): ReturnType<typeof explain> =>
      explain([
        'ClientException',
        `You've reached the limit on the number of ${what} you can run concurrently`,
        400,
      ])
    expect(quotaOf('tasks')).toMatchObject({
      retry: 'capacity',
      cause: expect.stringContaining('quota of tasks'),
    })
    expect(quotaOf('vCPUs')).toMatchObject({
      retry: 'capacity',
      cause: expect.stringContaining('quota of vCPUs'),
    })
  })

  it('asks for no permission where a policy denies it', () => {
    const { cause, fix } = explain([
      'AccessDeniedException',
      'User: arn:aws:sts::1:assumed-role/r/s is not authorized to perform: ecs:RunTask with an explicit deny in a service control policy',
      400,
    ])
    expect(cause).toContain('ecs:RunTask')
    expect(fix).toMatch(/Deny/)
    expect(fix).not.toMatch(/"Allow"/)
  })

  it.each<Answer>([
    [
      'AccessDeniedException',
      'User: arn:aws:sts::1:assumed-role/throttled-deploy/s is not authorized to perform: ecs:RunTask',
      400,
    ],
    [
      'InvalidParameterException',
      'Override for container named throttler is not a container in the TaskDefinition',
      400,
    ],
    [
      'InvalidParameterException',
      "Network Configuration must be provided when networkMode 'awsvpc' is specified.",
      400,
    ],
    ['InvalidParameterException', 'The timeout of the socket is 5 seconds, timed out', 400],
    ['ClientException', 'The family provision-er is unknown', 400],
    ['ERR_INVALID_CHAR', 'Invalid character in header content ["authorization"]'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', "Hostname/IP does not match certificate's altnames"],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'self-signed certificate'],
    ['TypeError', 'x is not a function'],
  ])('%s %j is not taken for one that passes', (...answer) => {
    expect(explain(answer).retry).toBe('never')
  })

  it('is passed on as it is where nobody has described it yet', () => {
    const name = fc.constantFrom(
      'InvalidParameterException',
      'ClientException',
      'UnsupportedFeatureException',
      'NewException',
    )
    const word = fc.constantFrom(
      'subnet',
      'sg-1',
      'network',
      'time',
      'limit',
      'server',
      'exceeded',
      'error',
      'E',
      'retry',
      '5',
    )
    const message = fc.array(word, { maxLength: 8 }).map((words) => words.join(' '))
    // 408 and 429 pass, whatever AWS says beside them.
    const refusedStatus = fc.integer({ min: 400, max: 499 }).filter((status) => ![408, 429].includes(status))
    fc.assert(
      fc.property(name, message, refusedStatus, (name, message, status) => {
        expect(explain([name, message, status])).toEqual({ retry: 'never', cause: '' })
      }),
    )
  })
})

describe('a failure of RunTask', () => {
  it.each<[string, 'capacity' | 'never', RegExp]>([
    ['RESOURCE:CPU', 'capacity', /CPU units/],
    ['RESOURCE:MEMORY', 'capacity', /memory/],
    ['RESOURCE:PORTS_TCP', 'capacity', /port/],
    ['RESOURCE:ENI', 'capacity', /network interface/],
    ['RESOURCE:GPU', 'capacity', /GPU/],
    ['RESOURCE:DISK', 'capacity', /enough of this/],
    ['AGENT', 'capacity', /agent/],
    ['NO ACTIVE INSTANCES', 'capacity', /active/],
    ['TaskFailedToStart: EMPTY CAPACITY PROVIDER', 'capacity', /capacity provider/],
    [
      'Capacity is unavailable at this time. Please try again later or in a different availability zone',
      'capacity',
      /no capacity/,
    ],
    [
      "You've reached the limit on the number of vCPUs you can run concurrently",
      'capacity',
      /quota of vCPUs/,
    ],
    ['LOCATION', 'never', /availability zones/],
    ['ATTRIBUTE', 'never', /attribute/],
    ['MemberOf placement constraint unsatisfied', 'never', /placement constraints/],
    ['MISSING', 'never', /unknown to ECS/],
    ['INACTIVE', 'never', /no longer active/],
    ['SOMETHING NEW', 'never', /^$/],
  ])('%s: %s', (reason, retry, words) => {
    const meaning = explainFailure(reason)
    expect(meaning.retry).toBe(retry)
    expect(meaning.cause).toMatch(words)
  })
})
