import { BROKEN_ANSWERS } from './broken-answers.ts'
import { OPERATION_NAMES } from './operation-names.ts'
import { integerFrom, list, map, numberFrom, oneOf, structure, type Structure } from './shapes.ts'

const selection = { on: list(integerFrom(1)), times: integerFrom(1) }

/** Faster than this, a second of the simulator's time is less than what a process takes to start. */
const FASTEST_TIME = 10_000
const SLOWEST_TIME = 0.001

const strategyItem = structure(
  { capacityProvider: 'string', weight: integerFrom(0, 1000), base: integerFrom(0, 100_000) },
  ['capacityProvider'],
)

const insightsMode = oneOf('disabled', 'enabled', 'enhanced')

/** The form of a scenario file: what `Scenario` says to the compiler, said to the reader of a file. */
export const SCENARIO_SHAPE: Structure = structure({
  timeScale: numberFrom(SLOWEST_TIME, FASTEST_TIME),
  seed: 'integer',
  pace: structure({
    provisioning: numberFrom(0),
    pending: numberFrom(0),
    activating: numberFrom(0),
    deactivating: numberFrom(0),
    stopping: numberFrom(0),
    deprovisioning: numberFrom(0),
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
        probability: numberFrom(0, 1),
        afterMs: numberFrom(0),
        untilMs: numberFrom(0),
        ms: 'number',
        type: 'string',
        message: 'string',
        status: integerFrom(100, 599),
        body: 'string',
      },
      ['operation', 'fault'],
    ),
  ),
  placement: list(
    structure(
      {
        ...selection,
        reason: 'string',
        detail: 'string',
        elsewhere: 'string',
        starts: integerFrom(0),
        place: 'string',
      },
      ['reason'],
    ),
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
        afterMs: numberFrom(0),
        belowMib: integerFrom(1),
        exitCode: 'integer',
        reason: 'string',
        stopCode: 'string',
        status: oneOf('HEALTHY', 'UNHEALTHY', 'UNKNOWN'),
      },
      ['happens'],
    ),
  ),
  missingForMs: numberFrom(0),
  retentionMs: numberFrom(0),
  logs: structure({
    latenessMs: numberFrom(0),
    streamDelayMs: numberFrom(0),
    missingGroups: list('string'),
    pageEvents: integerFrom(1, 10_000),
    emptyPages: 'boolean',
    queryMs: numberFrom(0),
  }),
  containerInsights: structure({
    mode: insightsMode,
    latenessMs: numberFrom(0),
    retentionDays: numberFrom(0),
  }),
  registrationMs: numberFrom(0),
  deploymentMs: numberFrom(0),
  publishedRates: 'boolean',
  sessionMs: numberFrom(0),
  clusters: list(
    structure(
      {
        name: 'string',
        capacityProviders: list(
          structure({ name: 'string', compute: oneOf('FARGATE', 'EC2', 'MANAGED_INSTANCES') }, ['name']),
        ),
        defaultStrategy: list(strategyItem),
        containerInstances: integerFrom(0),
        containerInsights: insightsMode,
      },
      ['name'],
    ),
  ),
  // Their own shapes are checked when the requests are made.
  taskDefinitions: list(map('anything')),
  services: list(map('anything')),
})
