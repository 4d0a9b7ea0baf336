/** Why a container or task ended, for endings that are known and can be cured. */
export interface EndExplanation {
  readonly kind:
    | 'out-of-memory'
    | 'image-pull'
    | 'start-resources'
    | 'network-interface'
    | 'storage'
    | 'spot-interruption'
    | 'host-gone'
    | 'health-check'
    | 'no-capacity'
    | 'stopped-by-somebody'
    | 'cannot-start'
    | 'signal'
  readonly means: string
  readonly cure?: string
  /** It came from the outside and may well not happen again. */
  readonly transient: boolean
}

/** What ECS said of an end: `stopCode`, `stoppedReason` and the containers' `reason`s. */
export interface EndFacts {
  readonly stopCode: string
  readonly reasons: readonly string[]
  readonly exitCode?: number
  /** ECS says so, of this container. */
  readonly outOfMemory?: boolean
}

interface Row {
  readonly when: (facts: EndFacts) => boolean
  readonly ending: EndExplanation
}

/** ECS gives 1024 characters at most. The patterns below would take long for a text that is much longer. */
const MOST_READ_CHARACTERS = 4_096

const saying =
  (pattern: RegExp) =>
  ({ reasons }: EndFacts): boolean =>
    reasons.some((reason) => pattern.test(reason))

const STOPPED_BY_SOMEBODY: EndExplanation = {
  kind: 'stopped-by-somebody',
  means: 'Somebody stopped the task; it did not end by itself.',
  transient: false,
}

/** First match wins. Texts: developer guide, "Stopped tasks error codes" and "CannotPullContainer task errors". */
const ENDINGS: readonly Row[] = [
  {
    when: ({ outOfMemory }) => outOfMemory === true,
    ending: {
      kind: 'out-of-memory',
      means: 'It used more memory than its hard limit and was killed.',
      transient: false,
    },
  },
  {
    // Before what the reason says: it is the text of whoever stopped it.
    when: ({ stopCode }) => stopCode === 'UserInitiated',
    ending: STOPPED_BY_SOMEBODY,
  },
  {
    when: (facts) =>
      ['SpotInterruption', 'TerminationNotice'].includes(facts.stopCode) ||
      saying(/spot task was interrupted/i)(facts),
    ending: {
      kind: 'spot-interruption',
      means: 'AWS took the Spot capacity back; the task itself did nothing wrong.',
      cure: 'Run it again, or on FARGATE in place of FARGATE_SPOT.',
      transient: true,
    },
  },
  {
    when: saying(
      /CannotPull.*(i\/o timeout|\bEOF\b|invalid argument|connection reset|TLS handshake timeout|context deadline)/is,
    ),
    ending: {
      kind: 'image-pull',
      means: 'The connection to the image registry broke while the image was pulled.',
      cure: 'Run it again. If it never works, the subnets have no way to the registry: a NAT gateway, assign-public-ip: ENABLED in a public subnet, or VPC endpoints for ECR and S3.',
      transient: true,
    },
  },
  {
    when: saying(/CannotPull/i),
    ending: {
      kind: 'image-pull',
      means: 'The image could not be pulled.',
      cure: 'Check that the image and tag exist, that the execution role may read the repository, and that the subnets reach the registry.',
      transient: false,
    },
  },
  {
    when: saying(
      /ResourceInitializationError.*(retrieve secret|from (asm|ssm|secrets manager)|secretsmanager|ssm:)/is,
    ),
    ending: {
      kind: 'start-resources',
      means: 'A secret that the task definition names could not be read.',
      cure: 'Check that it exists, that the execution role may read it (secretsmanager:GetSecretValue, ssm:GetParameters, kms:Decrypt), and that the subnets reach the service.',
      transient: false,
    },
  },
  {
    when: saying(/ResourceInitializationError.*(logger args|log (group|stream)|awslogs)/is),
    ending: {
      kind: 'start-resources',
      means: 'The log group could not be used.',
      cure: 'Create the log group, or allow the execution role logs:CreateLogGroup, logs:CreateLogStream and logs:PutLogEvents.',
      transient: false,
    },
  },
  {
    when: saying(/ResourceInitializationError/i),
    ending: {
      kind: 'start-resources',
      means: 'Something the task needs before it starts could not be had.',
      cure: 'Most often the subnets have no way to ECR, Secrets Manager or CloudWatch Logs: check routes, security groups and assign-public-ip.',
      transient: false,
    },
  },
  {
    when: saying(/timeout waiting for network interface|create network interface.*AuthFailure/is),
    ending: {
      kind: 'network-interface',
      means: 'Its network interface was not ready in time.',
      cure: 'Run it again; AWS now and then fails here.',
      transient: true,
    },
  },
  {
    when: saying(/network interface|\bENI\b/i),
    ending: {
      kind: 'network-interface',
      means: 'Its network interface could not be had.',
      cure: 'Check that the subnets and security groups exist, are of the same VPC, and have free addresses.',
      transient: false,
    },
  },
  {
    when: saying(/EphemeralStorage provisioning/i),
    ending: {
      kind: 'storage',
      means: 'Its storage was not ready in time.',
      cure: 'Run it again; AWS now and then fails here.',
      transient: true,
    },
  },
  {
    when: (facts) =>
      facts.stopCode === 'InfrastructureHealth' || saying(/Host EC2 .*(terminated|stopped)/i)(facts),
    ending: {
      kind: 'host-gone',
      means: 'The machine under it went away.',
      cure: 'Run it again.',
      transient: true,
    },
  },
  {
    when: saying(/health check/i),
    ending: {
      kind: 'health-check',
      means: 'It failed its health checks, so ECS stopped it.',
      cure: 'Look at healthCheck in the task definition: its command, and whether startPeriod is long enough.',
      transient: false,
    },
  },
  {
    when: saying(/capacity is unavailable|insufficient capacity/i),
    ending: {
      kind: 'no-capacity',
      means: 'There was no room for a task of this size.',
      cure: 'Run it again later, give subnets in more availability zones, or another size.',
      transient: true,
    },
  },
  {
    when: ({ stopCode }) => stopCode === 'ServiceSchedulerInitiated',
    ending: STOPPED_BY_SOMEBODY,
  },
  {
    when: saying(
      /Cannot(Create|Start|Inspect)Container|CannotCreateVolume|ContainerRuntime|exec format error/i,
    ),
    ending: {
      kind: 'cannot-start',
      means: 'The container could not be started.',
      cure: 'Check command, entryPoint and the platform of the image (X86_64 or ARM64).',
      transient: false,
    },
  },
  {
    when: ({ exitCode }) => exitCode === 137,
    ending: {
      kind: 'signal',
      means:
        '137 is SIGKILL: it did not stop within its stopTimeout, or the kernel killed it for memory without ECS seeing it.',
      transient: false,
    },
  },
  {
    when: ({ exitCode }) => exitCode === 143,
    ending: { kind: 'signal', means: '143 is SIGTERM: it was asked to stop.', transient: false },
  },
  {
    when: ({ exitCode }) => exitCode === 139,
    ending: { kind: 'signal', means: '139 is SIGSEGV: the process crashed.', transient: false },
  },
  {
    when: ({ exitCode }) => exitCode === 134,
    ending: { kind: 'signal', means: '134 is SIGABRT: the process gave up by itself.', transient: false },
  },
]

/** What is known of such an end; undefined where ECS's words are all there is. */
export function explainEnd({ reasons, ...facts }: EndFacts): EndExplanation | undefined {
  const readable = { ...facts, reasons: reasons.map((reason) => reason.slice(0, MOST_READ_CHARACTERS)) }
  return ENDINGS.find(({ when }) => when(readable))?.ending
}
