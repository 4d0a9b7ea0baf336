import type { Finding } from '../findings.js'
import { parseDefinedSize, quantity } from './quantity.js'
import type { SizePlan } from './types.js'

/**
 * Compares the sizes in RunTask's response with the planned sizes. A dimension that is absent in either is not compared.
 */
export function checkLaunchedSize(
  plan: SizePlan,
  echoed: { readonly cpu?: string | undefined; readonly memory?: string | undefined },
): Finding[] {
  return (['cpu', 'memory'] as const).flatMap((dimension) => {
    const planned = plan[dimension].effective
    const actual = parseDefinedSize(echoed[dimension])
    if (planned === undefined || actual === undefined || planned === actual) return []
    return [
      {
        severity: 'warning',
        rule: 'echoed-size',
        where: dimension,
        message: `ECS started the task with ${quantity(actual, dimension)}, not with the ${quantity(planned, dimension)} that were asked for`,
      },
    ]
  })
}
