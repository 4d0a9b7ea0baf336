import type { JsonOperationName } from '../operation-names.ts'
import { createCluster, describeClusters, updateClusterSettings } from './clusters.ts'
import { describeLogGroups, describeLogStreams } from './describe-logs.ts'
import { filterLogEvents } from './filter-log-events.ts'
import { getLogEvents } from './get-log-events.ts'
import { listClusters, listServices, listTaskDefinitionFamilies } from './lists.ts'
import type { Operation } from './operation.ts'
import { getQueryResults, startQuery, stopQuery } from './queries.ts'
import { runTask } from './run-task.ts'
import { createService, describeServices, updateService } from './services.ts'
import { listTagsForResource, tagResource } from './tags.ts'
import {
  deregisterTaskDefinition,
  describeTaskDefinition,
  listTaskDefinitions,
  registerTaskDefinition,
} from './task-definitions.ts'
import { createTaskSet, updateServicePrimaryTaskSet } from './task-sets.ts'
import { describeTasks, listTasks, stopTask } from './tasks.ts'

const OPERATIONS: Readonly<Record<JsonOperationName, Operation<never>>> = {
  CreateCluster: createCluster,
  CreateService: createService,
  CreateTaskSet: createTaskSet,
  DeregisterTaskDefinition: deregisterTaskDefinition,
  DescribeClusters: describeClusters,
  DescribeLogGroups: describeLogGroups,
  DescribeLogStreams: describeLogStreams,
  DescribeServices: describeServices,
  DescribeTaskDefinition: describeTaskDefinition,
  DescribeTasks: describeTasks,
  FilterLogEvents: filterLogEvents,
  GetLogEvents: getLogEvents,
  GetQueryResults: getQueryResults,
  ListClusters: listClusters,
  ListServices: listServices,
  ListTagsForResource: listTagsForResource,
  ListTaskDefinitionFamilies: listTaskDefinitionFamilies,
  ListTaskDefinitions: listTaskDefinitions,
  ListTasks: listTasks,
  RegisterTaskDefinition: registerTaskDefinition,
  RunTask: runTask,
  StartQuery: startQuery,
  StopQuery: stopQuery,
  StopTask: stopTask,
  TagResource: tagResource,
  UpdateClusterSettings: updateClusterSettings,
  UpdateService: updateService,
  UpdateServicePrimaryTaskSet: updateServicePrimaryTaskSet,
}

export function findOperation(name: string): Operation<never> | undefined {
  return new Map<string, Operation<never>>(Object.entries(OPERATIONS)).get(name)
}
