import type { CapacityProviderStrategyItem } from '@aws-sdk/client-ecs'
import { integer, text, expect, type Parser, type Report } from './scalars.js'
import { mapOf, single, type Shape } from './schema.js'

/** Limits of RunTask: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CapacityProviderStrategyItem.html */
export const MOST_CAPACITY_PROVIDERS = 20
const HEAVIEST_WEIGHT = 1000
const LARGEST_BASE = 100_000

const weight = integer({ min: 0, max: HEAVIEST_WEIGHT, takes: `a whole number from 0 to ${HEAVIEST_WEIGHT}` })
const base = integer({ min: 0, max: LARGEST_BASE, takes: `a whole number from 0 to ${LARGEST_BASE}` })

const longForm = mapOf<CapacityProviderStrategyItem>(
  { capacityProvider: single(text), weight: single(weight), base: single(base) },
  { required: ['capacityProvider'] },
)

/** `FARGATE_SPOT` or `FARGATE_SPOT=4`. A weight that is not given is left out of the request. */
const shortForm: Parser<CapacityProviderStrategyItem> = (written, report) => {
  const [, name, share] = /^([\w-]+)(?:\s*=\s*(.*))?$/.exec(written.text) ?? []
  const takes = 'NAME, NAME=weight or {capacityProvider, weight, base}'
  const capacityProvider = expect(name, written, report, { rule: 'form', takes })
  if (capacityProvider === undefined || share === undefined)
    return capacityProvider ? { capacityProvider } : undefined
  const read = weight({ ...written, text: share, what: `the weight of ${capacityProvider}` }, report)
  return read === undefined ? undefined : { capacityProvider, weight: read }
}

/** The shorthand of the AWS CLI, `capacityProvider=FARGATE_SPOT,weight=1 capacityProvider=FARGATE`, as items of a list. */
export function fromCliShorthand(text: string): string {
  const items = text.trim().split(/\s+(?=capacityProvider=)/i)
  const isShorthand = items.every((item) =>
    /^capacityProvider=[\w-]+(?:\s*,\s*(?:weight|base)=\d+)*$/i.test(item),
  )
  if (!isShorthand) return text
  return `[${items.map((item) => `{${item.replaceAll('=', ': ')}}`).join(', ')}]`
}

export const capacityProvider: Shape<CapacityProviderStrategyItem> = (node, ...rest) =>
  (node.kind === 'map' ? longForm : single(shortForm))(node, ...rest)

/** The rules that hold between the items of one strategy. */
export function checkStrategy(
  items: readonly CapacityProviderStrategyItem[],
  where: string,
  report: Report,
): void {
  const rule = 'capacity-provider-strategy'
  const names = items.map((item) => item.capacityProvider ?? '')
  const twice = names.find((name, index) => names.indexOf(name) < index)
  if (twice !== undefined) {
    report({
      rule,
      where,
      message: `${where} names ${twice} twice`,
      advice: 'Give it once, with one weight.',
    })
  }

  const withBase = items.filter((item) => (item.base ?? 0) > 0)
  if (withBase.length > 1) {
    const message = `${where} gives a base to ${withBase.length} providers; ECS takes a base on one`
    report({ rule, where, message, advice: 'Keep base on the provider that is to take the first tasks.' })
  }

  // A weight that is left out counts as 0.
  if (items.length > 1 && items.every((item) => (item.weight ?? 0) === 0)) {
    const message = `${where} has ${items.length} providers and none has a weight above 0, so that ECS could start no task`
    report({
      rule,
      where,
      message,
      advice: `Write ${[...new Set(names)]
        .slice(0, MOST_CAPACITY_PROVIDERS)
        .map((name) => `${name}=1`)
        .join(', ')}.`,
    })
  }
}
