import humanizeDuration from 'humanize-duration'

const shortUnits = humanizeDuration.humanizer({
  language: 'short',
  languages: { short: { h: () => 'h', m: () => 'min', s: () => 's' } },
  units: ['h', 'm', 's'],
  delimiter: ' ',
  round: true,
})

/** CPU units of one vCPU, and MiB of one GB in ECS. */
const UNITS_PER_VCPU = 1024
const MIB_PER_GB = 1024

/** `205000` → `3 min 25 s`. */
export function formatDuration(ms: number): string {
  return shortUnits(ms)
}

/** CPU units as vCPU, without the unit: `4096` → `4`, `256` → `0.25`. Undefined where that is not a short number. */
export function vcpuNumber(units: number): string | undefined {
  // A sixteenth of a vCPU has four decimals.
  return units % (UNITS_PER_VCPU / 16) === 0 ? `${units / UNITS_PER_VCPU}` : undefined
}

/** `4096` → `4 vCPU`, `100` → `100 CPU units`. */
export function formatCpu(units: number): string {
  const vcpu = vcpuNumber(units)
  return vcpu === undefined ? `${units} CPU units` : `${vcpu} vCPU`
}

/** `16384` → `16 GB`, `512` → `512 MB`: the units of ECS, where 1 GB is 1024 MiB. */
export function formatMemory(mib: number): string {
  return mib >= MIB_PER_GB && mib % (MIB_PER_GB / 2) === 0 ? `${mib / MIB_PER_GB} GB` : `${mib} MB`
}
