import { DescribeServicesCommand, type ECSClient, type Service } from '@aws-sdk/client-ecs'
import type { Runtime } from '../runtime/runtime.js'
import { call } from './call.js'
import { checkServices } from './check-answer.js'

/** Reads a service of the cluster. Undefined where no service has that name. Throws an `AwsError`. */
export async function describeService(
  ecs: ECSClient,
  cluster: string,
  name: string,
  runtime: Runtime,
): Promise<Service | undefined> {
  const services = await call(
    'DescribeServices',
    async () => {
      const answer = await ecs.send(new DescribeServicesCommand({ cluster, services: [name] }))
      return checkServices(answer.services)
    },
    runtime,
  )
  return services.find(({ status }) => status !== 'INACTIVE')
}
