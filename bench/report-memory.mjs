/** Loaded before the bundle: writes what the process took, as the system counts it, when it ends. */
import { writeFileSync } from 'node:fs'

process.on('exit', () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage()
  writeFileSync(
    process.env.BENCH_USAGE_FILE,
    JSON.stringify({ peakMib: maxRSS / 1024, cpuMs: (userCPUTime + systemCPUTime) / 1000 }),
  )
})
