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

/** Names in the state, which the runner hands to the post step as the variables `STATE_launches` and `STATE_request`. */
const LAUNCHES = 'launches'
const REQUEST = 'request'
/** No task of the step is left, or those that are left were meant to run. */
const SETTLED = 'settled'

/**
 * More ids than this go to a file. The runner hands over the state as environment variables: Linux takes 128 KiB for
 * one, Windows 32,767 characters, and an id has 32.
 */
const MOST_IDS_IN_STATE = 400

/** A RunTask whose answer is not known. */
export interface OpenLaunch {
  readonly clientToken: string
  readonly count: number
}

/** All that the post step needs, whatever inputs it is given. Holds no value of any environment. */
export interface LaunchRecord {
  readonly cluster: string
  readonly aws: AwsSettings
  /** What happens to the tasks where the main step was cut off. */
  readonly leftovers: 'stop' | 'leave'
  readonly open: readonly OpenLaunch[]
  /** What the open calls asked for, without values of environments. */
  readonly request?: RunTaskCommandInput
  /** Of the overrides with their values: see {@link fingerprintOverrides}. */
  readonly fingerprint?: string
  /** ARNs of the tasks that may run. */
  readonly tasks: readonly string[]
  /** A file that held tasks and cannot be read. */
  readonly lost?: string
}

/** What is saved as {@link LAUNCHES}. */
interface SavedLaunches extends Pick<LaunchRecord, 'cluster' | 'aws' | 'leftovers' | 'open' | 'fingerprint'> {
  /** What stands before the id in the ARNs of the tasks. */
  readonly prefix?: string
  readonly ids?: readonly string[]
  /** A file with the ids, one a line, where there are many. */
  readonly file?: string
}

export interface LaunchRecorder extends LaunchListener {
  /** The step stops these tasks: what it cannot finish, the post step does. */
  readonly stopping: () => void
  /** The step has ended by itself. What it left running was meant to run, but for these tasks, which it could not stop. */
  readonly settle: (left: readonly string[], open: 'stop' | 'leave') => void
}

export interface RecordOptions {
  readonly cluster: string
  readonly aws: AwsSettings
  readonly onCancel: 'stop' | 'leave'
}

/**
 * Saves before and after each RunTask what the post step needs, so that it knows the tasks of a killed step too. What is
 * saved stays small: many ids go to a file in the folder of the runner.
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
      // The log is what is left to find them by.
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

/** What the main step saved last; undefined where the post step has nothing to do. Throws where it cannot be read. */
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
