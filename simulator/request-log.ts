import { appendFileSync } from 'node:fs'
import type { RecordedCall } from './server.ts'

/**
 * Takes each call when it has been answered and appends it to the file as a line of JSON. Values of environment variables are
 * left out: they may be secrets, and logs are kept.
 */
export function openRequestLog(path: string): (call: RecordedCall) => void {
  // At once, so that a path that cannot be written is refused at the start.
  appendFileSync(path, '')
  return ({ operation, time, region, outcome, error, body }) => {
    const entry = { time: new Date(time).toISOString(), operation, region, outcome, error, request: body }
    appendFileSync(path, `${JSON.stringify(entry, hideEnvironment)}\n`)
  }
}

function hideEnvironment(key: string, value: unknown): unknown {
  if (key !== 'environment' || !Array.isArray(value)) return value
  return value.map((variable: unknown) =>
    typeof variable === 'object' && variable !== null && 'name' in variable ? { name: variable.name } : '***',
  )
}
