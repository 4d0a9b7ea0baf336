import {
  CloudWatchLogsClient,
  GetLogEventsCommand,
  type GetLogEventsCommandOutput,
} from '@aws-sdk/client-cloudwatch-logs'
import {
  DescribeTasksCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
  RunTaskCommand,
  type RegisterTaskDefinitionCommandInput,
  type RunTaskCommandInput,
  type Task,
} from '@aws-sdk/client-ecs'
import type { ScenarioInput } from '../../simulator/scenario.ts'
import { startSimulator, type Simulator } from '../../simulator/simulator.ts'

const QUICK_PACE = {
  provisioning: 5,
  pending: 5,
  activating: 5,
  deactivating: 5,
  stopping: 5,
  deprovisioning: 5,
}
const DEADLINE_MS = 10_000

/** A simulator and the SDK's own clients for it, which try everything once. */
export interface TestAccount {
  readonly simulator: Simulator
  readonly ecs: ECSClient
  readonly logs: CloudWatchLogsClient
}

/** Gives a test an account of its own and takes it away afterwards. */
export async function withAccount(
  scenario: ScenarioInput,
  test: (account: TestAccount) => Promise<void>,
): Promise<void> {
  const simulator = await startSimulator({ scenario: { pace: QUICK_PACE, ...scenario } })
  const config = {
    endpoint: simulator.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  }
  const ecs = new ECSClient(config)
  const logs = new CloudWatchLogsClient(config)
  try {
    await test({ simulator, ecs, logs })
  } finally {
    ecs.destroy()
    logs.destroy()
    await simulator.stop()
  }
}

export const NETWORK = { awsvpcConfiguration: { subnets: ['subnet-0a1b2c3d'] } }

/** A definition that Fargate runs: `app`, which runs a shell script, in 512 CPU units and 1024 MiB. */
export function definition(
  changes: Partial<RegisterTaskDefinitionCommandInput> = {},
  script = 'true',
): RegisterTaskDefinitionCommandInput {
  return {
    family: 'job',
    cpu: '512',
    memory: '1024',
    networkMode: 'awsvpc',
    requiresCompatibilities: ['FARGATE'],
    executionRoleArn: 'arn:aws:iam::123456789012:role/ecsTaskExecutionRole',
    containerDefinitions: [
      { name: 'app', image: 'app:1', command: ['sh', '-c', script], logConfiguration: logTo('jobs') },
    ],
    ...changes,
  }
}

export function logTo(group: string, region = 'us-east-1') {
  return {
    logDriver: 'awslogs' as const,
    options: { 'awslogs-group': group, 'awslogs-region': region, 'awslogs-stream-prefix': 'run' },
  }
}

export function register(
  { ecs }: TestAccount,
  changes: Partial<RegisterTaskDefinitionCommandInput> = {},
  script = 'true',
) {
  return ecs.send(new RegisterTaskDefinitionCommand(definition(changes, script)))
}

export function run({ ecs }: TestAccount, request: Partial<RunTaskCommandInput> = {}) {
  return ecs.send(
    new RunTaskCommand({
      taskDefinition: 'job',
      launchType: 'FARGATE',
      networkConfiguration: NETWORK,
      ...request,
    }),
  )
}

/** Registers a definition, starts one task of it, and returns its ARN. */
export async function start(
  account: TestAccount,
  script: string,
  changes: Partial<RegisterTaskDefinitionCommandInput> = {},
): Promise<string> {
  await register(account, changes, script)
  const { tasks = [] } = await run(account)
  return tasks[0]?.taskArn ?? ''
}

export async function describeTask({ ecs }: TestAccount, taskArn: string): Promise<Task | undefined> {
  const { tasks = [] } = await ecs.send(new DescribeTasksCommand({ tasks: [taskArn] }))
  return tasks[0]
}

/** Polls until the task is in that state. */
export function reaches(account: TestAccount, taskArn: string, status: string): Promise<Task> {
  return until(async () => {
    const task = await describeTask(account, taskArn)
    return task?.lastStatus === status ? task : undefined
  })
}

/** Polls until there is a value. Rejects after ten seconds. */
export async function until<Value>(look: () => Promise<Value | undefined>): Promise<Value> {
  const deadline = Date.now() + DEADLINE_MS
  while (Date.now() < deadline) {
    const value = await look()
    if (value !== undefined) return value
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  throw new Error('The condition did not come true.')
}

export function readLog(
  { logs }: TestAccount,
  taskArn: string,
  request: {
    nextToken?: string
    limit?: number
    startFromHead?: boolean
    startTime?: number
    endTime?: number
  } = {},
): Promise<GetLogEventsCommandOutput> {
  return logs.send(
    new GetLogEventsCommand({
      logGroupName: 'jobs',
      logStreamName: `run/app/${taskArn.split('/').at(-1) ?? ''}`,
      startFromHead: true,
      ...request,
    }),
  )
}

export function messagesOf({ events = [] }: GetLogEventsCommandOutput): string[] {
  return events.map(({ message = '' }) => message)
}
