/** What an AWS service answers where it refuses: a type, a text, and an HTTP status. */
export class ServiceError extends Error {
  readonly type: string
  readonly status: number
  /** Members of the exception beside its message, such as ConflictException's `resourceIds`. */
  readonly members: Record<string, unknown>

  constructor(type: string, message: string, status = 400, members: Record<string, unknown> = {}) {
    super(message)
    this.name = type
    this.type = type
    this.status = status
    this.members = members
  }
}

export const clientException = (message: string): ServiceError => new ServiceError('ClientException', message)

export const invalidParameter = (message: string): ServiceError =>
  new ServiceError('InvalidParameterException', message)

export const unknownOperation = (operation: string): ServiceError =>
  new ServiceError('UnknownOperationException', `The simulator does not know the operation ${operation}.`)

/** How one operation wraps a rule's text: RegisterTaskDefinition and RunTask use different exceptions. */
export type Refuse = (message: string) => ServiceError
