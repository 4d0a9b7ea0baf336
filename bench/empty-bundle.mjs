/** The least that an action for ECS can be: what this action's start is measured against. */
import * as core from '@actions/core'
import { DescribeTaskDefinitionCommand, ECSClient } from '@aws-sdk/client-ecs'

core.info('asking for the task definition')
const ecs = new ECSClient({ maxAttempts: 1 })
await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: 'sleeper' })).catch(() => undefined)
