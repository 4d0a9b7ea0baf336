import { closest } from 'fastest-levenshtein'
import type { Finding } from '../finding.js'
import type { Situation } from '../situation.js'
import { listOf } from '../wording.js'

/** Every override names a container of the definition, and none is named twice. */
export function checkContainerNames({ definition, wishes }: Situation): readonly Finding[] {
  const names = wishes.containers.map(({ name }) => name)
  const repeated = wishes.containers
    .filter(({ name }, index) => names.indexOf(name) < index)
    .map(({ name, where }): Finding => ({
      severity: 'error',
      rule: 'container-repeated',
      where,
      message: `the container ${name} is overridden twice`,
      advice: 'Put all its overrides into one entry.',
    }))
  if (definition === undefined) return repeated
  const known = (definition.containerDefinitions ?? []).flatMap(({ name }) => name ?? [])
  const unknown = wishes.containers
    .filter(({ name }) => !known.includes(name))
    .map(({ name, where }): Finding => ({
      severity: 'error',
      rule: 'container-unknown',
      where,
      message: `the task definition${titleOf(definition)} has no container "${name}"\nIt has ${listOf(known, 'and') || 'none'}.`,
      ...(known.length > 0 && { advice: `Did you mean ${closest(name, known)}?` }),
    }))
  return [...unknown, ...repeated]
}

function titleOf({ family, revision }: NonNullable<Situation['definition']>): string {
  if (family === undefined) return ''
  return revision === undefined ? ` ${family}` : ` ${family}:${revision}`
}
