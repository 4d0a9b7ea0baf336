import { startSimulator } from '../simulator/simulator.ts'
import { FARGATE_INPUTS, fargateTask } from './fargate-task.ts'
import { type Figure, figure, type Measurement } from './figures.ts'
import { ROOT, runBundle } from './run-bundle.ts'

const TASKS = 1_000
const RUN_S = 60

/** What each task writes: when it begins, halfway, and when it ends. */
const SCRIPT = `echo begin; sleep ${RUN_S / 2}; echo halfway; sleep ${RUN_S / 2}; echo end`
const LINES = 3
/** Less than Fargate takes, so that the reading of logs to their end is seen. */
const DEPROVISIONING_MS = 1_000

/** A thousand tasks on one runner, within the rates that AWS publishes: launched, followed to the end, reported. */
export const many: Measurement = {
  name: 'many',
  measure: async () => [...(await runMany('false')), ...(await runMany('true'))],
}

async function runMany(logs: string): Promise<Figure[]> {
  const simulator = await startSimulator({
    scenario: {
      publishedRates: true,
      pace: { deprovisioning: DEPROVISIONING_MS },
      taskDefinitions: fargateTask({ cpu: '256', memory: '512' }, [
        { name: 'app', command: ['sh', '-c', SCRIPT] },
      ]),
    },
  })
  let lines = 0
  const countLines = (chunk: Buffer): void => {
    lines += chunk.toString('latin1').match(/\| \S*(begin|halfway|end)\r?\n/g)?.length ?? 0
  }
  try {
    const inputs = { ...FARGATE_INPUTS, count: String(TASKS), logs }
    const { exitCode, tookMs, endedAt, peakMib } = await runBundle(
      `${ROOT}dist/main.js`,
      inputs,
      simulator.url,
      countLines,
    )
    const stops = simulator.tasks.map(({ stoppedAt }) => Number(stoppedAt))
    const callsOf = (name: string): number =>
      simulator.calls.filter(({ operation }) => operation === name).length
    const turnedAway = simulator.calls.filter(({ outcome }) => outcome === 400).length
    return [
      figure(`tasks started, logs: ${logs}`, 'tasks', [simulator.tasks.length], { atLeast: TASKS }),
      figure('exit code', '', [exitCode ?? NaN], { atMost: 0 }),
      figure('RunTask', 'calls', [callsOf('RunTask')], { atMost: TASKS / 10 }),
      figure('DescribeTasks', 'calls', [callsOf('DescribeTasks')]),
      figure('FilterLogEvents and GetLogEvents', 'calls', [
        callsOf('FilterLogEvents') + callsOf('GetLogEvents'),
      ]),
      figure('log lines shown', 'lines', [lines], { atLeast: logs === 'true' ? TASKS * LINES : 0 }),
      figure('calls turned away', 'calls', [turnedAway]),
      figure('peak memory', 'MiB', [peakMib]),
      figure('the whole step', 's', [tookMs / 1000]),
      figure('its end after the last stop', 's', [endedAt / 1000 - Math.max(...stops)], { atMost: 10 }),
    ]
  } finally {
    await simulator.stop()
  }
}
