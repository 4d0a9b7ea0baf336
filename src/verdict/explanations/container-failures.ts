import { dependencyOf } from './container-dependencies.js'
import { startFailure } from './start-failure-fixes.js'
import {
  matchReason,
  saying,
  type StopExplanation,
  type StopFacts,
  type StopRow,
} from './stop-explanation.js'

/** Characters of a program's name in a message. */
const MAX_PROGRAM_CHARS = 100

/** The program of `exec: "x": ...`, without the quotes of Go and JSON. */
function programOf(facts: StopFacts): string | undefined {
  const [, name] = matchReason(facts, /exec: \\*"((?:[^"\\]|\\(?!")){1,400})/i) ?? []
  return name?.slice(0, MAX_PROGRAM_CHARS)
}

function programMissing(facts: StopFacts): StopExplanation {
  const program = programOf(facts)
  if (program === undefined)
    return startFailure(
      'The image has no such program.',
      'Check the first word of command, or of entryPoint where the image or the task definition has one.',
    )
  const quoted = JSON.stringify(program)
  if (/\s/.test(program))
    return startFailure(
      `The image has no program ${quoted}: the whole line was taken as its name.`,
      "Write command as a list of words, or let a shell read the line:\n    command: [sh, -c, 'THE LINE']",
    )
  if (program.startsWith('-') || /^\w+=/.test(program) || ['cd', 'export', 'source', 'set'].includes(program))
    return startFailure(
      `${quoted} is not a program: it is ${program.startsWith('-') ? 'an option' : 'for a shell'}.`,
      program.startsWith('-')
        ? 'command starts with the name of the program, unless the image has an entryPoint that takes options.'
        : "Let a shell read the line:\n    command: [sh, -c, 'THE LINE']",
    )
  return startFailure(
    `The image has no program ${quoted}.`,
    `Check the first word of command, or of entryPoint where the image or the task definition has one, and that the image contains the file. A volume mounted over its folder hides it.`,
  )
}

function dependency(facts: StopFacts): StopExplanation {
  const { waiting, failed, exitCode } = dependencyOf(facts.reasons)
  const how = exitCode === undefined ? 'failed' : `ended with exit code ${exitCode}`
  return startFailure(
    failed === undefined
      ? 'A container that it depends on failed.'
      : `${waiting ?? 'It'} depends on ${failed}, which ${how}.`,
    failed === undefined ? undefined : `Look for the cause in ${failed}.`,
  )
}

/** Causes why one container did not start; the most specific cause first. */
export const CONTAINER_FAILURES: readonly StopRow[] = [
  {
    when: saying(/container ordering dependency/i),
    explain: dependency,
    source: 'amazon-ecs-agent#3218, #2404',
  },
  {
    when: saying(/exec format error/i),
    explain: () =>
      startFailure(
        'The program is for another CPU than the task runs on, or a script without a first line such as #!/bin/sh.',
        'Build the image for the platform of the task (docker buildx build --platform linux/amd64), or set runtimePlatform.cpuArchitecture in the task definition to ARM64.',
      ),
    source: 'kayac/ecspresso#380, containers-roadmap#1120',
  },
  {
    when: saying(/exec: .{0,400}permission denied/is),
    explain: (facts) =>
      startFailure(
        `${JSON.stringify(programOf(facts) ?? 'The program')} is not executable.`,
        'Make it so in the image, for example  RUN chmod +x FILE  in the Dockerfile.',
      ),
    source: 'opencontainers/runc, "exec: ... permission denied"',
  },
  {
    when: saying(
      /executable file not found|exec: .{0,400}no such file or direct|cannot find the (?:file|path) specified/is,
    ),
    explain: programMissing,
    source: 'jenkinsci/amazon-ecs-plugin#258, amazon-ecs-agent#2954',
  },
  {
    when: saying(/OOM-killed|Minimum memory limit|memory limit too low/i),
    explain: () =>
      startFailure(
        'The memory limit of the container is too small for its start.',
        'Give the container more memory.',
      ),
    source: 'opencontainers/runc, "container init was OOM-killed (memory limit too low?)"',
  },
  {
    when: saying(/port is already allocated|address already in use/i),
    explain: () =>
      startFailure(
        'A host port of the task is in use on the container instance.',
        'Set hostPort to 0 in the task definition, so that a free port is taken.',
      ),
    source: 'moby, "bind for 0.0.0.0:8080 failed: port is already allocated"',
  },
  {
    when: saying(/no space left on device|Thin Pool/i),
    explain: ({ onFargate }) =>
      onFargate === false
        ? startFailure(
            'The disk of the container instance is full.',
            'Free disk space on the instance, or give it a larger volume.',
          )
        : startFailure(
            'The disk of the task is full. It has 20 GiB unless it is given more.',
            'On Fargate write\n    ephemeral-storage: 50',
          ),
    source: 'developer guide, "CannotCreateContainerError: API error (500): devmapper"',
  },
  {
    when: saying(/unable to assume the role/i),
    explain: () =>
      startFailure(
        'ECS cannot assume a role of the task.',
        'The trust policy of the role must allow sts:AssumeRole to the service ecs-tasks.amazonaws.com.',
      ),
    source:
      'ECS: "ECS was unable to assume the role ... Please verify that the role being passed has the proper trust relationship"',
  },
]
