/**
 * Runs the three built actions against moto (github.com/getmoto/moto), an emulator of AWS that shares nothing with this
 * repository: a second opinion on the wiring and on the templates of `examples/aws/`.
 * Usage: try-moto.ts <command that starts moto's server>
 *
 * What moto cannot tell: it accepts any size and override, starts any count, shows the first container alone, always
 * with exit code 0, and writes no logs. A task goes one state on with each DescribeTasks. It verifies no OIDC
 * token, and reads no policy whose statements name resources.
 */
import { strict as assert } from 'node:assert'
import { DescribeTaskDefinitionCommand, DescribeTasksCommand } from '@aws-sdk/client-ecs'
import { type FinishedStep, runAction } from '../testing/runner/runner.ts'
import { type Simulator, startSimulator } from '../simulator/simulator.ts'
import { createStack } from './moto/query.ts'
import { type Moto, startMoto } from './moto/server.ts'
import { createCluster, motoClient } from './moto/stack.ts'

const JOB_ROLE = new URL('../examples/aws/job-role.yml', import.meta.url)

const command = process.argv.slice(2)
if (command.length === 0) throw new Error('How is moto started?')

const moto = await startMoto(command)
// Moto issues no OIDC tokens of GitHub.
const github = await startSimulator()
try {
  await tryActions(moto)
  console.log('moto agrees: the templates, run, register, wait and stop')
} finally {
  moto.stop()
  await github.stop()
}

async function tryActions(moto: Moto): Promise<void> {
  const output = await createCluster(moto)
  const { RoleArn: role = '' } = await createStack(moto, 'job-role', JOB_ROLE, {
    Repository: 'octo-org/octo-repo',
    Cluster: output('Cluster'),
    TaskDefinition: output('TaskDefinition'),
    TaskRoles: `${output('ExecutionRoleArn')},${output('TaskRoleArn')}`,
    LogGroup: output('LogGroup'),
    Service: output('Service'),
    Tags: 'true',
  })
  const ecs = motoClient(moto)

  const inputs = {
    cluster: output('Cluster'),
    'task-definition': output('TaskDefinition'),
    'like-service': output('Service'),
    cpu: '2048',
    memory: '4 GB',
    tags: 'team: data',
    containers: 'app: {command: [etl], environment: {STAGE: production}}',
  }
  const act = async (step: Readonly<Record<string, string>>, action = '.') =>
    runAction({ action, simulator: moto, inputs: { ...step, 'role-to-assume': role }, env: jobOf(github) })
  const describe = async ({ outputs }: FinishedStep) => {
    const tasks = JSON.parse(outputs['task-arns'] ?? '') as string[]
    assert.equal(tasks.length, 1)
    return (await ecs.send(new DescribeTasksCommand({ cluster: output('Cluster'), tasks }))).tasks ?? []
  }
  const start = async () => {
    const started = await act({ ...inputs, 'wait-for': 'none' })
    expectGreen(started, { outcome: 'started' })
    return { started, arns: started.outputs['task-arns'] ?? '' }
  }
  const plan = async () => {
    const planned = await act({ ...inputs, 'dry-run': 'true' })
    expectGreen(planned, { outcome: 'planned' })
    const unknown = await act({ ...inputs, 'task-definition': 'forgotten' })
    assert.equal(unknown.outcome, 'failure')
    assert.match(unknown.annotations[0]?.message ?? '', /no active task definition/)
  }
  const run = async () => {
    const ran = await act(inputs)
    expectGreen(ran, { outcome: 'succeeded', 'exit-code': '0' })
    const [task] = await describe(ran)
    assert.equal(task?.lastStatus, 'STOPPED')
    assert.deepEqual(task.overrides?.containerOverrides, [
      { name: 'app', command: ['etl'], environment: [{ name: 'STAGE', value: 'production' }] },
    ])
    assert.equal(task.overrides.cpu, '2048')
  }
  const wait = async () => {
    const { arns } = await start()
    expectGreen(await act({ 'task-arns': arns }, 'wait'), { outcome: 'succeeded' })
  }
  const stop = async () => {
    const { started, arns } = await start()
    expectGreen(await act({ 'task-arns': arns, reason: 'not needed' }, 'stop'), {})
    const [stopped] = await describe(started)
    assert.equal(stopped?.lastStatus, 'STOPPED')
    assert.equal(stopped.stoppedReason, 'not needed')
  }
  const definitionOf = async ({ outputs }: FinishedStep) => {
    const taskDefinition = outputs['task-definition-arn']
    return (await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition }))).taskDefinition
  }
  /** A temporary copy leaves nothing ACTIVE; a kept one is the next revision, once for the same content. */
  const register = async () => {
    const containers = 'app: {image: "app:2", dockerLabels: {by: moto}}'
    const temporary = await act({ ...inputs, containers, register: 'temporary' })
    expectGreen(temporary, { outcome: 'succeeded' })
    const copy = await definitionOf(temporary)
    assert.match(copy?.family ?? '', /-temporary$/)
    assert.equal(copy?.status, 'INACTIVE')
    assert.equal(copy.containerDefinitions?.[0]?.image, 'app:2')
    const kept = await act({ ...inputs, containers, register: 'keep' })
    expectGreen(kept, { outcome: 'succeeded' })
    assert.equal((await definitionOf(kept))?.status, 'ACTIVE')
    const again = await act({ ...inputs, containers, register: 'keep' })
    assert.equal(again.outputs['task-definition-arn'], kept.outputs['task-definition-arn'])
  }
  await Promise.all([plan(), run(), wait(), stop()])
  // It registers the next revision of the family that the others run.
  await register()
}

/** What the runner sets for a job with `permissions: id-token: write`; no other credentials are there. */
function jobOf({ environment }: Simulator): Record<string, string | undefined> {
  const { ACTIONS_ID_TOKEN_REQUEST_URL, ACTIONS_ID_TOKEN_REQUEST_TOKEN } = environment
  return {
    AWS_ACCESS_KEY_ID: undefined,
    AWS_SECRET_ACCESS_KEY: undefined,
    ACTIONS_ID_TOKEN_REQUEST_URL,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN,
  }
}

function expectGreen(step: FinishedStep, outputs: Readonly<Record<string, string>>): void {
  assert.equal(step.outcome, 'success', step.log)
  assert.partialDeepStrictEqual(step.outputs, outputs)
}
