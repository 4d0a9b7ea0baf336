import { execFile } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { promisify } from 'node:util'

/** What the processes of one group use. */
export interface ProcessUsage {
  /** Milliseconds of CPU since their start, ended children included. */
  readonly cpuMs: number
  readonly memoryBytes: number
}

interface ProcessRow {
  readonly pid: number
  readonly parent: number
  readonly group: number
  readonly cpuMs: number
  readonly memoryBytes: number
}

/** Linux counts CPU time in hundredths of a second for every program, and x86-64 and ARM64 have pages of 4 KiB. */
const TICK_MS = 10
const PAGE_BYTES = 4096

/** A read of all processes serves every container that asks meanwhile. */
const SHARED_FOR_MS = 20

let latest: { readonly at: number; readonly rows: Promise<readonly ProcessRow[]> } | undefined

/** Measures the process group `leader` and what descends from it, whatever group that is in. */
export async function measureGroup(leader: number): Promise<ProcessUsage> {
  const now = performance.now()
  if (latest === undefined || now - latest.at > SHARED_FOR_MS) latest = { at: now, rows: readProcesses() }
  const rows = await latest.rows
  const members = new Set(
    rows.filter(({ pid, group }) => pid === leader || group === leader).map(({ pid }) => pid),
  )
  for (let before = -1; before !== members.size;) {
    before = members.size
    for (const { pid, parent } of rows) if (members.has(parent)) members.add(pid)
  }
  const own = rows.filter(({ pid }) => members.has(pid))
  return {
    cpuMs: own.reduce((sum, { cpuMs }) => sum + cpuMs, 0),
    memoryBytes: own.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0),
  }
}

async function readProcesses(): Promise<readonly ProcessRow[]> {
  return process.platform === 'linux' ? readProc() : readPs()
}

/** https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
async function readProc(): Promise<readonly ProcessRow[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const rows = await Promise.all(
    pids.map(async (pid) => {
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
      // The name of the program stands in brackets and may hold anything.
      const fields = stat
        .slice(stat.lastIndexOf(')') + 2)
        .split(' ')
        .map(Number)
      const [, parent = 0, group = 0] = fields
      const ticks = fields.slice(11, 15).reduce((sum, value) => sum + value, 0)
      return {
        pid: Number(pid),
        parent,
        group,
        cpuMs: ticks * TICK_MS,
        memoryBytes: (fields[21] ?? 0) * PAGE_BYTES,
      }
    }),
  )
  return rows.filter(({ group }) => group > 0)
}

async function readPs(): Promise<readonly ProcessRow[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=,pgid=,rss=,time='])
  return stdout
    .trim()
    .split('\n')
    .map((line) => {
      const [pid, parent, group, kibibytes, time = ''] = line.trim().split(/\s+/)
      const seconds = time.split(/[:-]/).reduce((sum, part) => sum * 60 + Number(part), 0)
      return {
        pid: Number(pid),
        parent: Number(parent),
        group: Number(group),
        cpuMs: seconds * 1000,
        memoryBytes: Number(kibibytes) * 1024,
      }
    })
}
