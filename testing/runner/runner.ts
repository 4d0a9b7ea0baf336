/**
 * Starts a built action as a GitHub runner does: its inputs as environment variables, its outputs, state and summary in
 * files, its printed commands obeyed, its cancel by signals. Plain Node, so that the demo can use it as well.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { inputEnvironment, readActionFile, type ActionFile } from './action-file.ts'
import { createCommandFiles, parseCommandFile, readCommandFiles, type CommandFiles } from './command-files.ts'
import { readConsole, type Console } from './console.ts'
import { readLines } from './read-lines.ts'
import { awsEnvironment, runnerEnvironment } from './runner-environment.ts'

/** How long a runner waits after each signal (actions/runner, `src/Runner.Sdk/ProcessInvoker.cs`). */
const AFTER_SIGINT_MS = 7_500
const AFTER_SIGTERM_MS = 2_500

/** A step that hangs is killed, so that its test fails instead of hanging as well. */
const LONGEST_STEP_MS = 55_000

export interface StepRequest {
  /** Folder of the action.yml: `.` unless given. */
  readonly action?: string
  readonly inputs?: Readonly<Record<string, string>>
  /** Added to what a runner sets; `undefined` takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Stands in for AWS; without it there are no credentials either. */
  readonly simulator?: { readonly url: string }
  readonly debug?: boolean
  /** How long it may take, where that is longer than a test waits. */
  readonly longestMs?: number
  /** Called with every line as it is printed. */
  readonly onLine?: (line: string) => void
}

export interface FinishedStep extends Console {
  /** RUNNER_TEMP, which lives as long as the job. */
  readonly temp: string
  readonly outcome: 'success' | 'failure'
  readonly exitCode: number | null
  readonly signal: NodeJS.Signals | null
  readonly durationMs: number
  /** Markdown for the page of the run. */
  readonly summary: string
  /** Variables for later steps. */
  readonly exported: Readonly<Record<string, string>>
  /** Every line of both streams as it was printed. */
  readonly lines: readonly string[]
  /** All text that left the process: the lines as printed and the files as written. */
  readonly everything: string
}

export interface RunningStep {
  readonly finished: Promise<FinishedStep>
  /** Resolves with the first line that matches, printed already or later; fails when the step ends without one. */
  waitForLine(pattern: RegExp): Promise<string>
  send(signal: NodeJS.Signals): void
  /** Cancels as a runner does: SIGINT, then SIGTERM, then an end to all that is left. */
  cancel(): Promise<FinishedStep>
}

export async function runAction(request: StepRequest): Promise<FinishedStep> {
  return startAction(request).finished
}

export function startAction(request: StepRequest): RunningStep {
  const action = readActionFile(request.action ?? '.')
  return startScript(action, action.runs.main, request, {})
}

/** Runs the post step, which finds what the main step saved. Undefined where the action has none. */
export async function runPost(
  request: StepRequest,
  main: Pick<FinishedStep, 'state'> & Partial<Pick<FinishedStep, 'temp'>>,
): Promise<FinishedStep | undefined> {
  const action = readActionFile(request.action ?? '.')
  return action.runs.post === undefined
    ? undefined
    : startScript(action, action.runs.post, request, main.state, main.temp).finished
}

function startScript(
  action: ActionFile,
  script: string,
  request: StepRequest,
  state: Readonly<Record<string, string>>,
  temp = mkdtempSync(join(tmpdir(), 'runner-')),
): RunningStep {
  requireNodeOf(action)
  mkdirSync(temp, { recursive: true })
  const files = createCommandFiles(temp)
  const startedAt = performance.now()
  const child = spawn(process.execPath, [join(action.folder, script)], {
    cwd: temp,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: request.longestMs ?? LONGEST_STEP_MS,
    killSignal: 'SIGKILL',
    env: {
      ...runnerEnvironment(temp, request.debug ?? false),
      ...(request.simulator ? awsEnvironment(request.simulator.url) : {}),
      ...files,
      ...inputEnvironment(action, request.inputs ?? {}),
      ...Object.fromEntries(Object.entries(state).map(([name, value]) => [`STATE_${name}`, value])),
      ...request.env,
    },
  })

  const lines: string[] = []
  const printed = new EventTarget()
  const onLine = (line: string) => {
    lines.push(line)
    request.onLine?.(line)
    printed.dispatchEvent(new Event('line'))
  }
  const finished = (async (): Promise<FinishedStep> => {
    const [exit] = await Promise.all([
      exitOf(child),
      readLines(child.stdout, onLine),
      readLines(child.stderr, onLine),
    ])
    const texts = readCommandFiles(files)
    tidy(temp, files)
    const durationMs = performance.now() - startedAt
    return describeStep(lines, texts, { ...exit, durationMs, temp }, request.debug)
  })()

  return {
    finished,
    send: (signal) => child.kill(signal),
    cancel: async () => {
      child.kill('SIGINT')
      if (!(await endsWithin(finished, AFTER_SIGINT_MS))) child.kill('SIGTERM')
      if (!(await endsWithin(finished, AFTER_SIGTERM_MS))) child.kill('SIGKILL')
      return finished
    },
    waitForLine: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const line = lines.find((text) => pattern.test(text))
          if (line !== undefined) resolve(line)
        }
        printed.addEventListener('line', look)
        look()
        void finished.then(() => {
          reject(new Error(`The step ended without a line like ${String(pattern)}:\n${lines.join('\n')}`))
        }, reject)
      }),
  }
}

/** Removes what a job's folder holds for one step. The folder stays where the action has left a file for its post step. */
function tidy(temp: string, files: CommandFiles): void {
  for (const path of [...Object.values(files), join(temp, 'event.json')]) rmSync(path, { force: true })
  if (readdirSync(temp).length === 0) rmdirSync(temp)
}

type Exit = Pick<FinishedStep, 'exitCode' | 'signal'>

function exitOf(child: ChildProcess): Promise<Exit> {
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (exitCode, signal) => {
      resolve({ exitCode, signal })
    })
  })
}

function describeStep(
  lines: readonly string[],
  files: CommandFiles,
  exit: Exit & Pick<FinishedStep, 'durationMs' | 'temp'>,
  isDebug?: boolean,
): FinishedStep {
  const console = readConsole(lines, isDebug)
  return {
    ...console,
    ...exit,
    outcome: exit.exitCode === 0 && !console.refusedCommand ? 'success' : 'failure',
    outputs: { ...console.outputs, ...parseCommandFile(files.GITHUB_OUTPUT) },
    state: { ...console.state, ...parseCommandFile(files.GITHUB_STATE) },
    exported: parseCommandFile(files.GITHUB_ENV),
    summary: files.GITHUB_STEP_SUMMARY,
    lines,
    everything: [...lines, ...Object.values(files)].join('\n'),
  }
}

async function endsWithin(finished: Promise<FinishedStep>, ms: number): Promise<boolean> {
  const timer = new AbortController()
  const late = setTimeout(ms, false, { signal: timer.signal }).catch(() => false)
  const ended = await Promise.race([finished.then(() => true), late])
  timer.abort()
  return ended
}

function requireNodeOf(action: ActionFile): void {
  const wanted = action.runs.using.replace('node', '')
  const [major] = process.versions.node.split('.')
  if (major !== wanted)
    throw new Error(`A runner starts this action on Node ${wanted}; this is Node ${process.version}.`)
}
