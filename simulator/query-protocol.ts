import { randomUUID } from 'node:crypto'
import type { Protocol, ProtocolRequest } from './protocol.ts'
import { unknownOperation } from './service-error.ts'
import { findStsOperation, type StsAnswer } from './sts.ts'

const NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/'

/** The query protocol, which STS speaks: a form in, XML out. */
export const queryProtocol: Protocol = {
  contentType: 'text/xml',
  operationOf: (request) => formOf(request).get('Action') ?? '',
  record: (request) => Object.fromEntries(formOf(request)),
  answer: (account, name, request, caller) => {
    const operation = findStsOperation(name)
    if (operation === undefined) throw unknownOperation(name)
    const result = operation(account, formOf(request), caller)
    return (
      `<${name}Response xmlns="${NAMESPACE}"><${name}Result>${toXml(result)}</${name}Result>` +
      `<ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata></${name}Response>`
    )
  },
  encodeError: ({ type, message, status }) =>
    `<ErrorResponse xmlns="${NAMESPACE}"><Error><Type>${status < 500 ? 'Sender' : 'Receiver'}</Type>` +
    `<Code>${type}</Code><Message>${escapeXml(message)}</Message></Error>` +
    `<RequestId>${randomUUID()}</RequestId></ErrorResponse>`,
}

function formOf({ body }: ProtocolRequest): URLSearchParams {
  return new URLSearchParams(body)
}

function toXml(answer: StsAnswer): string {
  return Object.entries(answer)
    .map(
      ([name, value]) => `<${name}>${typeof value === 'string' ? escapeXml(value) : toXml(value)}</${name}>`,
    )
    .join('')
}

function escapeXml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
}
