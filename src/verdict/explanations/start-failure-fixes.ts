import { matchReason, type StopExplanation, type StopFacts } from './stop-explanation.js'

/** The explanation of a failed start. */
export function startFailure(cause: string, fix?: string): StopExplanation {
  return { kind: 'start-failure', cause, ...(fix !== undefined && { fix }) }
}

/** Pulls and logs on a container instance use its own role (developer guide, "Container instance IAM role"). */
export function roleName(onFargate: boolean | undefined): string {
  return onFargate === false ? 'container instance role' : 'execution role'
}

/** The fix for a destination that a subnet cannot reach; a container instance has its own public address. */
export function networkFix({ onFargate }: StopFacts, destination: string): string {
  const publicAddress = onFargate === false ? '' : 'assign-public-ip: ENABLED in a public subnet, '
  return `a NAT gateway, ${publicAddress}or VPC endpoints for ${destination}. The security group must allow HTTPS (port 443) out.`
}

/** "... assumed-role/NAME/session is not authorized to perform: ACTION on resource: ARN". */
export function lackedAction(facts: StopFacts): StopExplanation {
  const [, action] = matchReason(facts, /not authorized to perform:? ([\w-]{1,40}:\w{1,80})/i) ?? []
  const [, role] = matchReason(facts, /assumed-role\/([\w+=,.@-]{1,64})\//) ?? []
  const [, resource = '*'] = matchReason(facts, /on resource:? (arn:[\w:/.*+=,@-]{1,300})/i) ?? []
  const isCutOff = facts.reasons.some(
    (reason) => /on resource:? arn:\S*$/i.test(reason) || reason.endsWith('...'),
  )
  const who = role === undefined ? `The ${roleName(facts.onFargate)}` : `The role ${role}`
  if (action === undefined) {
    return {
      kind: 'start-failure',
      cause: `${who} lacks a permission.`,
      fix: 'Allow what the text of ECS names.',
    }
  }
  const statement = { Effect: 'Allow', Action: action, Resource: isCutOff ? '*' : resource }
  return {
    kind: 'start-failure',
    cause: `${who} lacks the permission ${action}.`,
    fix: facts.reasons.some((reason) => /explicit deny/i.test(reason))
      ? 'A policy denies it explicitly, and no other policy can allow it: remove that Deny.'
      : `Add it to the policy of this role:\n    ${JSON.stringify(statement)}`,
  }
}

/** Texts of temporary causes. 5xx counts only as an HTTP status: Docker reports many errors as "API error (500)". */
const TRANSIENT =
  /deadline exceeded|context ca(?:\b|nc)|request cancell?ed|i\/o time|timed? ?out|\btimeout\b|connection reset|TLS handshake|\bEOF\b|\b429\b|toomanyrequests|too many requests|rate (?:limit )?exceeded|pull rate limit|throttl|temporar(?:y|ily)|try again|server misbehaving|status(?: code)?:? ?5\d\d\b|\b5(?:00|02|03|04) (?:internal|bad gateway|service unavailable|gateway)|internal server error|DockerTimeoutError|ContainerRuntimeTimeoutError|CannotInspectContainerError|InternalError|Unexpected EC2 error.{0,200}AuthFailure|capacity is unavailable|insufficient capacity|Host EC2 .{0,100}(?:terminated|stopped)|connection issue|signal: killed|invalid argument/is

/** Texts of permanent causes; they take precedence over the temporary ones. */
const LASTING =
  /access ?denied|not authorized|unauthorized|forbidden|does(?: not|n't) exist|\bnot found\b|NotFound|manifest unknown|no such (?:file|host)|no space left|platform|exec format error|permission denied|normalize image reference|invalid reference|InsufficientFreeAddresses|ordering dependency|explicit deny/i

/** Whether a retry of the same start may succeed. */
export function isTransientStart(reasons: readonly string[]): boolean {
  return reasons.some((reason) => TRANSIENT.test(reason)) && !reasons.some((reason) => LASTING.test(reason))
}
