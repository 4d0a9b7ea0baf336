import { startFailure } from './start-failure-fixes.js'
import { saying, sayingBoth, type StopRow } from './stop-explanation.js'

const RESOURCE_GUIDE = 'developer guide, "ResourceInitializationError errors"'
const CODES_GUIDE = 'developer guide, "Stopped tasks error codes"'

/** Failures of the network interface, storage, capacity and container runtime; then all other failed starts. */
export const PLATFORM_FAILURES: readonly StopRow[] = [
  {
    when: saying(
      /timeout waiting for network interface|network interface provision.{0,80}timeout|create network interface.{0,300}AuthFailure|limit exceeded while preparing network interface/is,
    ),
    explain: () => startFailure('Its network interface was not ready in time.', 'Run the task again.'),
    source: `${CODES_GUIDE}; dagster-aws, ecs/tasks (transient reasons)`,
  },
  {
    when: sayingBoth(/network interface|\bENI\b/i, /InsufficientFreeAddresses|free addresses/i),
    explain: () =>
      startFailure(
        'A subnet has no free address for the network interface.',
        'Name more subnets, or larger ones.',
      ),
    source: 'EC2 API reference, InsufficientFreeAddressesInSubnet',
  },
  {
    when: sayingBoth(
      /network interface|\bENI\b/i,
      /NotFound|does not exist|different (?:VPC|networks)|InvalidParameter/i,
    ),
    explain: () =>
      startFailure(
        'Its network interface could not be created.',
        'Check that the subnets and security groups exist in this Region and belong to the same VPC.',
      ),
    source: CODES_GUIDE,
  },
  {
    when: saying(/network interface|\bENI\b/i),
    explain: () => startFailure('Its network interface could not be created.'),
    source: CODES_GUIDE,
  },
  {
    when: saying(/EphemeralStorage provisioning/i),
    explain: () => startFailure('Its storage was not ready in time.', 'Run the task again.'),
    source: 'dagster-aws, ecs/tasks (transient reasons)',
  },
  {
    when: saying(/capacity is unavailable|insufficient capacity/i),
    explain: () => ({
      kind: 'no-capacity',
      cause: 'No capacity for this task size.',
      fix: 'Run it again later, give subnets in more availability zones, or another size.',
    }),
    source: 'repost.aws, "ecs-fargate-runtask-capacity"',
  },
  {
    when: saying(/\bRESOURCE:[A-Z]+/),
    explain: () => ({
      kind: 'no-capacity',
      cause: 'No container instance of the capacity provider is large enough for the task.',
      fix: 'Give the task less, or the capacity provider larger instances.',
    }),
    source: 'developer guide, "API failure reasons" (TaskFailedToStart: RESOURCE:*)',
  },
  {
    when: saying(/(?:Docker|ContainerRuntime)TimeoutError|CannotInspectContainerError/i),
    explain: ({ onFargate }) =>
      startFailure(
        'The container runtime did not answer in time.',
        onFargate === false
          ? 'Run the task again. If it repeats, the disk of the container instance is too slow or its Docker daemon overloaded.'
          : 'Run the task again.',
      ),
    source: `amazon-ecs-agent#336, #278; ${CODES_GUIDE}`,
  },
  {
    when: saying(/InternalError/i),
    explain: () => startFailure('AWS had an internal error.', 'Run the task again.'),
    source: 'developer guide, "InternalError errors"',
  },
  {
    when: saying(/ResourceInitializationError/i),
    explain: () => startFailure('ECS could not prepare a resource that the task needs.'),
    source: RESOURCE_GUIDE,
  },
  {
    when: saying(/CannotCreateVolume/i),
    explain: () => startFailure('A volume of the task could not be mounted.'),
    source: 'developer guide, "CannotCreateVolumeError errors"',
  },
  {
    when: saying(/Cannot(?:Create|Start)Container|ContainerRuntimeError/i),
    explain: () => startFailure('The container could not be started.'),
    source: CODES_GUIDE,
  },
]
