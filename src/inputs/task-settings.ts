import type { SizeWish } from '../sizing/wish.js'
import { containers } from './containers.js'
import { cluster, role, taskDefinition } from './identifiers.js'
import { present } from './present.js'
import { readCpu, readMemory, type ReadSize } from './quantities.js'
import type { Reading } from './reading.js'
import { integer } from './scalars.js'
import type { RunSettings } from './settings.js'
import { listOf } from './shapes.js'
import { volume } from './volumes.js'
import type { Read } from './written.js'

type TaskSettings = Pick<
  RunSettings,
  | 'taskDefinition'
  | 'cluster'
  | 'count'
  | 'containers'
  | 'cpu'
  | 'memory'
  | 'ephemeralStorageGiB'
  | 'taskRoleArn'
  | 'executionRoleArn'
  | 'volumes'
>

const count = integer({ min: 1, max: Number.MAX_SAFE_INTEGER, takes: 'a whole number of tasks, 1 or more' })

/** ECS's own limits, 21 to 200, are checked with the other sizes. */
const ephemeralStorage = integer({ min: 1, max: 1_000_000, takes: 'whole GiB, such as 50' })

const size =
  (read: ReadSize): Read<SizeWish> =>
  (written, report) =>
    read(written, report, { relative: ['factor', 'auto'], least: 1 })

/** What to run, and with what. */
export function readTask(reading: Reading): TaskSettings {
  reading.demand(
    'task-definition',
    'Write the family of the task definition that is to run, or family:revision.',
  )
  return present({
    taskDefinition: reading.one('task-definition', taskDefinition),
    cluster: reading.one('cluster', cluster) ?? 'default',
    count: reading.one('count', count) ?? 1,
    containers: reading.yaml('containers', containers) ?? [],
    cpu: reading.one('cpu', size(readCpu)),
    memory: reading.one('memory', size(readMemory)),
    ephemeralStorageGiB: reading.one('ephemeral-storage', ephemeralStorage),
    taskRoleArn: reading.one('task-role-arn', role),
    executionRoleArn: reading.one('execution-role-arn', role),
    volumes: reading.yaml('volumes', listOf(volume)) ?? [],
  })
}
