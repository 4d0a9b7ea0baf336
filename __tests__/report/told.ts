import { refusedFor } from '../../src/flows/finish.js'
import type { RunReport, Timing } from '../../src/report/run-report.js'
import { DEFINITION, endsAfter, idOf, LARGER, prepared, reportOf, type TaskLife } from './reports.js'

interface Told {
  readonly report: RunReport
  readonly timing: Timing
}

const OUT_OF_MEMORY = {
  exitCode: 137,
  sidecarExitCode: 143,
  reason: 'OutOfMemoryError: Container killed due to memory usage',
}
const WELL = { exitCode: 0, sidecarExitCode: 143 }

/** The main endings of a step, each as its summary tells it. */
export const TOLD: Readonly<Record<string, () => Told>> = {
  'one-task': () => ({
    report: reportOf([{ inputs: LARGER, tasks: [{ at: [1, 12, 31, 192, 205], ...WELL }] }]),
    timing: endsAfter(210),
  }),
  'retries-after-out-of-memory': () => ({
    report: reportOf([
      { inputs: {}, tasks: [{ at: [24, 33, 49, 118, 131], ...OUT_OF_MEMORY }] },
      {
        inputs: { memory: '6144', containers: 'app: {memory: 4096}' },
        askedAt: 132,
        tasks: [{ id: idOf(2), at: [133, 143, 160, 281, 294], ...OUT_OF_MEMORY }],
      },
      {
        inputs: { cpu: '2048', memory: '12288', containers: 'app: {memory: 8192}' },
        askedAt: 295,
        tasks: [{ id: idOf(3), at: [296, 305, 322, 561, 574], ...WELL }],
      },
    ]),
    timing: endsAfter(580),
  }),
  'out-of-memory': () => ({
    report: reportOf([{ inputs: {}, tasks: [{ at: [1, 12, 31, 192, 205], ...OUT_OF_MEMORY }] }]),
    timing: endsAfter(210),
  }),
  'three-of-fifty-failed': () => ({
    report: reportOf([{ inputs: { ...LARGER, count: '50' }, tasks: fifty() }]),
    timing: endsAfter(420),
  }),
  refused: () => {
    const { plan, findings } = prepared({
      cpu: '2048',
      memory: '9000',
      containers: 'app:\n  cpu: 3072\n  memoryReservaton: 512\nlog-ruoter:\n  cpu: 128\n',
    })
    const told = { name: 'nightly-etl:42', plan, definition: DEFINITION }
    return { report: refusedFor(findings, told).report, timing: endsAfter(1) }
  },
  'dry-run': () => {
    const { plan, request, findings } = prepared({
      ...LARGER,
      containers: `${LARGER.containers}  environment: {DATABASE_PASSWORD: hunter2}\n`,
      'dry-run': 'true',
    })
    const verdict = { outcome: 'planned', problems: [], summary: 'a dry run, nothing was started' } as const
    const report = { name: 'nightly-etl:42', definition: DEFINITION, plan, findings, attempts: [], verdict }
    return { report: { ...report, ...(request && { request }) }, timing: endsAfter(1) }
  },
  cancelled: () => ({
    report: reportOf([
      {
        inputs: LARGER,
        tasks: [
          { at: [1, 12, 31, 192, 205], ...WELL },
          { id: idOf(5), at: [1, 14, 33] },
          { id: idOf(6), at: [1] },
        ],
        end: 'cancelled',
        stopped: [idOf(5), idOf(6)],
      },
    ]),
    timing: endsAfter(250),
  }),
}

function fifty(): TaskLife[] {
  return Array.from({ length: 50 }, (_, index): TaskLife => {
    const start = 20 + ((index * 7) % 25)
    const end = start + 150 + ((index * 53) % 170)
    const life = { id: idOf(index + 10), at: [1 + index / 20, start - 8, start, end, end + 12] } as const
    if (index === 11) return { ...life, exitCode: 3, sidecarExitCode: 143 }
    if (index === 30) return { ...life, ...OUT_OF_MEMORY }
    if (index === 42)
      return {
        id: life.id,
        at: [3, undefined, undefined, undefined, 64],
        stopCode: 'TaskFailedToStart',
        stoppedReason: 'Timeout waiting for network interface provisioning to complete.',
      }
    return { ...life, ...WELL }
  })
}
