import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, openSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What a user needs to know of a simulator that listens. */
export interface Started {
  readonly url: string
  readonly environment: Readonly<Record<string, string>>
}

/** What the background process tells the one that started it. */
type Message = { readonly started: Started } | { readonly refused: string }

/**
 * Starts this program again in the background, with the same arguments but --detach, and prints what it listens on.
 * Throws an Error with what is wrong where it does not start.
 */
export async function detach(args: readonly string[]): Promise<void> {
  const { started, pid } = await startDetached(
    process.argv[1] ?? '',
    args.filter((argument) => argument !== '--detach'),
  )
  printStarted(started, { SIMULATOR_PID: pid })
}

/** Starts a script of the simulator in the background. Throws an Error with what is wrong where it does not start. */
export async function startDetached(
  script: string,
  args: readonly string[],
): Promise<{ readonly started: Started; readonly pid: string }> {
  const output = join(mkdtempSync(join(tmpdir(), 'ecs-simulator-')), 'output.txt')
  const file = openSync(output, 'a')
  const child = spawn(
    process.execPath,
    [...process.execArgv, script, ...args],
    // A session of its own, and none of this process's pipes: a CI step ends with its last open pipe.
    { detached: true, stdio: ['ignore', file, file, 'ipc'] },
  )
  const message = await firstMessage(child)
  if (message === undefined) throw new Error(`The simulator ended early:\n${readFileSync(output, 'utf8')}`)
  if ('refused' in message) throw new Error(message.refused)
  child.disconnect()
  child.unref()
  return { started: message.started, pid: String(child.pid) }
}

/** Undefined where the process ends without one. */
function firstMessage(child: ChildProcess): Promise<Message | undefined> {
  return new Promise((resolve, reject) => {
    child.once('message', (message) => {
      resolve(message as Message)
    })
    child.once('exit', () => {
      resolve(undefined)
    })
    child.once('error', reject)
  })
}

/** Tells the process that started this one in the background; false where there is none. */
export function reportListening(started: Started): boolean {
  return send({ started })
}

/** The same for a simulator that cannot start. */
export function reportRefused(refused: string): boolean {
  return send({ refused })
}

function send(message: Message): boolean {
  if (process.send === undefined) return false
  process.send(message, undefined, undefined, () => {
    if (process.connected) process.disconnect()
  })
  return true
}

/** Prints shell commands, for `eval` as well as for a reader. */
export function printStarted(
  { url, environment }: Started,
  more: Readonly<Record<string, string>> = {},
): void {
  const exports = Object.entries({ ...environment, ...more })
    .map(([name, value]) => `export ${name}='${value}'\n`)
    .join('')
  process.stdout.write(`# The simulator listens on ${url}\n${exports}`)
}
