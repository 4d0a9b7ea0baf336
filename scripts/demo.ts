/**
 * Runs the built action as a GitHub runner would, against the simulator: first a step with more CPU and memory than its
 * task definition gives, then one whose containers do not fit, then one that runs out of memory and is run again with
 * more. Needs no AWS account.
 */
import { styleText } from 'node:util'
import { parseCommand } from '../testing/runner/commands.ts'
import { runAction, type FinishedStep } from '../testing/runner/runner.ts'
import { readScenario } from '../simulator/scenario.ts'
import { startSimulator, type Simulator } from '../simulator/simulator.ts'

const SCENARIO = new URL('../simulator/examples/nightly-etl.yml', import.meta.url)

const PLACE = {
  'task-definition': 'nightly-etl',
  'launch-type': 'FARGATE',
  subnets: 'subnet-0a1b2c3d',
}

const LARGER = {
  ...PLACE,
  cpu: '4096',
  memory: '13 GB',
  containers: `app:
  cpu: 3072
  memory: 12 GB
  command: [sh, -c, 'echo "reading $DAY"; sleep 2; echo "wrote 18,201 rows"']
  environment: {DAY: 2026-11-22}
`,
}

const TOO_LARGE = {
  ...PLACE,
  cpu: '2048',
  memory: '4 GB',
  containers: `app:
  cpu: 3072
`,
}

const TOO_LITTLE_MEMORY = {
  ...PLACE,
  containers: `app:
  command: [sh, -c, 'echo "sorting 18,201 rows"; sleep 2; echo "sorted"']
`,
  'retry-on': 'out-of-memory',
}

const MARKS = { error: 'red', warning: 'yellow', notice: 'blue' } as const

/** Of the lines inside a group. */
let indent = ''
/** While it is set, a line is mere text: containers' logs are printed so. */
let stopToken: string | undefined

const scenario = {
  ...readScenario(SCENARIO.pathname),
  pace: {
    provisioning: 1500,
    pending: 1500,
    activating: 500,
    deactivating: 200,
    stopping: 300,
    deprovisioning: 500,
  },
}
const simulator = await startSimulator({ scenario })
try {
  const passing = await show(
    'A task with more CPU and memory than its definition gives it',
    LARGER,
    simulator,
  )
  const refused = await show('Containers that ask for more than the task has', TOO_LARGE, simulator)
  const startedByTwo = countLaunches(simulator)
  // The app is killed while it has less than 2 GB.
  simulator.scenario = {
    ...scenario,
    tasks: [{ happens: 'out-of-memory', container: 'app', belowMib: 2048 }],
  }
  const retried = await show(
    'A task that runs out of memory, and is run again with more',
    TOO_LITTLE_MEMORY,
    simulator,
  )
  const asExpected =
    passing.outputs['outcome'] === 'succeeded' &&
    refused.outcome === 'failure' &&
    startedByTwo === 1 &&
    retried.outputs['outcome'] === 'succeeded' &&
    retried.outputs['attempts'] === '2'
  console.log(
    asExpected
      ? 'As it should be: the first task ran with its new sizes, the second never started, and the third succeeded with more memory.'
      : styleText('red', 'This is not how the demo should end.'),
  )
  process.exitCode = asExpected ? 0 : 1
} finally {
  await simulator.stop()
}

function countLaunches({ calls }: Simulator): number {
  return calls.filter(({ operation }) => operation === 'RunTask').length
}

async function show(
  title: string,
  inputs: Readonly<Record<string, string>>,
  { url }: Simulator,
): Promise<FinishedStep> {
  console.log(styleText(['bold', 'underline'], title))
  console.log(styleText('dim', workflowStep(inputs)))
  const step = await runAction({ inputs, simulator: { url }, onLine: render })
  console.log(styleText('bold', '\nOutputs'))
  for (const [name, value] of Object.entries(step.outputs))
    console.log(`  ${name.padEnd(20)} ${shorten(value)}`)
  const colour = step.outcome === 'success' ? 'green' : 'red'
  const seconds = (step.durationMs / 1000).toFixed(1)
  console.log(
    styleText(colour, `\nThe step's exit code is ${step.exitCode ?? 'none'}, after ${seconds} s.\n`),
  )
  return step
}

/** The step as it stands in a workflow. */
function workflowStep(inputs: Readonly<Record<string, string>>): string {
  const lines = Object.entries(inputs).map(([name, value]) =>
    value.includes('\n')
      ? `    ${name}: |\n${value.trimEnd().replaceAll(/^/gmu, '      ')}`
      : `    ${name}: ${value}`,
  )
  return ['- uses: ./', '  with:', ...lines, ''].join('\n')
}

/** Prints a line as the page of the run shows it. */
function render(line: string): void {
  const { name, data = '' } = parseCommand(line, stopToken) ?? {}
  if (stopToken !== undefined) {
    if (name === stopToken) stopToken = undefined
    else console.log(indent + line)
  } else if (name === 'stop-commands') {
    stopToken = data
  } else if (name === 'error' || name === 'warning' || name === 'notice') {
    const title = `${name.charAt(0).toUpperCase()}${name.slice(1)}:`
    console.log(indent + styleText(MARKS[name], `${title} ${data.replaceAll('\n', `\n${indent}`)}`))
  } else if (name === 'group') {
    console.log(`▾ ${data}`)
    indent = '  '
  } else if (name === 'endgroup') {
    indent = ''
  } else if (name === undefined) {
    console.log(indent + line)
  }
}

function shorten(value: string): string {
  return value.length <= 100 ? value : `${value.slice(0, 99)}…`
}
