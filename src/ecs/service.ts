import { DescribeServicesCommand, type ECSClient, type Service } from '@aws-sdk/client-ecs'
import type { World } from '../world/world.js'
import { call } from './call.js'

/** Reads a service of the cluster; undefined where there is none of that name. Throws an `AwsError`. */
export async function describeService(
  ecs: ECSClient,
  cluster: string,
  name: string,
  world: World,
): Promise<Service | undefined> {
  const { services = [] } = await call(
    'DescribeServices',
    () => ecs.send(new DescribeServicesCommand({ cluster, services: [name] })),
    world,
  )
  return services.find(({ status }) => status !== 'INACTIVE')
}
