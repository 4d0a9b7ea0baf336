import { readFileSync } from 'node:fs'
import {
  CreateServiceCommand,
  DeleteServiceCommand,
  DescribeTaskDefinitionCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
} from '@aws-sdk/client-ecs'
import { resolveTemplate } from '../../testing/cloud-formation.ts'
import { createStack, idsOf, REGION } from './query.ts'
import type { Moto } from './server.ts'

export const CLUSTER = new URL('../../examples/aws/cluster.yml', import.meta.url)

export function motoClient({ url }: Moto): ECSClient {
  const credentials = { accessKeyId: 'moto', secretAccessKey: 'moto' }
  return new ECSClient({ endpoint: url, region: REGION, credentials })
}

/** Creates the cluster of `examples/aws/` in moto's default VPC; returns the outputs of its stack by name. */
export async function createCluster(moto: Moto): Promise<(name: string) => string> {
  const subnets = await idsOf(moto, 'DescribeSubnets', 'subnetId')
  const stack = await createStack(moto, 'cluster', CLUSTER, { Subnets: subnets.join(',') })
  const output = (name: string): string => {
    const value = stack[name]
    if (value === undefined) throw new Error(`The stack has no output ${name}`)
    return value
  }
  await complete(motoClient(moto), output)
  return output
}

/** Moto's CloudFormation drops sizes, roles, network mode and all of a service but its name; its ECS knows them. */
async function complete(ecs: ECSClient, output: (name: string) => string): Promise<void> {
  const family = output('TaskDefinition')
  const created = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: family }))
  const template = resolveTemplate(readFileSync(CLUSTER, 'utf8'), { Subnets: '' })
  const { Cpu, Memory } = template['TaskDefinition']?.Properties ?? {}
  await ecs.send(
    new RegisterTaskDefinitionCommand({
      family,
      containerDefinitions: created.taskDefinition?.containerDefinitions,
      executionRoleArn: output('ExecutionRoleArn'),
      taskRoleArn: output('TaskRoleArn'),
      requiresCompatibilities: ['FARGATE'],
      networkMode: 'awsvpc',
      cpu: String(Cpu),
      memory: String(Memory),
    }),
  )
  const service = { cluster: output('Cluster'), service: output('Service') }
  await ecs.send(new DeleteServiceCommand({ ...service, force: true }))
  await ecs.send(
    new CreateServiceCommand({
      cluster: service.cluster,
      serviceName: service.service,
      taskDefinition: family,
      desiredCount: 0,
      launchType: 'FARGATE',
      networkConfiguration: {
        awsvpcConfiguration: {
          subnets: output('Subnets').split(','),
          securityGroups: [output('SecurityGroup')],
          assignPublicIp: 'ENABLED',
        },
      },
    }),
  )
}
