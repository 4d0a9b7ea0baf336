import { parseArgs } from 'node:util'
import { detach, printStarted, reportListening, reportRefused } from './detach.ts'
import { HELP } from './help.ts'
import { openRequestLog } from './request-log.ts'
import { readScenario } from './scenario.ts'
import { startSimulator } from './simulator.ts'

/** Options as the command line gives them. Throws an Error that names the option. */
function readOptions() {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '0' },
      region: { type: 'string', default: 'us-east-1' },
      scenario: { type: 'string' },
      log: { type: 'string' },
      detach: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  const { port, region } = values
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535)
    throw new Error(`--port is ${JSON.stringify(port)}; it takes a number from 0 (a free port) to 65535.`)
  if (!/^[a-z]{2,}(-[a-z]+)+-\d+$/.test(region))
    throw new Error(
      `--region is ${JSON.stringify(region)}; it takes the code of a Region, such as us-east-1.`,
    )
  return { ...values, port: Number(port) }
}

async function start(): Promise<void> {
  const { help, detach: detached, port, region, scenario, log } = readOptions()
  if (help) {
    process.stdout.write(HELP)
    return
  }
  if (detached) {
    await detach(process.argv.slice(2))
    return
  }
  const simulator = await startSimulator({
    port,
    region,
    ...(scenario !== undefined && { scenario: readScenario(scenario) }),
    ...(log !== undefined && { onCall: openRequestLog(log) }),
  }).catch((error: unknown) => {
    throw isPortInUse(error)
      ? new Error(
          `Port ${port} is in use by another program. Choose another with --port, or 0 for a free one.`,
        )
      : error
  })
  const started = { url: simulator.url, environment: simulator.environment }
  if (!reportListening(started)) printStarted(started)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      void simulator.stop()
    })
  }
}

function isPortInUse(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
}

/** The command line of the simulator. */
export async function cli(): Promise<void> {
  await start().catch((error: unknown) => {
    const message = error instanceof Error ? error.message : String(error)
    if (!reportRefused(message)) process.stderr.write(`${message}\nSee --help.\n`)
    process.exitCode = 1
  })
}
