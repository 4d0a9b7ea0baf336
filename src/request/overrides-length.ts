import type { TaskOverride } from '@aws-sdk/client-ecs'
import type { Finding } from '../findings.js'

/** API reference, RunTask: "A total of 8192 characters are allowed for overrides", the JSON's own characters included. */
const MOST_CHARACTERS = 8192
const NAMED_CONTRIBUTORS = 3

/** Measures the overrides as ECS receives them. Names the largest parts, never a value. */
export function checkOverridesLength(overrides: TaskOverride): Finding[] {
  const length = JSON.stringify(overrides).length
  if (length <= MOST_CHARACTERS) return []
  const largest = contributors(overrides)
    .sort((a, b) => b.length - a.length)
    .slice(0, NAMED_CONTRIBUTORS)
    .map(({ name, length }) => `${name} (${length})`)
  return [
    {
      severity: 'error',
      rule: 'overrides-length',
      where: 'containers',
      message: `The overrides are ${length} characters long as JSON, ${length - MOST_CHARACTERS} more than the ${MOST_CHARACTERS} that ECS takes. The largest: ${largest.join(', ')}`,
      advice:
        'Put variables into a file on S3 and name it under environmentFiles, or hand over a place to read from in place of the data.',
    },
  ]
}

function contributors({ containerOverrides = [] }: TaskOverride): { name: string; length: number }[] {
  return containerOverrides.flatMap(({ name = '', environment = [], command, environmentFiles }) => [
    ...environment.map((variable) => ({
      name: `${name}.environment.${variable.name ?? ''}`,
      length: JSON.stringify(variable).length,
    })),
    ...(command ? [{ name: `${name}.command`, length: JSON.stringify(command).length }] : []),
    ...(environmentFiles
      ? [{ name: `${name}.environmentFiles`, length: JSON.stringify(environmentFiles).length }]
      : []),
  ])
}
