import { startSimulator } from '../simulator/simulator.ts'
import { FARGATE_INPUTS, fargateTask } from './fargate-task.ts'
import { ROOT, runBundle } from './run-bundle.ts'

/** What ECS takes to give back the network interface of a task on Fargate. */
const DEPROVISIONING_MS = 100

/** Runs the bundle with a task of so many seconds, in real time; how many seconds after its stop the process ended. */
export async function runTaskFor(seconds: number, logs: string): Promise<number> {
  const simulator = await startSimulator({
    scenario: {
      pace: { deprovisioning: DEPROVISIONING_MS },
      taskDefinitions: fargateTask({ cpu: '256', memory: '512' }, [
        { name: 'app', command: ['sh', '-c', `echo begin; sleep ${seconds + Math.random()}; echo end`] },
      ]),
    },
  })
  try {
    const inputs = { ...FARGATE_INPUTS, logs }
    const { endedAt } = await runBundle(`${ROOT}dist/main.js`, inputs, simulator.url)
    return endedAt / 1000 - Number(simulator.tasks[0]?.stoppedAt)
  } finally {
    await simulator.stop()
  }
}
