import type { Failure, Service, Task, TaskDefinition } from '@aws-sdk/client-ecs'
import { InvalidAnswer } from './error-facts.js'

/**
 * Checks of the members that this action reads in an answer. The SDK accepts any JSON as an answer: `{}`, and members
 * whose type is not the API's. Each check throws an {@link InvalidAnswer}. The call is then retried as a call without an
 * answer is.
 */

/** The tasks in an answer of RunTask or DescribeTasks. */
export function checkTasks(tasks: unknown): Task[] {
  return checkList('tasks', tasks).map((task) => checkTask('tasks', task))
}

/** A task with an ARN and a status. Its containers are checked where it has any. */
export function checkTask(where: string, value: unknown): Task {
  const task = checkObject(where, value)
  checkText(`${where}.taskArn`, task['taskArn'])
  checkText(`${where}.lastStatus`, task['lastStatus'])
  for (const name of TASK_TEXTS) checkOptional(`${where}.${name}`, task[name], checkText)
  for (const name of TASK_DATES) checkOptional(`${where}.${name}`, task[name], checkDate)
  checkOptional(`${where}.attachments`, task['attachments'], checkObjects)
  checkOptional(`${where}.overrides`, task['overrides'], checkObject)
  for (const container of checkObjects(`${where}.containers`, task['containers'] ?? [])) {
    for (const name of CONTAINER_TEXTS)
      checkOptional(`${where}.containers.${name}`, container[name], checkText)
    checkOptional(`${where}.containers.exitCode`, container['exitCode'], checkNumber)
  }
  return task
}

const TASK_TEXTS = [
  'availabilityZone',
  'capacityProviderName',
  'clusterArn',
  'cpu',
  'desiredStatus',
  'group',
  'launchType',
  'memory',
  'stopCode',
  'stoppedReason',
  'taskDefinitionArn',
]
const TASK_DATES = ['createdAt', 'startedAt', 'stoppingAt', 'stoppedAt']
const CONTAINER_TEXTS = ['name', 'reason', 'lastStatus', 'healthStatus', 'runtimeId', 'image']

export function checkFailures(failures: unknown): Failure[] {
  return checkObjects('failures', failures ?? []).map((failure) => {
    checkOptional('failures.reason', failure['reason'], checkText)
    checkOptional('failures.detail', failure['detail'], checkText)
    return failure
  })
}

export function checkTaskDefinition(value: unknown): TaskDefinition {
  const definition = checkObject('taskDefinition', value)
  checkText('taskDefinition.family', definition['family'])
  checkOptional('taskDefinition.cpu', definition['cpu'], checkText)
  checkOptional('taskDefinition.memory', definition['memory'], checkText)
  for (const container of checkObjects('containerDefinitions', definition['containerDefinitions'])) {
    checkText('containerDefinitions.name', container['name'])
    checkOptional('containerDefinitions.logConfiguration', container['logConfiguration'], checkObject)
  }
  return definition
}

export function checkServices(value: unknown): Service[] {
  return checkObjects('services', value).map((service) => {
    checkText('services.serviceName', service['serviceName'])
    checkOptional('services.networkConfiguration', service['networkConfiguration'], checkObject)
    return service
  })
}

/** The ARNs in an answer of ListTasks. */
export function checkArns(value: unknown): string[] {
  return checkList('taskArns', value).map((arn) => checkText('taskArns', arn))
}

type Members = Record<string, unknown>

function checkOptional(
  where: string,
  value: unknown,
  check: (where: string, value: unknown) => unknown,
): void {
  if (value !== undefined && value !== null) check(where, value)
}

function checkObjects(where: string, value: unknown): Members[] {
  return checkList(where, value).map((item) => checkObject(where, item))
}

function checkList(where: string, value: unknown): unknown[] {
  if (!Array.isArray(value)) throw wrongType(where, value, 'a list')
  return value
}

function checkObject(where: string, value: unknown): Members {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw wrongType(where, value, 'an object')
  return value as Members
}

function checkText(where: string, value: unknown): string {
  if (typeof value !== 'string') throw wrongType(where, value, 'a text')
  return value
}

function checkNumber(where: string, value: unknown): number {
  if (typeof value !== 'number') throw wrongType(where, value, 'a number')
  return value
}

function checkDate(where: string, value: unknown): Date {
  if (!(value instanceof Date) || Number.isNaN(value.getTime())) throw wrongType(where, value, 'a date')
  return value
}

function wrongType(where: string, value: unknown, wanted: string): InvalidAnswer {
  if (value === undefined) return new InvalidAnswer(`${where} is missing`)
  return new InvalidAnswer(
    `${where} is ${value === null ? 'null' : `of type ${typeof value}`}, not ${wanted}`,
  )
}
