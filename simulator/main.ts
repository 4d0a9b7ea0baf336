import { parseArgs } from 'node:util'
import { readScenario } from './scenario.ts'
import { startSimulator } from './simulator.ts'

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    region: { type: 'string', default: 'us-east-1' },
    scenario: { type: 'string' },
  },
})

const simulator = await startSimulator({
  port: Number(values.port),
  region: values.region,
  ...(values.scenario !== undefined && { scenario: readScenario(values.scenario) }),
})

process.stdout.write(`The simulator listens on ${simulator.url}

export AWS_ENDPOINT_URL=${simulator.url}
export AWS_REGION=${values.region}
export AWS_ACCESS_KEY_ID=simulator
export AWS_SECRET_ACCESS_KEY=simulator
`)

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    void simulator.stop()
  })
}
