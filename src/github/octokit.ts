import type { IncomingMessage } from 'node:http'
import { HttpClient } from '@actions/http-client'
import type { getOctokit } from '@actions/github'
import { NAME, VERSION } from '../version.js'

export type Octokit = ReturnType<typeof getOctokit>

const ANSWER_TIMEOUT_MS = 10_000

interface FetchOptions {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly signal?: AbortSignal
}

export interface OctokitOptions {
  readonly token: string
  /** `GITHUB_API_URL`: https://api.github.com, or the URL of a GitHub Enterprise Server. */
  readonly apiUrl: string
  readonly signal: AbortSignal
}

/** Loads the library here, so that only steps with a comment load it. */
export async function openOctokit({ token, apiUrl, signal }: OctokitOptions): Promise<Octokit> {
  const { getOctokit } = await import(/* webpackChunkName: "octokit" */ '@actions/github')
  const quiet = (): void => undefined
  return getOctokit(token, {
    baseUrl: apiUrl,
    userAgent: `${NAME}/${VERSION}`,
    request: { fetch: fetchThroughProxy, signal },
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
  })
}

/**
 * The part of `fetch` that Octokit needs, with the HTTP client that also requests GitHub's tokens. That client supports
 * the runner's proxy; Node's `fetch` does not. undici, which Octokit suggests, would be a third of the bundle.
 */
async function fetchThroughProxy(
  url: string,
  { method = 'GET', headers, body, signal }: FetchOptions,
): Promise<Response> {
  const client = new HttpClient(undefined, [], { socketTimeout: ANSWER_TIMEOUT_MS })
  const request = async (): Promise<{ readonly text: string; readonly answer: IncomingMessage }> => {
    const response = await client.request(method, url, body ?? null, { ...headers })
    return { text: await response.readBody(), answer: response.message }
  }
  const { text, answer } = await orAborted(request, signal)
  const status = answer.statusCode ?? 0
  const hasBody = status !== 204 && status !== 205 && status !== 304
  return new Response(hasBody ? text : null, { status, headers: single(answer.headers) })
}

async function orAborted<T>(action: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return action()
  signal.throwIfAborted()
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      reject(signal.reason as Error)
    }
    signal.addEventListener('abort', onAbort, { once: true })
    action().then(resolve, reject)
  })
}

function single(headers: NodeJS.Dict<string | string[]>): [string, string][] {
  return Object.entries(headers).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, [value].flat().join(', ')]],
  )
}
