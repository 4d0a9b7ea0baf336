/**
 * Stands in for proxy-agent-negotiate in the bundle (`paths` in tsconfig.json): proxies that ask for Kerberos need a
 * package with native code, which an action cannot ship. The agents ask for it only with `negotiate: true`.
 */
export function createNegotiateAuth() {
  throw new Error('Kerberos is left out of the bundle.')
}
