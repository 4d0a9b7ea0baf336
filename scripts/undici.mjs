/**
 * Stands in for undici in the bundle, of which it would be a third (`paths` in tsconfig.json). `@actions/http-client`
 * wants it for `getAgentDispatcher` alone, which serves Octokit; its own requests take `node:http`, and `tunnel` through a
 * proxy.
 */
export class ProxyAgent {
  constructor() {
    throw new Error('undici is left out of the bundle.')
  }
}
