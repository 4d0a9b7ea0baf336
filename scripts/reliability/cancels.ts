import { setTimeout as delay } from 'node:timers/promises'
import { appRuns, INPUTS, simulate } from '../../testing/nightly-etl.ts'
import { runPost, startAction } from '../../testing/runner/runner.ts'
import type { ScenarioInput } from '../../simulator/scenario.ts'
import type { Simulator } from '../../simulator/simulator.ts'

/** A stretch of a step's life: how it is made long enough to be hit, when it begins, and how long it lasts. */
interface Stretch {
  readonly scenario: ScenarioInput
  readonly script: string
  readonly hasBegun: (simulator: Simulator) => boolean
  readonly lastsMs: number
}

const FOR_LONG = 'echo at work; exec sleep 600'
const FOR_A_MOMENT = 'echo at work; sleep 0.3; echo last words'

const heard =
  (operation: string) =>
  ({ calls }: Simulator): boolean =>
    calls.some((call) => call.operation === operation)

const reached =
  (...states: string[]) =>
  ({ tasks }: Simulator): boolean =>
    tasks.some(({ lastStatus = '' }) => states.includes(lastStatus))

const STRETCHES = {
  'reading the definition': {
    scenario: { faults: [{ operation: 'DescribeTaskDefinition', fault: 'delay', ms: 800 }] },
    script: FOR_LONG,
    hasBegun: heard('DescribeTaskDefinition'),
    lastsMs: 1000,
  },
  'RunTask on its way': {
    scenario: { faults: [{ operation: 'RunTask', fault: 'late-answer', ms: 1200 }] },
    script: FOR_LONG,
    hasBegun: heard('RunTask'),
    lastsMs: 1400,
  },
  provisioning: {
    scenario: { pace: { provisioning: 2500 } },
    script: FOR_LONG,
    hasBegun: reached('PROVISIONING'),
    lastsMs: 2500,
  },
  pending: {
    scenario: { pace: { provisioning: 20, pending: 2500 } },
    script: FOR_LONG,
    hasBegun: reached('PENDING'),
    lastsMs: 2500,
  },
  running: { scenario: {}, script: FOR_LONG, hasBegun: reached('RUNNING'), lastsMs: 2500 },
  stopping: {
    scenario: { pace: { deactivating: 800, stopping: 800, deprovisioning: 800 } },
    script: FOR_A_MOMENT,
    hasBegun: reached('DEACTIVATING', 'STOPPING', 'DEPROVISIONING'),
    lastsMs: 2400,
  },
  'reading the log to its end': {
    scenario: { logs: { latenessMs: 2000 } },
    script: FOR_A_MOMENT,
    hasBegun: reached('STOPPED'),
    lastsMs: 5000,
  },
} satisfies Record<string, Stretch>

/** Stretches of a step with `register: temporary` alone. */
const REGISTER_STRETCHES = {
  'a registration that is answered late': {
    scenario: { faults: [{ operation: 'RegisterTaskDefinition', fault: 'late-answer', ms: 1200 }] },
    script: FOR_LONG,
    hasBegun: heard('RegisterTaskDefinition'),
    lastsMs: 1400,
  },
  'a registration that takes long': {
    scenario: { faults: [{ operation: 'RegisterTaskDefinition', fault: 'delay', ms: 1200 }] },
    script: FOR_LONG,
    hasBegun: heard('RegisterTaskDefinition'),
    lastsMs: 1400,
  },
  'a deregistration that takes long': {
    scenario: { faults: [{ operation: 'DeregisterTaskDefinition', fault: 'delay', ms: 1200 }] },
    script: FOR_A_MOMENT,
    hasBegun: heard('DeregisterTaskDefinition'),
    lastsMs: 1400,
  },
} satisfies Record<string, Stretch>

const ALL_STRETCHES = { ...STRETCHES, ...REGISTER_STRETCHES }

export type StretchName = keyof typeof ALL_STRETCHES

export const STRETCH_NAMES = Object.keys(STRETCHES) as (keyof typeof STRETCHES)[]
const ALL_STRETCH_NAMES = Object.keys(ALL_STRETCHES) as StretchName[]

/** One cancel, drawn from a seed. */
export interface Cancel {
  readonly stretch: StretchName
  /** Since the stretch began. */
  readonly afterMs: number
  /** As a runner does it, or at once and without warning. */
  readonly how: 'cancel' | 'kill'
  readonly count: number
  /** A temporary copy is registered; with a retry that may follow it is needed to the end. */
  readonly copy?: 'without retry' | 'with retry'
}

export interface CancelResult {
  readonly cancel: Cancel
  /** Tasks that run on after the post step. */
  readonly left: number
  /** Temporary copies that are ACTIVE after the post step. */
  readonly copies: number
  /** From the cancel to the end of the main step. */
  readonly tookMs: number
  /** The main step or its post step did not end by itself, or the post step failed. */
  readonly failed: boolean
}

/** Stretch by stretch in turn, at random moments; the same seed draws the same. */
export function drawCancels(count: number, seed: number): Cancel[] {
  const random = randomFrom(seed)
  return Array.from({ length: count }, (_, index) => {
    const stretch = STRETCH_NAMES[index % STRETCH_NAMES.length] ?? 'running'
    return {
      stretch,
      afterMs: Math.round(random() * STRETCHES[stretch].lastsMs),
      how: random() < 0.7 ? 'cancel' : 'kill',
      count: random() < 0.7 ? 1 : 12,
    }
  })
}

/** The same of steps that register a temporary copy. */
export function drawRegisterCancels(count: number, seed: number): Cancel[] {
  const random = randomFrom(seed)
  return Array.from({ length: count }, (_, index) => {
    const stretch = ALL_STRETCH_NAMES[index % ALL_STRETCH_NAMES.length] ?? 'running'
    return {
      stretch,
      afterMs: Math.round(random() * ALL_STRETCHES[stretch].lastsMs),
      how: random() < 0.7 ? 'cancel' : 'kill',
      count: random() < 0.7 ? 1 : 12,
      copy: random() < 0.5 ? 'without retry' : 'with retry',
    }
  })
}

/** Cancels a step as drawn, and runs the post step after it. */
export async function runCancel(cancel: Cancel): Promise<CancelResult> {
  let result: CancelResult | undefined
  const stretch: Stretch = ALL_STRETCHES[cancel.stretch]
  await simulate(stretch.scenario, async (simulator) => {
    const inputs = { ...INPUTS, count: String(cancel.count), ...inputsOf(cancel, stretch.script) }
    const request = { simulator, inputs }
    const running = startAction(request)
    while (!stretch.hasBegun(simulator)) await delay(5)
    await delay(cancel.afterMs)
    const at = performance.now()
    if (cancel.how === 'kill') running.send('SIGKILL')
    const main = await (cancel.how === 'kill' ? running.finished : running.cancel())
    const tookMs = performance.now() - at
    const post = await runPost(request, main)
    result = {
      cancel,
      left: simulator.tasks.filter(({ desiredStatus }) => desiredStatus !== 'STOPPED').length,
      copies: activeCopies(simulator),
      tookMs,
      failed: post?.outcome !== 'success' || (cancel.how === 'cancel' && main.exitCode === null),
    }
  })
  if (result === undefined) throw new Error('The cancel was not run.')
  return result
}

function inputsOf({ copy }: Cancel, script: string): Record<string, string> {
  if (copy === undefined) return { containers: appRuns(script) }
  return {
    register: 'temporary',
    containers: JSON.stringify({ app: { image: 'app:2', command: ['sh', '-c', script] } }),
    ...(copy === 'with retry' && { 'retry-on': 'spot-interruption' }),
  }
}

function activeCopies({ account }: Simulator): number {
  const revisions = [...account.families.values()].flat().map(({ definition }) => definition)
  return revisions.filter(({ family = '', status }) => family.endsWith('-temporary') && status === 'ACTIVE')
    .length
}

/** A linear congruential generator, good enough to scatter moments (Numerical Recipes, 7.1). */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
