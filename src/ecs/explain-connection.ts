import type { CallFacts, ErrorExplanation } from './error-explanation.js'

interface Row {
  readonly when: (facts: CallFacts) => boolean
  readonly explain: (facts: CallFacts) => ErrorExplanation
}

/** https://nodejs.org/api/tls.html#x509-certificate-error-codes, and Node's codes for host names. */
const CERTIFICATE_ERRORS = [
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]

const PASSWORD_OF_PROXY =
  'Write user and password into the variable, http://USER:PASSWORD@HOST:PORT, with special characters percent-encoded (@ is %40).'

/** Why a call did not reach AWS: errors of the proxy, DNS and TLS. The first match applies. */
const ROWS: readonly Row[] = [
  {
    // The proxy refused CONNECT. Where the request itself is sent to the proxy, the answer's status is the proxy's.
    when: ({ name, message, status }) =>
      status === 407 || (name === 'ProxyRefusal' && /answered 407/.test(message)),
    explain: () => ({
      retry: 'never',
      cause: 'The proxy asks for a user and a password, or does not accept those that it was given.',
      fix: PASSWORD_OF_PROXY,
    }),
  },
  {
    when: ({ name, message }) => name === 'ProxyRefusal' && /answered 4\d\d/.test(message),
    explain: () => ({
      retry: 'never',
      cause: 'The proxy does not open a connection to this host.',
      fix: 'Let the proxy connect to the hosts of Amazon ECS, CloudWatch Logs and STS in this Region, or name those that are reached without it in NO_PROXY.',
    }),
  },
  {
    when: ({ name }) => name === 'ProxyRefusal',
    explain: () => ({ retry: 'soon', cause: 'The proxy could not connect to AWS.' }),
  },
  {
    when: ({ name, message }) =>
      CERTIFICATE_ERRORS.includes(name) || /self-signed certificate|unable to verify/i.test(message),
    explain: () => ({
      retry: 'never',
      cause: 'The certificate that the host shows is not one that this step trusts.',
      fix: 'Where a proxy or an endpoint of your own has certificates of a private authority, name a file with that authority in NODE_EXTRA_CA_CERTS, which also holds for GitHub, or in AWS_CA_BUNDLE, which holds for AWS alone. Set it for the job (env:) or for the runner, and have the file on the runner.',
    }),
  },
  {
    when: ({ name, message }) =>
      name === 'EPROTO' ||
      /^ERR_SSL_/.test(name) ||
      /wrong version number|packet length too long/i.test(message),
    explain: () => ({
      retry: 'never',
      cause: 'The port does not speak TLS.',
      fix: 'Check scheme and port of AWS_ENDPOINT_URL and HTTPS_PROXY: an address with https:// needs a port with TLS, and http:// one without.',
    }),
  },
  {
    when: ({ name }) => name === 'ENOTFOUND',
    explain: ({ message }) => {
      const [, host = 'the host'] = /ENOTFOUND (\S+)/.exec(message) ?? []
      const [, region] = /^(?:ecs|logs|sts)(?:-fips)?\.([a-z\d-]+)\./.exec(host) ?? []
      return {
        retry: 'soon',
        cause: `DNS knows no host ${host}.`,
        fix:
          region === undefined
            ? 'Check AWS_ENDPOINT_URL, and where the runner is in a private network its DNS or HTTPS_PROXY.'
            : `Check whether the Region ${region} exists (aws-region, AWS_REGION), and where the runner is in a private network its DNS or HTTPS_PROXY.`,
        input: 'aws-region',
      }
    },
  },
  {
    when: ({ message }) =>
      /not a valid hostname component|Invalid Configuration: Missing Region/i.test(message),
    explain: ({ message }) => ({
      retry: 'never',
      cause: `The Region cannot be one: ${/region\s*(?:=|:)?\s*(['"`]?)([^'"`]*)\1/i.exec(message)?.[2] ?? message}`,
      fix: 'Write  aws-region:  with the code of a Region such as eu-west-1, or set AWS_REGION or AWS_DEFAULT_REGION to one.',
      input: 'aws-region',
    }),
  },
]

/** Explains why the call did not reach AWS. Undefined where it did, or where the cause is unknown. */
export function explainConnection(facts: CallFacts): ErrorExplanation | undefined {
  return ROWS.find(({ when }) => when(facts))?.explain(facts)
}
