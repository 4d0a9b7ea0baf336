import { lackedAction, networkFix, roleName } from './start-failure-fixes.js'
import {
  matchReason,
  saying,
  type StopExplanation,
  type StopFacts,
  type StopRow,
} from './stop-explanation.js'

/** Names of pull errors. Fargate and the container agent write CannotPullContainerError, older agents other names. */
const PULL = /CannotPull\w*Error/i

const PULL_GUIDE = 'developer guide, "CannotPullContainer task errors"'

function pulling(pattern: RegExp): StopRow['when'] {
  return ({ reasons }) => reasons.some((reason) => PULL.test(reason) && pattern.test(reason))
}

function pull(cause: string, fix?: string): StopExplanation {
  return { kind: 'start-failure', cause, ...(fix !== undefined && { fix }) }
}

/** `linux/amd64`, as the text names it. */
function missingPlatform(facts: StopFacts): string | undefined {
  return matchReason(facts, /\b((?:linux|windows)\/(?:amd64|arm64|arm\/v\d|386))\b/i)?.[1]
}

function otherPlatform(facts: StopFacts): StopExplanation {
  const platform = missingPlatform(facts)
  const build = `docker buildx build --platform ${platform ?? 'linux/amd64'}`
  return pull(
    `The image was built for another CPU or operating system than the task runs on${platform === undefined ? '' : ` (${platform})`}.`,
    `Build it with  ${build}, or set runtimePlatform.cpuArchitecture in the task definition to the CPU of the image (X86_64, or ARM64 for an image built on Apple silicon).`,
  )
}

/** The most specific cause first. */
export const PULL_FAILURES: readonly StopRow[] = [
  {
    when: pulling(
      /matching platform|descriptor for platform|no match(?:ing manifest)? for (?:platform|linux|windows)|cannot be used on this platform|requested image's platform/i,
    ),
    explain: otherPlatform,
    source: 'sst/relay#71, containers-roadmap#1120; Docker: "no matching manifest for linux/amd64"',
  },
  {
    when: pulling(/no space left on device|disk quota exceeded/i),
    explain: ({ onFargate }) =>
      onFargate === false
        ? pull(
            'The disk of the container instance is full.',
            'Free disk space on the instance, or give it a larger volume.',
          )
        : pull(
            'The image does not fit on the disk of the task, which has 20 GiB unless it is given more.',
            'On Fargate write\n    ephemeral-storage: 50',
          ),
    source: `sst#3542; ${PULL_GUIDE}`,
  },
  {
    when: pulling(/toomanyrequests|too many requests|pull rate limit/i),
    explain: () =>
      pull(
        'The registry has a limit on image pulls, and it is reached.',
        `Run the task again later. Against it: log in to the registry (repositoryCredentials in the task definition), or keep a copy of the image in Amazon ECR (a pull through cache does so).`,
      ),
    source: `PrefectHQ/prefect#12003; ${PULL_GUIDE}`,
  },
  {
    when: pulling(/rate exceeded|throttling/i),
    explain: () =>
      pull('AWS throttled the pull: too many tasks start at the same time.', `Run the task again.`),
    source: 'convox/rack#1164, amazon-ecs-agent#498',
  },
  {
    when: pulling(/not authorized to perform/i),
    explain: lackedAction,
    source: 'amazon-ecs-agent, error_messages.go (missing ecr:BatchGetImage)',
  },
  {
    when: pulling(/\b403 forbidden|\bforbidden\b|AccessDenied/i),
    explain: ({ onFargate }) =>
      pull(
        'The registry refused access to the image (403).',
        `Check that the ${roleName(onFargate)} allows ecr:GetAuthorizationToken, ecr:BatchGetImage and ecr:GetDownloadUrlForLayer, and that the policy of the repository allows this account. Layers come from S3: an S3 VPC endpoint with a policy must allow them.`,
      ),
    source: `${PULL_GUIDE}, "failed open: unexpected status code"`,
  },
  {
    when: pulling(/unauthorized|no basic auth credentials|fetch anonymous token/i),
    explain: () =>
      pull(
        'The registry wants credentials for the image.',
        'Add repositoryCredentials to the container in the task definition. If the image is public, check its name: a registry answers the same for a repository that does not exist.',
      ),
    source: 'PrefectHQ/prefect discussion 16964 (ghcr.io, 401)',
  },
  {
    when: pulling(/pull access denied|insufficient_scope|authorization failed/i),
    explain: () =>
      pull(
        'The repository does not exist, or it wants credentials.',
        'Check the name of the image in the task definition: an image of Amazon ECR has the full name ACCOUNT.dkr.ecr.REGION.amazonaws.com/NAME:TAG. A private registry needs repositoryCredentials.',
      ),
    source: `compose-cli#853; ${PULL_GUIDE}, "pull access denied"`,
  },
  {
    when: saying(/invalid reference format|normalize image reference|invalid repository name/i),
    explain: () =>
      pull(
        'The image name in the task definition is not valid.',
        'Write it as  REGISTRY/NAME:TAG, in lower case.',
      ),
    source: 'distribution/reference, "invalid reference format"',
  },
  {
    // Before "not found", which would match an address that cannot be resolved as well.
    when: pulling(/no such host|server misbehaving|name resolution/i),
    explain: (facts) =>
      pull(
        'The host name of the registry cannot be resolved.',
        `Check the registry in the image name, and that DNS resolution and DNS hostnames are on in the VPC. ${networkFix(facts, 'the registry')}`,
      ),
    source: 'repost.aws, "ecs-fargate-pull-container-error"',
  },
  {
    when: pulling(/not found|manifest unknown|does(?: not|n't) exist/i),
    explain: () =>
      pull(
        'The registry has no such image or tag.',
        'Check the image and the tag in the task definition, and that this tag was pushed to this registry and Region.',
      ),
    source: `${PULL_GUIDE}, "failed to resolve ref"; amazon-ecs-agent, error_messages.go`,
  },
  {
    when: pulling(
      /i\/o timeout|deadline exceeded|timed? ?out|connection (?:reset|refused|issue)|TLS handshake|\bEOF\b|request cancell?ed|context ca|no route to host|network configuration|invalid argument|signal: killed/i,
    ),
    explain: (facts) =>
      pull(
        'The connection to the image registry failed.',
        `Run the task again. If it fails each time, the subnets have no way to the registry: ${networkFix(facts, 'ECR and S3')}`,
      ),
    source: `ActionIQ/terraform-aws-retool-ecs-fargate#20; ${PULL_GUIDE}`,
  },
  {
    when: pulling(
      /\b5(?:00|02|03|04)\b.{0,40}(?:server error|bad gateway|unavailable|gateway timeout)|internal server error/i,
    ),
    explain: () => pull('The registry returned a server error.', `Run the task again.`),
    source: 'distribution, "received unexpected HTTP status: 503 Service Unavailable"',
  },
  {
    when: saying(PULL),
    explain: () => pull('The image could not be pulled.'),
    source: PULL_GUIDE,
  },
]
