import type { Refuse, ServiceError } from '../service-error.ts'
import { isFargateSize } from './fargate-sizes.ts'

/** A task's size: CPU units and MiB, absent where neither definition nor override gives them. */
export interface TaskSize {
  readonly cpu: number | undefined
  readonly memory: number | undefined
}

const CPU_MIN_UNITS = 128
const CPU_MAX_UNITS = 196_608
const EPHEMERAL_MIN_GIB = 21
const EPHEMERAL_MAX_GIB = 200

const VCPU_FORM = /^(\.25|\.5|1|2|4|8|16|32)\s*vcpu$/i
const GB_FORM = /^(0?\.5|[1-9]\d*)\s*gb$/i

/** CPU units of a definition's `cpu`, which may be written in vCPUs; NaN where it is neither. */
export function parseDefinitionCpu(text: string): number {
  const vcpu = VCPU_FORM.exec(text)?.[1]
  return vcpu === undefined ? parseInteger(text) : Number(vcpu) * 1024
}

/** MiB of a definition's `memory`, which may be written in GB; NaN where it is neither. */
export function parseDefinitionMemory(text: string): number {
  const gb = GB_FORM.exec(text)?.[1]
  return gb === undefined ? parseInteger(text) : Number(gb) * 1024
}

/** Only plain integers: nothing public says that an override takes units. */
export function parseInteger(text: string): number {
  return /^\d+$/.test(text) ? Number(text) : NaN
}

/** Texts: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html */
export function checkSpelling(size: TaskSize, refuse: Refuse): ServiceError | undefined {
  if (size.cpu !== undefined && !(size.cpu >= CPU_MIN_UNITS && size.cpu <= CPU_MAX_UNITS)) {
    return refuse("Invalid 'cpu' setting for task.")
  }
  if (size.memory !== undefined && !(size.memory > 0)) return refuse("Invalid 'memory' setting for task.")
  return undefined
}

export function checkFargateSize(size: TaskSize, windows: boolean, refuse: Refuse): ServiceError | undefined {
  const { cpu, memory } = size
  if (cpu === undefined) return refuse("Fargate requires that 'cpu' be defined at the task level.")
  if (memory === undefined) return refuse("Fargate requires that 'memory' be defined at the task level.")
  if (isFargateSize(cpu, memory, windows)) return undefined
  return refuse(
    `No Fargate configuration exists for given values: ${cpu} CPU, ${memory} memory. ` +
      'See the Amazon ECS documentation for the valid values.',
  )
}

export function checkEphemeralStorage(
  sizeInGib: number | undefined,
  fargate: boolean,
  refuse: Refuse,
): ServiceError | undefined {
  if (sizeInGib === undefined) return undefined
  if (!fargate) return refuse('Tasks using the EC2 launch type do not support EphemeralStorage')
  if (sizeInGib < EPHEMERAL_MIN_GIB) {
    return refuse(`EphemeralStorage size should be at least ${EPHEMERAL_MIN_GIB}`)
  }
  if (sizeInGib > EPHEMERAL_MAX_GIB)
    return refuse(`EphemeralStorage size should be at most ${EPHEMERAL_MAX_GIB}`)
  return undefined
}
