import type { TaskDefinition } from '@aws-sdk/client-ecs'
import { planRequest } from '../../src/request/plan-request.js'
import { checkRequest } from '../../src/request/check-request.js'
import { line, settingsOf, type Texts } from '../inputs/reading-inputs.ts'

/** A definition that Fargate runs. */
export const ON_FARGATE: TaskDefinition = {
  family: 'nightly-etl',
  revision: 42,
  networkMode: 'awsvpc',
  requiresCompatibilities: ['FARGATE'],
  cpu: '1024',
  memory: '2048',
  containerDefinitions: [
    { name: 'app', cpu: 512, memory: 1024 },
    { name: 'log-router', cpu: 256, memory: 512 },
  ],
}

/** One that EC2 runs, in a network mode that takes no network. */
export const ON_EC2: TaskDefinition = {
  family: 'nightly-etl',
  revision: 43,
  networkMode: 'bridge',
  requiresCompatibilities: ['EC2'],
  containerDefinitions: [{ name: 'app', memory: 1024 }],
}

export const NETWORK = { subnets: 'subnet-0a1b2c3d' }

/** Where the definition cannot be read. */
export const UNREADABLE = 'unreadable'

type Known = TaskDefinition | typeof UNREADABLE

/** The request of these inputs. */
export function requestOf(texts: Texts, definition: Known = ON_FARGATE) {
  return planRequest(settingsOf(texts), known(definition)).request
}

/** What is wrong with the request of these inputs beside its sizes, one line each. */
export function wrongWith(texts: Texts, definition: Known = ON_FARGATE): string[] {
  const settings = settingsOf(texts)
  const { plan, request } = planRequest(settings, known(definition))
  return checkRequest(settings, plan, known(definition), request).map(line)
}

function known(definition: Known): TaskDefinition | undefined {
  return definition === UNREADABLE ? undefined : definition
}
