import { refusedFor } from '../../src/flows/finish.js'
import type { ReportView } from '../../src/report/report-view.js'
import type { Verdict } from '../../src/verdict/verdict.js'
import { idOf, LARGER, prepared, reportOf, type TaskLife, viewAfter } from './reports.js'

const OUT_OF_MEMORY = {
  exitCode: 137,
  sidecarExitCode: 143,
  reason: 'OutOfMemoryError: Container killed due to memory usage',
}
const WELL = { exitCode: 0, sidecarExitCode: 143 }
const SPOT = {
  exitCode: 143,
  sidecarExitCode: 143,
  stopCode: 'SpotInterruption',
  stoppedReason: 'Your Spot Task was interrupted.',
  capacityProviderName: 'FARGATE_SPOT',
}
const PLACE = { cluster: 'analytics', region: 'us-east-1' }

const TRACEBACK = [
  '02:03:38 loading orders, 18,201 rows',
  '02:03:40 Traceback (most recent call last):',
  '  File "/app/etl/load.py", line 118, in <module>',
  '    connection = psycopg2.connect(host=os.environ["DB_HOST"])',
  'psycopg2.OperationalError: could not translate host name "db" to address: Name or service not known',
]

/** The endings of a step, each as its job summary shows it. */
export const REPORT_EXAMPLES: Readonly<Record<string, () => ReportView>> = {
  'one-task': () =>
    viewAfter(reportOf([{ inputs: LARGER, tasks: [{ at: [1, 12, 31, 192, 205], ...WELL }] }]), 210),
  'exit-code': () =>
    viewAfter(
      reportOf([
        {
          inputs: LARGER,
          tasks: [{ at: [1, 12, 31, 192, 205], exitCode: 3, sidecarExitCode: 143 }],
          logs: { app: TRACEBACK },
        },
      ]),
      210,
    ),
  'retries-after-out-of-memory': () =>
    viewAfter(
      reportOf([
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
      580,
    ),
  'out-of-memory': () =>
    viewAfter(
      reportOf([
        {
          inputs: {},
          tasks: [{ at: [1, 12, 31, 192, 205], ...OUT_OF_MEMORY }],
          logs: { app: ['reading 2026-11-22', 'joining orders and customers'] },
        },
      ]),
      210,
    ),
  'java-heap': () =>
    viewAfter(
      reportOf([
        {
          inputs: {},
          tasks: [{ at: [1, 12, 31, 192, 205], exitCode: 1, sidecarExitCode: 143 }],
          logs: {
            app: [
              'Exception in thread "main" java.lang.OutOfMemoryError: Java heap space',
              '\tat etl.Load.main(Load.java:42)',
            ],
          },
        },
      ]),
      210,
    ),
  spot: () =>
    viewAfter(
      reportOf([
        {
          inputs: LARGER,
          tasks: [{ at: [1, 12, 31, 192, 205], ...SPOT }],
          logs: { app: TRACEBACK.slice(0, 1) },
        },
      ]),
      210,
    ),
  'image-pull': () =>
    viewAfter(
      reportOf([
        {
          inputs: {},
          tasks: [
            {
              at: [1, 12, undefined, undefined, 40],
              stopCode: 'TaskFailedToStart',
              stoppedReason:
                'CannotPullContainerError: pull image manifest has been retried 5 time(s): failed to resolve ref 123456789012.dkr.ecr.us-east-1.amazonaws.com/etl:3f2c1d9: 123456789012.dkr.ecr.us-east-1.amazonaws.com/etl:3f2c1d9: not found',
              reason:
                'CannotPullContainerError: pull image manifest has been retried 5 time(s): failed to resolve ref 123456789012.dkr.ecr.us-east-1.amazonaws.com/etl:3f2c1d9: 123456789012.dkr.ecr.us-east-1.amazonaws.com/etl:3f2c1d9: not found',
            },
          ],
        },
      ]),
      45,
    ),
  'timed-out': () =>
    viewAfter(
      reportOf([
        {
          inputs: { ...LARGER, timeout: '55m' },
          tasks: [{ at: [1, 12, 31] }],
          end: 'timed-out',
          stopped: ['3f9c1e77a0b14c5d9e8f7a6b5c4d3e2f'],
          logs: { app: ['chunk 117 of 240', 'chunk 118 of 240'] },
        },
      ]),
      3301,
    ),
  'three-of-twelve-failed': () =>
    viewAfter(
      reportOf([{ inputs: { ...LARGER, count: '12' }, tasks: many(12), logs: { app: TRACEBACK } }]),
      420,
    ),
  'three-of-two-hundred-failed': () =>
    viewAfter(
      reportOf([{ inputs: { ...LARGER, count: '200' }, tasks: many(200), logs: { app: TRACEBACK } }]),
      420,
    ),
  refused: () => {
    const { plan, findings } = prepared({
      cpu: '2048',
      memory: '9000',
      containers: 'app:\n  cpu: 3072\n  memoryReservaton: 512\nlog-ruoter:\n  cpu: 128\n',
    })
    return viewAfter(refusedFor(findings, { name: 'nightly-etl:42', plan, place: PLACE }).report, 1)
  },
  'dry-run': () => {
    const { plan, request, findings } = prepared({
      ...LARGER,
      containers: `${LARGER.containers}  environment: {DATABASE_PASSWORD: hunter2}\n`,
      'dry-run': 'true',
    })
    const verdict: Verdict = {
      outcome: 'planned',
      problems: [],
      summary: 'a dry run, nothing was started',
    }
    const report = { name: 'nightly-etl:42', place: PLACE, plan, findings, attempts: [], verdict }
    return viewAfter({ ...report, ...(request && { request }) }, 1)
  },
  cancelled: () =>
    viewAfter(
      reportOf([
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
      250,
    ),
}

/** Tasks of which one ended with an error, one ran out of memory, and one never started. */
function many(count: number): TaskLife[] {
  return Array.from({ length: count }, (_, index): TaskLife => {
    const start = 20 + ((index * 7) % 25)
    const end = start + 150 + ((index * 53) % 170)
    const life = { id: idOf(index + 10), at: [1 + index / 20, start - 8, start, end, end + 12] } as const
    if (index === 3) return { ...life, exitCode: 3, sidecarExitCode: 143 }
    if (index === 7) return { ...life, ...OUT_OF_MEMORY }
    if (index === 10)
      return {
        id: life.id,
        at: [3, undefined, undefined, undefined, 64],
        stopCode: 'TaskFailedToStart',
        stoppedReason: 'Timeout waiting for network interface provisioning to complete.',
      }
    return { ...life, ...WELL }
  })
}
