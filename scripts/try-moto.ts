/**
 * Runs the three built actions against moto (github.com/getmoto/moto), an emulator of AWS that shares nothing with this
 * repository: a second opinion on the wiring. Usage: try-moto.ts <command that starts moto's server>
 *
 * What moto cannot tell: it accepts any size and override, starts any count, shows the first container alone, always
 * with exit code 0, and writes no logs. A task goes one state on with each DescribeTasks.
 */
import { strict as assert } from 'node:assert'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import {
  ECSClient,
  CreateClusterCommand,
  DescribeTasksCommand,
  RegisterTaskDefinitionCommand,
} from '@aws-sdk/client-ecs'
import { runAction, type Step } from '../__tests__/e2e/runner.ts'

const START_MS = 30_000
const REGION = 'us-east-1'

const [program, ...words] = process.argv.slice(2)
if (program === undefined) throw new Error('How is moto started?')

const port = await freePort()
const url = `http://127.0.0.1:${port}`
const moto = spawn(program, [...words, '--host', '127.0.0.1', '--port', String(port)], { stdio: 'ignore' })
try {
  await answering(`${url}/moto-api/`)
  await tryActions()
  console.log('moto agrees: run, wait and stop')
} finally {
  moto.kill()
}

async function tryActions(): Promise<void> {
  const ecs = new ECSClient({
    endpoint: url,
    region: REGION,
    credentials: { accessKeyId: 'moto', secretAccessKey: 'moto' },
  })
  await ecs.send(new CreateClusterCommand({ clusterName: 'analytics' }))
  await ecs.send(
    new RegisterTaskDefinitionCommand({
      family: 'nightly-etl',
      requiresCompatibilities: ['FARGATE'],
      executionRoleArn: 'arn:aws:iam::123456789012:role/ecsTaskExecutionRole',
      networkMode: 'awsvpc',
      cpu: '1024',
      memory: '2048',
      containerDefinitions: [{ name: 'app', image: 'app:1', cpu: 512, memory: 1024 }],
    }),
  )
  const inputs = {
    'task-definition': 'nightly-etl',
    cluster: 'analytics',
    'launch-type': 'FARGATE',
    subnets: await firstOf('DescribeSubnets', 'subnetId'),
    'security-groups': await firstOf('DescribeSecurityGroups', 'groupId'),
    cpu: '2048',
    memory: '4 GB',
    containers: 'app: {command: [etl], environment: {STAGE: production}}',
  }
  const simulator = { url }

  const run = await runAction({ simulator, inputs })
  expectGreen(run, { outcome: 'succeeded', 'exit-code': '0' })
  const [task] = await describe(ecs, run)
  assert.equal(task?.lastStatus, 'STOPPED')
  assert.deepEqual(task.overrides?.containerOverrides, [
    { name: 'app', command: ['etl'], environment: [{ name: 'STAGE', value: 'production' }] },
  ])
  assert.equal(task.overrides.cpu, '2048')

  const started = await runAction({ simulator, inputs: { ...inputs, 'wait-for': 'none' } })
  expectGreen(started, { outcome: 'started' })
  const arns = { 'task-arns': started.outputs['task-arns'] ?? '', cluster: 'analytics' }
  expectGreen(await runAction({ action: 'wait', simulator, inputs: arns }), { outcome: 'succeeded' })

  const other = await runAction({ simulator, inputs: { ...inputs, 'wait-for': 'none' } })
  const stop = { 'task-arns': other.outputs['task-arns'] ?? '', cluster: 'analytics', reason: 'not needed' }
  expectGreen(await runAction({ action: 'stop', simulator, inputs: stop }), {})
  const [stopped] = await describe(ecs, other)
  assert.equal(stopped?.lastStatus, 'STOPPED')
  assert.equal(stopped.stoppedReason, 'not needed')

  const unknown = await runAction({ simulator, inputs: { ...inputs, 'task-definition': 'forgotten' } })
  assert.equal(unknown.outcome, 'failure')
  assert.match(unknown.annotations[0]?.message ?? '', /no active task definition/)
}

function expectGreen(step: Step, outputs: Readonly<Record<string, string>>): void {
  assert.equal(step.outcome, 'success', step.log)
  assert.partialDeepStrictEqual(step.outputs, outputs)
}

async function describe(ecs: ECSClient, { outputs }: Step) {
  const tasks = JSON.parse(outputs['task-arns'] ?? '') as string[]
  assert.equal(tasks.length, 1)
  return (await ecs.send(new DescribeTasksCommand({ cluster: 'analytics', tasks }))).tasks ?? []
}

/** The first id in what moto's default VPC has. */
async function firstOf(action: string, element: string): Promise<string> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { authorization: `AWS4-HMAC-SHA256 Credential=moto/20261123/${REGION}/ec2/aws4_request` },
    body: new URLSearchParams({ Action: action, Version: '2016-11-15' }),
  })
  const id = new RegExp(`<${element}>([^<]+)<`).exec(await answer.text())?.[1]
  assert.ok(id !== undefined, `moto has no ${element}`)
  return id
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}

async function answering(address: string): Promise<void> {
  const giveUpAt = Date.now() + START_MS
  for (;;) {
    const answered = await fetch(address).then(
      () => true,
      () => false,
    )
    if (answered) return
    if (Date.now() > giveUpAt) throw new Error('moto does not answer')
    await setTimeout(200)
  }
}
