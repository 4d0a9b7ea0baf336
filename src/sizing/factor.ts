import type { Finding } from './finding.js'
import { definitionNeeded } from './definition-needed.js'
import { UNITS, multiplyUp, type Dimension } from './quantity.js'
import type { SizeWish } from './wish.js'

type FactorWish = Extract<SizeWish, { kind: 'factor' }>

/** A factor of the definition's value, up to the next integer; a finding where there is nothing to multiply. */
export function applyFactor(
  wish: FactorWish,
  dimension: Dimension,
  owner: string,
  defined: number | undefined,
  definitionReadable: boolean,
): number | Finding {
  if (!definitionReadable) return definitionNeeded(wish.where, `${wish.factor}x`, `${dimension} of ${owner}`)
  if (defined !== undefined) return multiplyUp(defined, wish.factor)
  return {
    severity: 'error',
    rule: 'factor-of-nothing',
    where: wish.where,
    message: `${wish.factor}x has nothing to multiply\nThe task definition sets no ${dimension} for ${owner}.`,
    advice: `Write the size itself, in ${UNITS[dimension]}.`,
  }
}
