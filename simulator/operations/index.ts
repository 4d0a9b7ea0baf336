import type { JsonOperationName } from '../operation-names.ts'
import { createCluster, describeClusters } from './clusters.ts'
import { filterLogEvents } from './filter-log-events.ts'
import { getLogEvents } from './get-log-events.ts'
import type { Operation } from './operation.ts'
import { runTask } from './run-task.ts'
import { createService, describeServices } from './services.ts'
import {
  deregisterTaskDefinition,
  describeTaskDefinition,
  registerTaskDefinition,
} from './task-definitions.ts'
import { describeTasks, listTasks, stopTask } from './tasks.ts'

const OPERATIONS: Readonly<Record<JsonOperationName, Operation<never>>> = {
  CreateCluster: createCluster,
  CreateService: createService,
  DeregisterTaskDefinition: deregisterTaskDefinition,
  DescribeClusters: describeClusters,
  DescribeServices: describeServices,
  DescribeTaskDefinition: describeTaskDefinition,
  DescribeTasks: describeTasks,
  FilterLogEvents: filterLogEvents,
  GetLogEvents: getLogEvents,
  ListTasks: listTasks,
  RegisterTaskDefinition: registerTaskDefinition,
  RunTask: runTask,
  StopTask: stopTask,
}

export function findOperation(name: string): Operation<never> | undefined {
  return new Map<string, Operation<never>>(Object.entries(OPERATIONS)).get(name)
}
