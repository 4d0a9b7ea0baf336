import type { ECSClient, TaskDefinition } from '@aws-sdk/client-ecs'
import { AwsError } from '../ecs/aws-error.js'
import type { Finding } from '../findings.js'
import type { RunSettings } from '../inputs/settings.js'
import type { Runtime } from '../runtime/runtime.js'
import { whereObserved } from '../sizing/observed.js'
import { parseDefinedSize } from '../sizing/quantity.js'
import { lastSegment } from '../text/arn.js'
import { describeRefusal, turnOnInsights } from '../usage/explain-usage.js'
import { observeNeeds } from '../usage/observed.js'
import { readObservedRuns } from '../usage/read-observed.js'
import { isWithoutGroup } from '../usage/read-task-usage.js'
import { QueryFailed } from '../usage/run-query.js'
import { openUsageSource } from '../usage/usage-client.js'

/**
 * The settings with the usage of earlier runs, where a size is `observed`. A failed reading is a warning: the values of
 * the task definition are used then.
 */
export async function withObserved(
  ecs: ECSClient,
  settings: RunSettings,
  definition: TaskDefinition | undefined,
  { clock, signal, console }: Runtime,
): Promise<{ readonly settings: RunSettings; readonly findings: readonly Finding[] }> {
  const where = whereObserved(settings)
  const family = definition?.family ?? familyOf(settings.taskDefinition)
  if (where === undefined || family === undefined) return { settings, findings: [] }
  const clusterName = lastSegment(settings.cluster)
  try {
    const source = openUsageSource(await ecs.config.region(), ecs.config.credentials)
    console.line(`Reading what runs of ${family} in ${clusterName} used.`)
    const { rows, groupSince } = await readObservedRuns(source, { clusterName, family }, { clock, signal })
    const needs = observeNeeds(rows, {
      headroom: settings.usage.headroom,
      definedCpu: parseDefinedSize(definition?.cpu),
    })
    return {
      settings: { ...settings, observed: { ...needs, ...(groupSince !== undefined && { groupSince }) } },
      findings: [],
    }
  } catch (error) {
    signal.throwIfAborted()
    if (!(error instanceof AwsError) && !(error instanceof QueryFailed)) throw error
    const explained = isWithoutGroup(error)
      ? turnOnInsights(clusterName)
      : { message: describeRefusal(error.message, clusterName) }
    return {
      settings,
      findings: [
        {
          severity: 'warning',
          rule: 'observed-unavailable',
          where,
          ...explained,
          message: `earlier runs cannot be read, so the task definition's values are used\n${explained.message}`,
        },
      ],
    }
  }
}

/** `nightly-etl` of `nightly-etl:42`, or of an ARN. */
function familyOf(taskDefinition: string | undefined): string | undefined {
  return taskDefinition === undefined ? undefined : lastSegment(taskDefinition).split(':').at(0)
}
