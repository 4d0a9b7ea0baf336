/** What the simulator answers, by service. `GetIdToken` is GitHub's OIDC endpoint. */
export const OPERATION_NAMES = {
  ecs: [
    'CreateCluster',
    'CreateService',
    'CreateTaskSet',
    'DeregisterTaskDefinition',
    'DescribeClusters',
    'DescribeServices',
    'DescribeTaskDefinition',
    'DescribeTasks',
    'ListClusters',
    'ListServices',
    'ListTagsForResource',
    'ListTaskDefinitionFamilies',
    'ListTaskDefinitions',
    'ListTasks',
    'RegisterTaskDefinition',
    'RunTask',
    'StopTask',
    'TagResource',
    'UpdateClusterSettings',
    'UpdateService',
    'UpdateServicePrimaryTaskSet',
  ],
  logs: [
    'DescribeLogGroups',
    'DescribeLogStreams',
    'FilterLogEvents',
    'GetLogEvents',
    'GetQueryResults',
    'StartQuery',
    'StopQuery',
  ],
  sts: ['AssumeRole', 'AssumeRoleWithWebIdentity', 'GetCallerIdentity'],
  github: ['GetIdToken'],
} as const

export type ServiceName = keyof typeof OPERATION_NAMES
export type JsonOperationName = (typeof OPERATION_NAMES)['ecs' | 'logs'][number]
export type StsOperationName = (typeof OPERATION_NAMES)['sts'][number]

/** The service of an operation; ECS for one that is not known. */
export function serviceOf(operation: string): ServiceName {
  const services: readonly ServiceName[] = ['logs', 'sts', 'github']
  return services.find((service) => OPERATION_NAMES[service].some((name) => name === operation)) ?? 'ecs'
}
