import { describeCredentialSources } from './credentials/sources.js'
import {
  always,
  BOTH_WAYS_TO_CREDENTIALS,
  type CallFacts,
  clockError,
  type ErrorExplanation,
  named,
  type Row,
  saying,
} from './error-explanation.js'
import { explainConnection } from './explain-connection.js'

/** AWS accepts signatures up to five minutes before and after its time. A clock with a smaller error is not the cause. */
const ALLOWED_CLOCK_SKEW_MS = 240_000

/**
 * The first match applies. Texts and names are those of the ECS API reference (RunTask errors, "API failure reasons",
 * "Request throttling"), the SDK's credential providers and Node's sockets.
 */
const ERRORS: readonly Row[] = [
  {
    when: ({ certainty, answer }) => certainty === 'uncertain' && answer !== undefined,
    meaning: always({
      retry: 'soon',
      cause: 'This is no answer that AWS gives; a proxy or a broken connection may have changed it.',
    }),
  },
  {
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/signature-v4-troubleshooting.html: five minutes are allowed.
    when: (facts) =>
      saying(/signature (expired|not yet current)/i)(facts) ||
      named('RequestTimeTooSkewed', 'RequestInTheFuture')(facts) ||
      (named('RequestExpired', 'AuthFailure', 'InvalidSignatureException', 'SignatureDoesNotMatch')(facts) &&
        Math.abs(facts.clockAheadMs ?? 0) > ALLOWED_CLOCK_SKEW_MS),
    // The SDK takes AWS's time from this answer, and signs the next call with it.
    meaning: ({ clockAheadMs = 0 }) => ({
      retry: 'soon',
      cause: `The clock of this runner is wrong${clockError(clockAheadMs)}, and AWS takes no call that is signed more than 5 min before or after its own time.`,
      fix: 'Set the clock of the runner, and let a time service (NTP) keep it right.',
    }),
  },
  {
    when: named('CredentialsProviderError'),
    meaning: () => ({
      retry: 'never',
      cause: 'No AWS credentials were found.',
      fix: `${describeCredentialSources()}\n${BOTH_WAYS_TO_CREDENTIALS}`,
    }),
  },
  {
    when: (facts) =>
      named('ExpiredTokenException', 'ExpiredToken', 'RequestExpired')(facts) ||
      saying(/security token.*expired/i)(facts),
    meaning: always({
      retry: 'never',
      cause: 'The AWS credentials have expired; a role session lasts an hour by default.',
      fix: `Let this step renew them: give it  role-to-assume:  with the ARN of the role, and the job
    permissions:
      id-token: write
      contents: read
or give aws-actions/configure-aws-credentials a longer session, for example role-duration-seconds: 14400, and raise the maximum session duration of the role to match.`,
    }),
  },
  {
    when: named(
      'UnrecognizedClientException',
      'InvalidClientTokenId',
      'InvalidSignatureException',
      'SignatureDoesNotMatch',
      'IncompleteSignature',
      'MissingAuthenticationToken',
      'MissingAuthenticationTokenException',
      'InvalidAccessKeyId',
    ),
    meaning: always({
      retry: 'never',
      cause:
        'AWS does not accept these credentials: a key is wrong, was deleted, or belongs to another partition.',
      fix: BOTH_WAYS_TO_CREDENTIALS,
    }),
  },
  {
    when: (facts) =>
      named('AccessDeniedException', 'AccessDenied', 'UnauthorizedOperation')(facts) ||
      saying(/not authorized to perform/i)(facts),
    meaning: ({ operation, service, message }) => {
      const named = /not authorized to perform:? ([\w-]+:\w+)/i.exec(message)?.[1]
      const action = named ?? `${service}:${operation}`
      // Access is also denied for other reasons (hashicorp/terraform-provider-aws#22384): only IAM's own text leads to advice on a policy.
      if (named === undefined && !/^$|not authorized to perform/i.test(message))
        return {
          retry: 'never',
          missingPermission: action,
          cause: 'AWS denied access, and its answer names no IAM action.',
        }
      const resource = /on resource:? (\S+)/i.exec(message)?.[1] ?? '*'
      return {
        retry: 'never',
        missingPermission: action,
        cause: `The credentials of this job lack the permission ${action}.`,
        fix: /explicit deny/i.test(message)
          ? 'A policy denies it explicitly, and no other policy can allow what one denies: look for the Deny where the message says.'
          : `Add it to the policy of the job's role:\n    {"Effect": "Allow", "Action": "${action}", "Resource": ${JSON.stringify(resource)}}`,
      }
    },
  },
  {
    when: (facts) =>
      named(
        'ThrottlingException',
        'Throttling',
        'ThrottledException',
        'RequestThrottled',
        'RequestThrottledException',
        'TooManyRequestsException',
        'RequestLimitExceeded',
        'LimitExceededException',
        'BandwidthLimitExceeded',
        'EC2ThrottledException',
        'SlowDown',
      )(facts) ||
      facts.status === 429 ||
      // EC2 throttled a call that ECS made. The SDK does not detect that in a client error.
      saying(/\b(rate|request limit) exceeded\b|\btoo many requests\b|\brequest was throttled\b/i)(facts),
    meaning: always({
      retry: 'soon',
      throttled: true,
      cause: 'AWS limits how often this account may call, and the limit is used up.',
    }),
  },
  {
    when: saying(/region is missing/i),
    meaning: always({
      retry: 'never',
      cause: 'No AWS Region was given.',
      fix: 'Write  aws-region: eu-west-1, or set AWS_REGION or AWS_DEFAULT_REGION.',
      input: 'aws-region',
    }),
  },
  {
    when: named('ClusterNotFoundException'),
    meaning: always({
      retry: 'never',
      cause: 'There is no such cluster in this account and Region.',
      fix: 'Check cluster and aws-region, and whether the credentials belong to the account that owns the cluster.',
      input: 'cluster',
    }),
  },
  {
    when: saying(
      /unable to describe task definition|taskdefinition (is inactive|not found)|task definition does not exist/i,
    ),
    meaning: always({
      retry: 'never',
      cause: 'There is no active task definition of that name and revision in this account and Region.',
      fix: 'Check task-definition and aws-region. A family without a revision means its latest active one.',
    }),
  },
  {
    when: (facts) => named('ClientException')(facts) && saying(/provisioning/i)(facts),
    meaning: always({
      retry: 'capacity',
      cause:
        'Too many tasks of the cluster are waiting for capacity already (the quota of tasks in PROVISIONING).',
    }),
  },
  {
    when: saying(/capacity is unavailable/i),
    meaning: always({
      retry: 'capacity',
      cause: 'Fargate has no capacity for this task size in these subnets.',
      fix: 'Give subnets in more availability zones, or another size.',
    }),
  },
  {
    // "vCPUs" of newer accounts, "tasks" of older ones: aws/copilot-cli#3064.
    when: saying(/limit on the number of (?:vCPUs|tasks)/i),
    meaning: ({ message }) => ({
      retry: 'capacity',
      cause: `The account's quota of ${/limit on the number of tasks/i.test(message) ? 'tasks' : 'vCPUs'} that run at the same time is used up.`,
      fix: 'Ask for more under Service Quotas, AWS Fargate (L-3032A538 for on-demand, L-36FBB829 for Spot).',
    }),
  },
  {
    // https://github.com/hashicorp/terraform-provider-aws/issues/9777
    when: saying(/too many concurrent attempts to create a new revision/i),
    meaning: always({
      retry: 'soon',
      cause: 'Other jobs register revisions of the same family at this moment.',
    }),
  },
  {
    when: named('BlockedException'),
    meaning: always({
      retry: 'never',
      cause: 'AWS has blocked this account.',
      fix: 'Contact AWS Support.',
    }),
  },
  {
    when: named('PlatformUnknownException', 'PlatformTaskDefinitionIncompatibilityException'),
    meaning: always({
      retry: 'never',
      cause: 'The platform version does not exist, or cannot run this task definition.',
      fix: 'Leave platform-version out to take the latest.',
    }),
  },
  {
    when: saying(/specifying both a launch type and capacity provider strategy/i),
    meaning: always({
      retry: 'never',
      cause: 'Only one of launch-type and capacity-provider-strategy can be given.',
    }),
  },
  {
    when: saying(/no container instances were found/i),
    meaning: always({
      retry: 'never',
      cause: 'The cluster has no EC2 instances to run the task on.',
      fix: 'Write  launch-type: FARGATE  if the task is meant for Fargate; else register instances or give a capacity-provider-strategy.',
    }),
  },
  {
    // "The request timed out": AWS did not receive the rest of the request.
    when: (facts) =>
      named('RequestTimeout', 'RequestTimeoutException', 'PriorRequestNotComplete')(facts) ||
      facts.status === 408,
    meaning: always({ retry: 'soon', cause: 'The request did not reach AWS as a whole in time.' }),
  },
  {
    when: ({ status }) => status !== undefined && status >= 500,
    meaning: always({ retry: 'soon', cause: 'AWS returned a server error.' }),
  },
  {
    when: ({ name, message, status }) =>
      status === undefined &&
      (/^(TimeoutError|E(?!RR_)[A-Z_]+)$/.test(name) || /socket hang up|timed? ?out/i.test(message)),
    meaning: always({ retry: 'soon', cause: 'The connection to AWS failed.' }),
  },
  {
    when: ({ certainty }) => certainty === 'uncertain',
    meaning: always({ retry: 'soon', cause: 'The connection to AWS failed.' }),
  },
]

/** Explains a failed call. A refusal that is not in the table is shown in AWS's text and is not retried. */
export function explainError(facts: CallFacts): ErrorExplanation {
  const connection = explainConnection(facts)
  if (connection !== undefined) return connection
  const row = ERRORS.find(({ when }) => when(facts))
  return row?.meaning(facts) ?? { retry: 'never', cause: '' }
}
