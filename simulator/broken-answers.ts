import { gzipSync } from 'node:zlib'

/** How an answer breaks on its way, the work being done. */
export const BROKEN_ANSWERS = [
  'cut-body',
  'stalled-body',
  'truncated',
  'empty',
  'no-content',
  'wrong-type',
  'html',
  'redirect',
  'gzip',
] as const

export type BrokenAnswer = (typeof BROKEN_ANSWERS)[number]

/** A whole answer, as HTTP carries it. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** What goes over the connection in the place of an answer. */
export interface Wire {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
  /** The body is longer than what is sent of it: then the connection is cut, or stays open and silent. */
  readonly rest?: 'cut' | 'silence'
}

export interface Breakage {
  readonly kind: BrokenAnswer
  /** In place of the kind's own. */
  readonly status?: number | undefined
  readonly body?: string | undefined
}

/** As a proxy or a firewall answers in the place of AWS. */
const HTML =
  '<!DOCTYPE html>\n<html><head><title>Blocked</title></head><body><h1>Blocked</h1></body></html>\n'

/** Turns a whole answer into one that breaks. */
export function breakAnswer({ status, headers, body }: Answer, breakage: Breakage): Wire {
  const whole = Buffer.from(body)
  const half = whole.subarray(0, Math.ceil(whole.length / 2))
  const json = { status: breakage.status ?? status, headers }
  switch (breakage.kind) {
    case 'cut-body':
      return {
        ...json,
        headers: { ...headers, 'content-length': String(whole.length) },
        body: half,
        rest: 'cut',
      }
    case 'stalled-body':
      return {
        ...json,
        headers: { ...headers, 'content-length': String(whole.length) },
        body: half,
        rest: 'silence',
      }
    case 'truncated':
      return { ...json, body: half }
    case 'empty':
      return { ...json, body: Buffer.from(breakage.body ?? '') }
    case 'no-content':
      return { ...json, status: breakage.status ?? 204, body: Buffer.alloc(0) }
    case 'wrong-type':
      return { ...json, body: Buffer.from(breakage.body ?? withOtherTypes(body)) }
    case 'html':
      return {
        status: breakage.status ?? 200,
        headers: { 'content-type': 'text/html; charset=utf-8' },
        body: Buffer.from(breakage.body ?? HTML),
      }
    case 'redirect':
      return {
        status: breakage.status ?? 302,
        headers: { location: 'http://127.0.0.1:9/sign-in', 'content-type': 'text/html' },
        body: Buffer.from(breakage.body ?? ''),
      }
    case 'gzip':
      return { ...json, headers: { ...headers, 'content-encoding': 'gzip' }, body: gzipSync(whole) }
  }
}

/** The members of a JSON answer, each with a value of another type; JSON's `null` for what is no JSON. */
function withOtherTypes(body: string): string {
  let members: unknown
  try {
    members = JSON.parse(body)
  } catch {
    members = undefined
  }
  if (typeof members !== 'object' || members === null) return 'null'
  return JSON.stringify(
    Object.fromEntries(
      Object.entries(members).map(([name, value]) => [name, typeof value === 'string' ? { value } : 'none']),
    ),
  )
}
