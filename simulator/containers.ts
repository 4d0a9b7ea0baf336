import { spawn, type ChildProcess, type ChildProcessByStdio } from 'node:child_process'
import { once } from 'node:events'
import { constants } from 'node:os'
import { dirname } from 'node:path'
import type { Readable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'

/** How a container ended. ECS gives no exit code where it never ran. */
export interface ContainerEnd {
  readonly exitCode?: number
  readonly reason?: string
}

/** A container is a local process, with its own process group. */
export interface RunningContainer {
  /** Of its first process, which is its process group's as well. */
  readonly pid: number
  readonly ended: Promise<ContainerEnd>
  /** Sends SIGTERM or SIGKILL to all its processes. */
  signal(name: 'SIGTERM' | 'SIGKILL'): void
  /** Kills it and lets it end so. */
  kill(end: ContainerEnd): void
}

/** A line of a container's output, without its end. */
export interface OutputLine {
  readonly text: string
  readonly source: 'stdout' | 'stderr'
}

export interface ContainerCommand {
  readonly command: readonly string[]
  readonly environment: Readonly<Record<string, string>>
}

type ContainerProcess = ChildProcessByStdio<null, Readable, Readable>

/** How long a process that left the group, as `setsid` does, may hold the container's output open. */
const OUTPUT_GRACE_MS = 1000

/** What an image without a command of its own in the definition does: it ends well after a moment. */
const IMAGE_COMMAND = ['sleep', '0.05']

/** Docker's own PATH, and the Node that runs the simulator. */
const CONTAINER_PATH = `/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:${dirname(process.execPath)}`

/** Starts the process; `onLine` gets every line of stdout and stderr. Rejects where it cannot be started. */
export async function startContainer(
  { command, environment }: ContainerCommand,
  onLine: (line: OutputLine) => void,
): Promise<RunningContainer> {
  const child = start(command, environment)
  splitLines(child.stdout, (text) => {
    onLine({ text, source: 'stdout' })
  })
  splitLines(child.stderr, (text) => {
    onLine({ text, source: 'stderr' })
  })
  await once(child, 'spawn')
  let imposed: ContainerEnd | undefined
  return {
    pid: child.pid ?? 0,
    ended: waitForEnd(child).then((end) => imposed ?? end),
    signal: (name) => {
      if (!hasEnded(child)) signalGroup(child, name)
    },
    kill: (end) => {
      if (hasEnded(child)) return
      imposed ??= end
      signalGroup(child, 'SIGKILL')
    },
  }
}

/** Runs a command inside a container, as a health check does. Resolves with whether it ended well before the signal was aborted. */
export async function runToEnd(
  { command, environment }: ContainerCommand,
  signal: AbortSignal,
): Promise<boolean> {
  if (signal.aborted) return false
  const child = start(command, environment)
  child.stdout.resume()
  child.stderr.resume()
  const kill = (): void => {
    signalGroup(child, 'SIGKILL')
  }
  signal.addEventListener('abort', kill, { once: true })
  try {
    await once(child, 'spawn')
    const { exitCode } = await waitForEnd(child)
    return exitCode === 0
  } catch {
    return false
  } finally {
    signal.removeEventListener('abort', kill)
  }
}

function start(command: readonly string[], environment: Readonly<Record<string, string>>): ContainerProcess {
  const [file = '', ...args] = command.length > 0 ? command : IMAGE_COMMAND
  return spawn(file, args, {
    env: { PATH: CONTAINER_PATH, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
}

/** Resolves when the process has ended, its children are gone, and all its output is read. */
async function waitForEnd(child: ContainerProcess): Promise<ContainerEnd> {
  const closed = once(child, 'close')
  const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null]
  // The end of a container's first process ends all of them.
  signalGroup(child, 'SIGKILL')
  const giveUp = setTimeout(() => {
    child.stdout.destroy()
    child.stderr.destroy()
  }, OUTPUT_GRACE_MS)
  await closed
  clearTimeout(giveUp)
  return { exitCode: code ?? 128 + (signal === null ? 0 : constants.signals[signal]) }
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null
}

function signalGroup(child: ChildProcess, name: NodeJS.Signals): void {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, name)
  } catch (error) {
    // ESRCH: no process of the group is left. EPERM is macOS's word for a group of zombies.
    const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
    if (code !== 'ESRCH' && code !== 'EPERM') throw error
  }
}

function splitLines(output: Readable, onLine: (line: string) => void): void {
  const decoder = new StringDecoder('utf8')
  let rest = ''
  output.on('data', (chunk: Buffer) => {
    const lines = (rest + decoder.write(chunk)).split('\n')
    rest = lines.pop() ?? ''
    lines.forEach(onLine)
  })
  output.on('end', () => {
    onLine(rest + decoder.end())
  })
}
