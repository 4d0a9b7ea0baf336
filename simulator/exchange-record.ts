import { createHash } from 'node:crypto'
import { appendFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Answer } from './broken-answers.ts'
import type { ProtocolRequest } from './protocol.ts'

/** Texts that differ from call to call and say nothing about the form of a body: ids, ARNs, times, numbers. */
const PARTICULARS = /[\da-f]{8,}|\d+(?:\.\d+)?/g

const recorded = new Set<string>()

/**
 * Appends a request and its answer to a file of the folder SIMULATOR_RECORD, as a line of JSON, for a check by AWS's service
 * model. Bodies that differ in ids and numbers alone are recorded once in each process. Does nothing without the variable.
 */
export function recordExchange(operation: string, { headers, body }: ProtocolRequest, answer: Answer): void {
  const folder = process.env['SIMULATOR_RECORD']
  if (!folder) return
  const exchange = {
    operation,
    target: headers['x-amz-target'],
    userAgent: headers['user-agent'],
    request: body,
    status: answer.status,
    answer: answer.body,
  }
  const form = createHash('sha256')
    .update(JSON.stringify([operation, answer.status, body, answer.body]).replaceAll(PARTICULARS, '#'))
    .digest('base64')
  if (recorded.has(form)) return
  recorded.add(form)
  mkdirSync(folder, { recursive: true })
  appendFileSync(join(folder, `${process.pid}.jsonl`), `${JSON.stringify(exchange)}\n`)
}
