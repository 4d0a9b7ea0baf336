import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inputEnvironment, readActionFile } from '../testing/runner/action-file.ts'
import { createCommandFiles } from '../testing/runner/command-files.ts'
import { awsEnvironment, runnerEnvironment } from '../testing/runner/runner-environment.ts'

const REPORT_MEMORY = fileURLToPath(new URL('report-memory.mjs', import.meta.url))
export const ROOT = fileURLToPath(new URL('..', import.meta.url))

export interface BundleRun {
  readonly exitCode: number | null
  /** From the start of the process to its end. */
  readonly tookMs: number
  readonly peakMib: number
  readonly cpuMs: number
  /** When the process ended, on the clock of `Date.now()`. */
  readonly endedAt: number
}

/** Starts a script as a runner starts a step, to the end; what it prints goes chunk by chunk to `onOutput`. */
export async function runBundle(
  script: string,
  inputs: Readonly<Record<string, string>>,
  url: string,
  onOutput: (chunk: Buffer) => void = () => undefined,
): Promise<BundleRun> {
  const temp = mkdtempSync(join(tmpdir(), 'bench-'))
  const usageFile = join(temp, 'usage.json')
  const startedAt = performance.now()
  const child = spawn(process.execPath, ['--import', REPORT_MEMORY, script], {
    cwd: temp,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...runnerEnvironment(temp, false),
      ...awsEnvironment(url),
      ...createCommandFiles(temp),
      ...inputEnvironment(readActionFile('.'), inputs),
      BENCH_USAGE_FILE: usageFile,
    },
  })
  child.stdout.on('data', onOutput)
  await once(child, 'close')
  const tookMs = performance.now() - startedAt
  const usage: unknown = JSON.parse(readFileSync(usageFile, 'utf8'))
  rmSync(temp, { recursive: true, force: true })
  return { exitCode: child.exitCode, tookMs, endedAt: Date.now(), ...readUsage(usage) }
}

function readUsage(usage: unknown): { peakMib: number; cpuMs: number } {
  if (typeof usage === 'object' && usage !== null && 'peakMib' in usage && 'cpuMs' in usage)
    return { peakMib: Number(usage.peakMib), cpuMs: Number(usage.cpuMs) }
  throw new Error('The process left no account of what it took.')
}
