import { appendFileSync } from 'node:fs'
import { EOL } from 'node:os'
import { dirname, join } from 'node:path'
import { startDetached } from './detach.ts'

/**
 * The simulator as a step: starts it in the background, and sets the variables with which the AWS CLI, the SDKs and the
 * actions of all later steps of the job speak to it. It ends with the job.
 */
export async function action(): Promise<void> {
  const { GITHUB_ENV = '', GITHUB_OUTPUT = '', RUNNER_TEMP = '.' } = process.env
  const log = join(RUNNER_TEMP, 'simulator.jsonl')
  const given = ['scenario', 'region', 'port'].flatMap((name) => {
    const value = input(name)
    return value === '' ? [] : [`--${name}`, value]
  })
  try {
    // The action runs as action.js of the bundle, beside cli.js.
    const script = join(dirname(process.argv[1] ?? ''), 'cli.js')
    const { started, pid } = await startDetached(script, [...given, '--log', log])
    const variables = Object.entries({ ...started.environment, SIMULATOR_PID: pid, SIMULATOR_LOG: log })
    appendFileSync(GITHUB_ENV, variables.map(([name, value]) => `${name}=${value}${EOL}`).join(''))
    appendFileSync(GITHUB_OUTPUT, `url=${started.url}${EOL}log=${log}${EOL}`)
    process.stdout.write(`The simulator listens on ${started.url} (process ${pid})${EOL}`)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    process.stdout.write(`::error title=The simulator did not start::${escapeData(message)}${EOL}`)
    process.exitCode = 1
  }
}

function input(name: string): string {
  return (process.env[`INPUT_${name.toUpperCase()}`] ?? '').trim()
}

/** As a runner reads the message of a command (actions/toolkit, `command.ts`). */
function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}
