import type { IncomingHttpHeaders } from 'node:http'
import { serviceOf } from './operation-names.ts'
import { ServiceError } from './service-error.ts'

/** A signature is good for five minutes before and after its time. */
const TOLERANCE_MS = 300_000

/** What AWS answers to a call that was signed by a clock that is too far from its own; undefined for any other. */
export function refuseOldSignature(
  headers: IncomingHttpHeaders,
  operation: string,
  awsTime: number,
): ServiceError | undefined {
  const written = headers['x-amz-date']?.toString()
  if (written === undefined) return undefined
  const signedAt = Date.parse(
    written.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'),
  )
  if (Number.isNaN(signedAt) || Math.abs(awsTime - signedAt) <= TOLERANCE_MS) return undefined
  const message =
    signedAt < awsTime
      ? `Signature expired: ${written} is now earlier than ${stamp(awsTime - TOLERANCE_MS)} (${stamp(awsTime)} - 5 min.)`
      : `Signature not yet current: ${written} is still later than ${stamp(awsTime + TOLERANCE_MS)} (${stamp(awsTime)} + 5 min.)`
  return serviceOf(operation) === 'sts'
    ? new ServiceError('SignatureDoesNotMatch', message, 403)
    : new ServiceError('InvalidSignatureException', message)
}

function stamp(ms: number): string {
  return new Date(ms).toISOString().replace(/[-:]|\.\d+/g, '')
}
