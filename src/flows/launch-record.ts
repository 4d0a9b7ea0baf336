import { randomUUID } from 'node:crypto'
import { appendFileSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { RunTaskCommandInput } from '@aws-sdk/client-ecs'
import type { LaunchListener } from '../ecs/launch.js'
import { fingerprintOverrides } from '../ecs/list-tasks.js'
import type { AwsSettings } from '../inputs/settings.js'
import { maskRequest } from '../request/run-task-request.js'
import type { StepRuntime } from '../runtime/runtime.js'
import { lastSegment } from '../text/arn.js'
import { errorMessage } from '../text/words.js'

/** Names in the state. The runner passes them to the post step as the variables `STATE_launches` and `STATE_request`. */
const LAUNCHES = 'launches'
const REQUEST = 'request'
/** The post step has no task to stop: all have stopped, or they keep running as requested. */
const SETTLED = 'settled'

/**
 * More ids than this are written to a file. The runner passes the state as environment variables. One variable has at
 * most 128 KiB on Linux and 32,767 characters on Windows; an id has 32 characters.
 */
const MOST_IDS_IN_STATE = 400

/** A RunTask whose answer is not known. */
export interface OpenLaunch {
  readonly clientToken: string
  readonly count: number
}

/** All that the post step needs: it does not rely on inputs. Has no environment value. */
export interface LaunchRecord {
  readonly cluster: string
  readonly aws: AwsSettings
  /** What the post step does with the tasks where the main step was killed. */
  readonly leftovers: 'stop' | 'leave'
  readonly open: readonly OpenLaunch[]
  /** The request of the open calls, without environment values. */
  readonly request?: RunTaskCommandInput
  /** The hash of the overrides with their values: see {@link fingerprintOverrides}. */
  readonly fingerprint?: string
  /** ARNs of the tasks that may run. */
  readonly tasks: readonly string[]
  /** The path of a file with task ids that cannot be read. */
  readonly lost?: string
}

/** What is saved as {@link LAUNCHES}. */
interface SavedLaunches extends Pick<LaunchRecord, 'cluster' | 'aws' | 'leftovers' | 'open' | 'fingerprint'> {
  /** The part before the id in the ARNs of the tasks. */
  readonly prefix?: string
  readonly ids?: readonly string[]
  /** The path of a file with the ids, one a line, where there are many. */
  readonly file?: string
}

export interface LaunchRecorder extends LaunchListener {
  /** Called before the step stops its tasks. The post step stops those that the step does not stop. */
  readonly stopping: () => void
  /** Called at the normal end of the step. The step could not stop the tasks in `left`; all others keep running as requested. */
  readonly settle: (left: readonly string[], open: 'stop' | 'leave') => void
}

export interface RecordOptions {
  readonly cluster: string
  readonly aws: AwsSettings
  readonly onCancel: 'stop' | 'leave'
}

/**
 * Saves what the post step needs before and after each RunTask. So the post step also knows the tasks of a killed step.
 * The state stays small: many ids are written to a file in the runner's temporary folder.
 */
export function openLaunchRecord(
  { saveState, console, temp }: Pick<StepRuntime, 'saveState' | 'console' | 'temp'>,
  { cluster, aws, onCancel }: RecordOptions,
): LaunchRecorder {
  const open = new Map<string, OpenLaunch>()
  const salt = randomUUID()
  let prefix: string | undefined
  let ids: string[] = []
  let file: string | undefined
  let leftovers = onCancel
  let request = ''
  let fingerprint = ''
  let isBroken = false

  const attempt = (write: () => void): boolean => {
    try {
      write()
      return true
    } catch (error) {
      if (!isBroken)
        console.annotate(
          'warning',
          'The state of the step cannot be written',
          `The post step will not know the tasks of this step if it is cut off: ${errorMessage(error)}`,
        )
      isBroken = true
      return false
    }
  }
  const save = (): boolean =>
    attempt(() => {
      const saved: SavedLaunches = {
        cluster,
        aws,
        leftovers,
        open: [...open.values()],
        ...(fingerprint && { fingerprint }),
        ...(prefix !== undefined && { prefix }),
        ...(file === undefined ? { ids } : { file }),
      }
      saveState(LAUNCHES, JSON.stringify(saved))
    })
  const add = (arns: readonly string[]): boolean => {
    prefix ??= arns[0]?.slice(0, arns[0].lastIndexOf('/') + 1)
    const added = arns.map(lastSegment)
    const path = file
    if (path !== undefined)
      return attempt(() => {
        appendLines(path, added)
      })
    ids.push(...added)
    return (
      ids.length <= MOST_IDS_IN_STATE ||
      temp === undefined ||
      attempt(() => {
        const created = join(temp, `ecs-tasks-${randomUUID()}`)
        appendLines(created, ids)
        file = created
        ids = []
      })
    )
  }

  return {
    asking: ({ clientToken, count = 1, ...asked }) => {
      const text = JSON.stringify(maskRequest(asked))
      if (text !== request) {
        request = text
        fingerprint = `${salt}:${fingerprintOverrides(salt, asked.overrides)}`
        attempt(() => {
          saveState(REQUEST, text)
        })
      }
      open.set(clientToken, { clientToken, count })
      save()
    },
    answered: (clientToken, started) => {
      open.delete(clientToken)
      const arns = started.flatMap(({ taskArn }) => taskArn ?? [])
      const isSaved = add(arns) && save()
      // Only the log names these tasks then.
      if (!isSaved) for (const arn of arns) console.line(`started ${arn}`)
    },
    stopping: () => {
      leftovers = 'stop'
      save()
    },
    settle: (left, policy) => {
      if (file !== undefined) rmSync(file, { force: true })
      file = undefined
      ids = []
      if (left.length > 0) add(left)
      else leftovers = policy
      if (left.length > 0 || open.size > 0) save()
      else
        attempt(() => {
          saveState(LAUNCHES, SETTLED)
        })
    },
  }
}

/** The last record of the main step. Undefined where the post step has nothing to do. Throws where it cannot be read. */
export function readLaunchRecord({ readState }: Pick<StepRuntime, 'readState'>): LaunchRecord | undefined {
  const text = readState(LAUNCHES)
  if (text === '' || text === SETTLED) return undefined
  const { prefix = '', ids = [], file, ...launches } = JSON.parse(text) as SavedLaunches
  const { found, lost } = file === undefined ? { found: ids } : readIds(file)
  const request = readState(REQUEST)
  return {
    ...launches,
    ...(request !== '' && { request: JSON.parse(request) as RunTaskCommandInput }),
    tasks: found.map((id) => prefix + id),
    ...(lost !== undefined && { lost }),
  }
}

function readIds(file: string): { readonly found: readonly string[]; readonly lost?: string } {
  try {
    const lines = readFileSync(file, 'utf8').split('\n')
    return { found: lines.filter((line) => /^[\w-]+$/.test(line)) }
  } catch {
    return { found: [], lost: file }
  }
}

function appendLines(path: string, lines: readonly string[]): void {
  appendFileSync(path, lines.map((line) => `${line}\n`).join(''), { mode: 0o600 })
}
