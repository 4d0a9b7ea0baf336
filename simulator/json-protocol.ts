import { findOperation } from './operations/index.ts'
import { answer } from './operations/operation.ts'
import { serviceOf } from './operation-names.ts'
import type { Protocol } from './protocol.ts'
import type { Account } from './model.ts'
import { checkArns } from './rules/arns.ts'
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
    if (serviceOf(name) !== 'ecs') return JSON.stringify(answer(operation, account, body, caller))
    const error = checkArns(account, name, parseLeniently(body), caller)
    if (error) throw error
    return JSON.stringify(answer(operation, inRegion(account, caller.region), body, caller))
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

/** What ECS has in a Region: in another than the account's own there is nothing, and nothing is kept. */
function inRegion(account: Account, region: string): Account {
  if (region === account.region) return account
  const nothing = { clusters: new Map(), families: new Map(), services: new Map() }
  return { ...account, ...nothing, region, tasks: new Map(), launches: new Map() }
}
