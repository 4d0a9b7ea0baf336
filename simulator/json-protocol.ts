import { findOperation } from './operations/index.ts'
import { answer } from './operations/operation.ts'
import type { Protocol } from './protocol.ts'
import { unknownOperation } from './service-error.ts'

const TARGET = /^(?:AmazonEC2ContainerServiceV20141113|Logs_20140328)\.(\w+)$/

/** AWS JSON 1.1, which ECS and CloudWatch Logs speak. */
export const jsonProtocol: Protocol = {
  contentType: 'application/x-amz-json-1.1',
  operationOf: ({ headers }) => TARGET.exec(headers['x-amz-target']?.toString() ?? '')?.[1] ?? '',
  record: ({ body }) => parseLeniently(body),
  answer: (account, name, { body }, caller) => {
    const operation = findOperation(name)
    if (operation === undefined) throw unknownOperation(name)
    return JSON.stringify(answer(operation, account, body, caller))
  },
  encodeError: ({ type, message, members }) => JSON.stringify({ __type: type, message, ...members }),
}

/** For the record: a body that is no JSON is recorded as it came. */
function parseLeniently(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return body
  }
}
