import { BROKEN_ANSWERS } from './broken-answers.ts'
import { OPERATION_NAMES } from './operation-names.ts'
import { list, map, oneOf, structure, type Structure } from './shapes.ts'

const selection = { on: list('integer'), times: 'integer' } as const

const strategyItem = structure({ capacityProvider: 'string', weight: 'integer', base: 'integer' }, [
  'capacityProvider',
])

/** The form of a scenario file: what `Scenario` says to the compiler, said to the reader of a file. */
export const SCENARIO_SHAPE: Structure = structure({
  timeScale: 'number',
  seed: 'integer',
  pace: structure({
    provisioning: 'number',
    pending: 'number',
    activating: 'number',
    deactivating: 'number',
    stopping: 'number',
    deprovisioning: 'number',
  }),
  faults: list(
    structure(
      {
        ...selection,
        operation: oneOf('*', ...Object.values(OPERATION_NAMES).flat()),
        fault: oneOf(
          'throttle',
          'server-error',
          'reset',
          'hang',
          'lost-answer',
          'delay',
          'late-answer',
          'error',
          'access-denied',
          'expired-token',
          'skewed-clock',
          ...BROKEN_ANSWERS,
        ),
        probability: 'number',
        afterMs: 'number',
        untilMs: 'number',
        ms: 'number',
        type: 'string',
        message: 'string',
        status: 'integer',
        body: 'string',
      },
      ['operation', 'fault'],
    ),
  ),
  placement: list(
    structure({ ...selection, reason: 'string', detail: 'string', elsewhere: 'string', starts: 'integer' }, [
      'reason',
    ]),
  ),
  tasks: list(
    structure(
      {
        ...selection,
        happens: oneOf(
          'spot-interruption',
          'stop',
          'start-failure',
          'pull-error',
          'out-of-memory',
          'exit',
          'health',
        ),
        family: 'string',
        container: 'string',
        afterMs: 'number',
        belowMib: 'integer',
        exitCode: 'integer',
        reason: 'string',
        stopCode: 'string',
        status: oneOf('HEALTHY', 'UNHEALTHY', 'UNKNOWN'),
      },
      ['happens'],
    ),
  ),
  missingForMs: 'number',
  retentionMs: 'number',
  logs: structure({
    latenessMs: 'number',
    streamDelayMs: 'number',
    missingGroups: list('string'),
    pageEvents: 'integer',
    emptyPages: 'boolean',
  }),
  registrationMs: 'number',
  deploymentMs: 'number',
  publishedRates: 'boolean',
  sessionMs: 'number',
  clusters: list(
    structure(
      {
        name: 'string',
        capacityProviders: list(
          structure({ name: 'string', compute: oneOf('FARGATE', 'EC2', 'MANAGED_INSTANCES') }, ['name']),
        ),
        defaultStrategy: list(strategyItem),
        containerInstances: 'integer',
      },
      ['name'],
    ),
  ),
  // RegisterTaskDefinition and CreateService check these themselves.
  taskDefinitions: list(map('anything')),
  services: list(map('anything')),
})
