import { startSimulator } from '../simulator/simulator.ts'
import { type Figure, figure, type Measurement } from './figures.ts'
import { ROOT, runBundle } from './run-bundle.ts'

const TASKS = 1_000
const RUN_S = 60

/** A thousand tasks on one runner, within the rates that AWS publishes: launched, followed to the end, reported. */
export const many: Measurement = {
  name: 'many',
  measure: async () => {
    const simulator = await startSimulator({
      scenario: {
        publishedRates: true,
        taskDefinitions: [
          {
            family: 'sleeper',
            requiresCompatibilities: ['FARGATE'],
            networkMode: 'awsvpc',
            cpu: '256',
            memory: '512',
            containerDefinitions: [{ name: 'app', image: 'app:1', command: ['sleep', String(RUN_S)] }],
          },
        ],
      },
    })
    try {
      const inputs = { 'task-definition': 'sleeper', subnets: 'subnet-0a1b2c3d', count: String(TASKS) }
      const { exitCode, tookMs, endedAt, peakMib } = await runBundle(
        `${ROOT}dist/main.js`,
        inputs,
        simulator.url,
      )
      const stops = simulator.tasks.map(({ stoppedAt }) => Number(stoppedAt))
      const callsOf = (name: string): number =>
        simulator.calls.filter(({ operation }) => operation === name).length
      const figures: Figure[] = [
        figure('tasks started', 'tasks', [simulator.tasks.length], { atLeast: TASKS }),
        figure('exit code', '', [exitCode ?? NaN], { atMost: 0 }),
        figure('RunTask', 'calls', [callsOf('RunTask')], { atMost: TASKS / 10 }),
        figure('DescribeTasks', 'calls', [callsOf('DescribeTasks')]),
        figure('calls turned away', 'calls', [
          simulator.calls.filter(({ outcome }) => outcome === 400).length,
        ]),
        figure('peak memory', 'MiB', [peakMib]),
        figure('the whole step', 's', [tookMs / 1000]),
        figure('its end after the last stop', 's', [endedAt / 1000 - Math.max(...stops)]),
      ]
      return figures
    } finally {
      await simulator.stop()
    }
  },
}
