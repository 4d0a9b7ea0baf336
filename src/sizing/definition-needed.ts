import type { Finding } from './finding.js'

/** The error for a size that cannot be worked out because the task definition may not be read. */
export function definitionNeeded(where: string, written: string, subject: string): Finding {
  return {
    severity: 'error',
    rule: 'definition-needed',
    where,
    message: `${written} needs the task definition, which could not be read\nWithout it nobody knows the ${subject}.`,
    advice: 'Allow ecs:DescribeTaskDefinition, or write the size itself.',
  }
}
