import type { Breakage } from './broken-answers.ts'
import type { Clock } from './clock.ts'
import { serviceOf } from './operation-names.ts'
import { selects, type FaultRule, type Scenario } from './scenario.ts'
import { ServiceError } from './service-error.ts'

/** What goes wrong with one call. */
export interface Fault {
  /** How long the call waits before anything else happens. */
  readonly delayMs: number
  /** How long the answer waits when the work is done. */
  readonly lateMs: number
  /** Instead of an answer: the connection is cut, or silent, or cut after the work was done. */
  readonly instead?: 'reset' | 'hang' | 'lost-answer'
  readonly error?: ServiceError
  /** The work is done, and its answer breaks. */
  readonly breakage?: Breakage
  /** How far the clock of AWS is ahead of the caller's, ms: it refuses what was signed more than five minutes off. */
  readonly clockAheadMs?: number
}

/** Decides what goes wrong with the calls, one after the other. */
export interface FaultPlan {
  next(operation: string): Fault
}

/** These do not decide what the answer is. */
const BESIDE_OTHERS: readonly FaultRule['fault'][] = ['delay', 'late-answer', 'skewed-clock']
const DEFAULT_SKEW_MS = 600_000

export function planFaults(scenario: Scenario, clock: Clock): FaultPlan {
  const start = clock.now()
  const chance = seededChance(scenario.seed)
  const counts = new Map<FaultRule, number>()
  const fires = (rule: FaultRule, operation: string): boolean => {
    if (rule.operation !== '*' && rule.operation !== operation) return false
    const elapsed = clock.now() - start
    if (elapsed < (rule.afterMs ?? 0) || elapsed >= (rule.untilMs ?? Infinity)) return false
    const number = (counts.get(rule) ?? 0) + 1
    counts.set(rule, number)
    return selects(rule, number) && (rule.probability === undefined || chance() < rule.probability)
  }
  return {
    next: (operation) => {
      const fired = scenario.faults.filter((rule) => fires(rule, operation))
      const wait = (kind: 'delay' | 'late-answer'): number =>
        fired.reduce((total, { fault, ms = 0 }) => (fault === kind ? total + ms : total), 0)
      const decisive = fired.find(({ fault }) => !BESIDE_OTHERS.includes(fault))
      return {
        delayMs: wait('delay'),
        lateMs: wait('late-answer'),
        ...(decisive && faultOf(decisive, operation)),
        ...skewOf(fired),
      }
    },
  }
}

export function throttling(): ServiceError {
  return new ServiceError('ThrottlingException', 'Rate exceeded')
}

export function expiredToken(): ServiceError {
  return new ServiceError('ExpiredTokenException', 'The security token included in the request is expired')
}

function skewOf(fired: readonly FaultRule[]): Pick<Fault, 'clockAheadMs'> {
  const rule = fired.find(({ fault }) => fault === 'skewed-clock')
  return rule ? { clockAheadMs: rule.ms ?? DEFAULT_SKEW_MS } : {}
}

function faultOf(rule: FaultRule, operation: string): Pick<Fault, 'instead' | 'error' | 'breakage'> {
  switch (rule.fault) {
    case 'reset':
    case 'hang':
    case 'lost-answer':
      return { instead: rule.fault }
    case 'throttle':
      // GitHub says it by the status alone.
      return {
        error:
          serviceOf(operation) === 'github' ? new ServiceError('', 'Too Many Requests', 429) : throttling(),
      }
    case 'server-error':
      return { error: serverError(rule, operation) }
    case 'expired-token':
      return { error: expiredToken() }
    case 'access-denied':
      return { error: accessDenied(operation) }
    case 'error':
      return { error: new ServiceError(rule.type ?? 'ClientException', rule.message ?? '', rule.status) }
    case 'delay':
    case 'late-answer':
    case 'skewed-clock':
      return {}
    default:
      return { breakage: { kind: rule.fault, status: rule.status, body: rule.body } }
  }
}

function serverError(
  { message = 'Service Unavailable. Please try again later.', status = 500 }: FaultRule,
  operation: string,
): ServiceError {
  const type = serviceOf(operation) === 'ecs' ? 'ServerException' : 'ServiceUnavailableException'
  return new ServiceError(type, message, status)
}

function accessDenied(operation: string): ServiceError {
  if (operation === 'AssumeRoleWithWebIdentity') {
    return new ServiceError('AccessDenied', 'Not authorized to perform sts:AssumeRoleWithWebIdentity', 403)
  }
  const service = serviceOf(operation)
  const action = `${service}:${operation}`
  const message =
    `User: arn:aws:sts::123456789012:assumed-role/simulator/session is not authorized to perform: ${action} ` +
    `on resource: * because no identity-based policy allows the ${action} action`
  return service === 'sts'
    ? new ServiceError('AccessDenied', message, 403)
    : new ServiceError('AccessDeniedException', message)
}

/** Mulberry32: the same seed, the same chances. */
function seededChance(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
