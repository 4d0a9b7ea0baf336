import type { Finding } from '../../findings.js'
import type { RuleContext } from '../rule-context.js'
import { didYouMean } from '../../text/did-you-mean.js'
import { listWords } from '../../text/words.js'

/** Every override names a container of the definition, and none is named twice. */
export function checkContainerNames({ definition, requested }: RuleContext): readonly Finding[] {
  const names = requested.containers.map(({ name }) => name)
  const repeated = requested.containers
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
  const unknown = requested.containers
    .filter(({ name }) => !known.includes(name))
    .map(({ name, where }): Finding => {
      const advice = didYouMean(name, known)
      return {
        severity: 'error',
        rule: 'container-unknown',
        where,
        message: `the task definition${titleOf(definition)} has no container "${name}"\nIt has ${listWords(known, 'and') || 'none'}.`,
        ...(advice !== undefined && { advice }),
      }
    })
  return [...unknown, ...repeated]
}

function titleOf({ family, revision }: NonNullable<RuleContext['definition']>): string {
  if (family === undefined) return ''
  return revision === undefined ? ` ${family}` : ` ${family}:${revision}`
}
