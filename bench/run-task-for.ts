import { startSimulator } from '../simulator/simulator.ts'
import { ROOT, runBundle } from './run-bundle.ts'

/** What ECS takes to give back the network interface of a task on Fargate. */
const DEPROVISIONING_MS = 100

/** Runs the bundle with a task of so many seconds, in real time; how many seconds after its stop the process ended. */
export async function runTaskFor(seconds: number, logs: string): Promise<number> {
  const simulator = await startSimulator({
    scenario: {
      pace: { deprovisioning: DEPROVISIONING_MS },
      taskDefinitions: [
        {
          family: 'sleeper',
          requiresCompatibilities: ['FARGATE'],
          networkMode: 'awsvpc',
          cpu: '256',
          memory: '512',
          containerDefinitions: [
            {
              name: 'app',
              image: 'app:1',
              command: ['sh', '-c', `echo begin; sleep ${seconds + Math.random()}; echo end`],
              logConfiguration: {
                logDriver: 'awslogs',
                options: {
                  'awslogs-group': '/ecs/sleeper',
                  'awslogs-region': 'us-east-1',
                  'awslogs-stream-prefix': 'ecs',
                },
              },
            },
          ],
        },
      ],
    },
  })
  try {
    const inputs = { 'task-definition': 'sleeper', subnets: 'subnet-0a1b2c3d', logs }
    const { endedAt } = await runBundle(`${ROOT}dist/main.js`, inputs, simulator.url)
    return endedAt / 1000 - Number(simulator.tasks[0]?.stoppedAt)
  } finally {
    await simulator.stop()
  }
}
