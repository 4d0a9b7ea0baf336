import { ServiceError } from '../service-error.ts'

/** How CloudWatch Logs refuses a query that it cannot read. */
export function malformedQuery(message: string): ServiceError {
  return new ServiceError('MalformedQueryException', message)
}
