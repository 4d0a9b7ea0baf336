import { createHash } from 'node:crypto'
import type { RunTaskCommandInput } from '@aws-sdk/client-ecs'
import type { RunSettings } from '../inputs/settings.js'
import type { RequestedSize } from '../sizing/types.js'

/** 64 bits: two steps of one workflow run never share a key by chance. */
const KEY_CHARACTERS = 16

/** The step whose tasks are searched for. */
export interface StepIdentity {
  readonly job?: string
  readonly jobIndex?: string
  /** Id of the step, or the name that the runner gave it. */
  readonly action?: string
}

/**
 * The request with the key at the end of its `startedBy`, so that a later attempt of the workflow run finds its tasks.
 *
 * @param copied the content of the registered copy; undefined without a copy
 */
export function withReattachKey(
  settings: RunSettings,
  request: RunTaskCommandInput,
  copied: string | undefined,
  step: StepIdentity,
): RunTaskCommandInput {
  if (!settings.reattach || request.startedBy === undefined) return request
  const key = reattachKey(step, settings, request, copied ?? request.taskDefinition ?? '')
  return { ...request, startedBy: `${request.startedBy}/${key}` }
}

/**
 * The last part of `startedBy` with `reattach`. It is the same for a step in all attempts of a workflow run, and different
 * for each other job, matrix leg, step and request. It leaves out the place, the count, tags, tokens, and the values of
 * environments. It uses sizes as requested: a factor, `auto` or an observed size may give another number in the next
 * attempt for the same work.
 *
 * @param content what identifies the task definition: `family:revision`, or with `register` the content of the copy
 */
export function reattachKey(
  { job = '', jobIndex = '0', action = '' }: StepIdentity,
  settings: RunSettings,
  request: RunTaskCommandInput,
  content: string,
): string {
  const { overrides = {}, volumeConfigurations = [], cluster = '' } = request
  const containers = (overrides.containerOverrides ?? []).map(
    ({ name, command, environment = [], environmentFiles, resourceRequirements }) => ({
      name,
      command,
      environment: environment.map((variable) => variable.name).toSorted(),
      environmentFiles,
      resourceRequirements,
    }),
  )
  const sizes = [
    ['', written(settings.cpu), written(settings.memory)],
    ...settings.containers.map(({ name, cpu, memory, memoryReservation }) => [
      name,
      ...[cpu, memory, memoryReservation].map(written),
    ]),
  ]
  const { taskRoleArn, executionRoleArn, ephemeralStorage } = overrides
  const parts = [
    ...[job, jobIndex, action, cluster, content, containers, sizes],
    ...[taskRoleArn, executionRoleArn, ephemeralStorage, volumeConfigurations],
  ]
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, KEY_CHARACTERS)
}

/** A requested size without the place where it was written. */
function written(size: RequestedSize | undefined): string | undefined {
  return size && JSON.stringify({ ...size, where: undefined })
}
