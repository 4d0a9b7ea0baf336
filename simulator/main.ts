import { parseArgs } from 'node:util'
import { readScenario } from './scenario.ts'
import { startSimulator } from './simulator.ts'

async function main(): Promise<void> {
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
  const exports = Object.entries(simulator.environment).map(([name, value]) => `export ${name}='${value}'\n`)
  process.stdout.write(`The simulator listens on ${simulator.url}\n\n${exports.join('')}`)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      void simulator.stop()
    })
  }
}

await main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
})
