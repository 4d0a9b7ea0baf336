import type { CapacityProviderStrategyItem } from '@aws-sdk/client-ecs'
import { capacityProvider, checkStrategy, MOST_CAPACITY_PROVIDERS } from './capacity-providers.js'
import { readItems } from './input-reader.js'
import type { Parser, Report } from './scalars.js'
import { LAUNCH_TYPES, type LaunchType } from './settings.js'

/** A place to run: a launch type, or a capacity provider strategy. */
export type Place =
  | { readonly launchType: LaunchType }
  | { readonly capacityProviderStrategy: readonly CapacityProviderStrategyItem[] }

/** One place per line: `EC2`, or `FARGATE_SPOT=4, FARGATE=1`. A leading `- ` and blank lines are allowed. */
export const capacityFallback: Parser<Place[]> = ({ text, what, where }, report) =>
  text
    .split('\n')
    .map((line, index) => ({ text: line.replace(/^\s*-\s/, '').trim(), place: `${where}:${index + 1}:1` }))
    .filter(({ text }) => text !== '' && !text.startsWith('#'))
    .flatMap(({ text, place }) => readPlace(text, what, place, report) ?? [])

function readPlace(text: string, what: string, where: string, report: Report): Place | undefined {
  const launchType = LAUNCH_TYPES.find((known) => known === text)
  if (launchType !== undefined) return { launchType }
  const items = readItems({ text, what, where }, capacityProvider, report, MOST_CAPACITY_PROVIDERS)
  if (items === undefined || items.length === 0) return undefined
  checkStrategy(items, where, report)
  return { capacityProviderStrategy: items }
}
