/**
 * Stands in for undici in the bundle, of which it would be a third (`paths` in tsconfig.json). `@actions/http-client` makes
 * a `ProxyAgent` for Octokit's own `fetch`, which src/github/octokit.ts replaces: neither is ever used. The requests of
 * `@actions/http-client` take `node:http`, and `tunnel` through a proxy.
 */
export class ProxyAgent {}

export function fetch() {
  throw new Error('undici is left out of the bundle.')
}
