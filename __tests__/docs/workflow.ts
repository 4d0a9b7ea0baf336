/** A model of a GitHub workflow, as far as steps go that use the actions of this repository: others are passed over. */
import { parse } from 'yaml'
import { runAction, type FinishedStep, type StepRequest } from '../../testing/runner/runner.ts'

type Values = Readonly<Record<string, unknown>>

export interface WorkflowStep {
  readonly id?: string
  readonly uses?: string
  readonly with?: Readonly<Record<string, string>>
}

export interface Job {
  readonly steps: readonly WorkflowStep[]
  readonly outputs?: Readonly<Record<string, string>>
  readonly strategy?: { readonly matrix: Readonly<Record<string, unknown>> }
}

export interface Workflow {
  readonly on: unknown
  readonly jobs: Readonly<Record<string, Job>>
}

/** Every scalar stays the text that was written, as a runner hands it to an action. */
export function parseWorkflow(text: string): Workflow {
  return parse(text, { schema: 'failsafe' }) as Workflow
}

/** Folder of the action.yml that `uses` means; undefined for actions of others. */
export function actionFolder(uses = ''): string | undefined {
  const [, folder = '.'] = /^OWNER\/REPO(?:\/(wait|stop))?@v1$/.exec(uses) ?? [undefined, '']
  return folder || undefined
}

export type RunRequest = Pick<StepRequest, 'simulator' | 'env'> & {
  /** `inputs` and `github` of the expressions, and `steps` for those that are not run here. */
  readonly contexts: Values
}

/** Runs the jobs one after the other, and each value of a matrix for itself. Fails on an expression that means nothing. */
export async function runWorkflow({ jobs }: Workflow, request: RunRequest): Promise<FinishedStep[]> {
  const done: FinishedStep[] = []
  const needs: Record<string, { outputs: Values }> = {}
  for (const [name, job] of Object.entries(jobs)) {
    let outputs: Values = {}
    for (const matrix of expandMatrix(job, { needs })) {
      const contexts = { ...request.contexts, needs, matrix }
      const steps = await runSteps(job, { ...request, contexts })
      done.push(...Object.values(steps))
      outputs = evaluateAll(job.outputs ?? {}, { ...contexts, steps })
    }
    needs[name] = { outputs }
  }
  return done
}

async function runSteps(
  job: Job,
  { contexts, ...request }: RunRequest,
): Promise<Record<string, FinishedStep>> {
  const steps: Record<string, FinishedStep> = {}
  for (const [index, { id = `step-${index}`, uses, with: inputs = {} }] of job.steps.entries()) {
    const action = actionFolder(uses)
    if (action === undefined) continue
    const others = isValues(contexts['steps']) ? contexts['steps'] : {}
    const texts = evaluateAll(inputs, { ...contexts, steps: { ...others, ...steps } })
    steps[id] = await runAction({ ...request, action, inputs: texts })
  }
  return steps
}

function expandMatrix({ strategy }: Job, contexts: Values): Values[] {
  if (strategy === undefined) return [{}]
  const [[name, written] = ['', []], ...others] = Object.entries(strategy.matrix)
  const values = typeof written === 'string' ? evaluate(written, contexts) : written
  if (others.length > 0 || !Array.isArray(values))
    throw new Error('Only a matrix of one list is modelled here')
  return values.map((value: unknown) => ({ [name]: value }))
}

function evaluateAll(texts: Readonly<Record<string, string>>, contexts: Values): Record<string, string> {
  return Object.fromEntries(
    Object.entries(texts).map(([name, text]) => [name, String(evaluate(text, contexts))]),
  )
}

function evaluate(text: string, contexts: Values): unknown {
  const [, whole] = /^\$\{\{([^}]*)\}\}$/.exec(text) ?? []
  if (whole !== undefined) return evaluateExpression(whole.trim(), contexts)
  return text.replaceAll(/\$\{\{(.*?)\}\}/g, (_, expression: string) =>
    String(evaluateExpression(expression.trim(), contexts)),
  )
}

/** Paths, `fromJSON` of a path, and `==` of a path and a text: what the recipes need. */
function evaluateExpression(expression: string, contexts: Values): unknown {
  const [, left, right] = /^([\w.-]+) == '([^']*)'$/.exec(expression) ?? []
  // GitHub compares texts without regard to case.
  if (left !== undefined && right !== undefined)
    return String(evaluateExpression(left, contexts)).toLowerCase() === right.toLowerCase()
  const [, argument] = /^fromJSON\((.*)\)$/.exec(expression) ?? []
  if (argument !== undefined) return JSON.parse(String(evaluateExpression(argument, contexts)))
  const value = expression
    .split('.')
    .reduce<unknown>((parent, key) => (isValues(parent) ? parent[key] : undefined), contexts)
  if (value === undefined) throw new Error(`Nothing is known of ${expression}`)
  return value
}

function isValues(value: unknown): value is Values {
  return typeof value === 'object' && value !== null
}
