import type { Growth } from '../sizing/growth.js'
import { readMemory } from './quantities.js'
import type { Reading } from './reading.js'
import { integer, oneOf } from './scalars.js'
import type { RetrySettings } from './settings.js'
import { present } from './present.js'
import { single } from './shapes.js'
import type { Read } from './written.js'

const DEFAULT_RETRIES = 2
const MOST_RETRIES = 100
const DEFAULT_MEMORY_GROWTH: Growth = { kind: 'factor', factor: 2 }

const retries = integer({ min: 0, max: MOST_RETRIES, takes: `a whole number from 0 to ${MOST_RETRIES}` })

const memoryGrowth: Read<Growth> = (written, report) => {
  const wish = readMemory(written, report, { relative: ['factor'], least: 1 })
  if (wish.kind === 'exact') return { kind: 'exact', value: wish.value }
  if (wish.kind !== 'factor') return undefined
  if (wish.factor > 1) return { kind: 'factor', factor: wish.factor }
  const message = `${written.what} is a factor of ${wish.factor}; it must be above 1 to make more of the memory`
  report({ rule: 'quantity', where: written.where, message, advice: 'Write 2x or 1.5x.' })
  return undefined
}

const maxMemory: Read<number> = (written, report) => {
  const wish = readMemory(written, report, { relative: [], least: 1 })
  return wish.kind === 'exact' ? wish.value : undefined
}

/** When the whole task is run again, and how much more memory it gets then. */
export function readRetry(reading: Reading): RetrySettings {
  return present({
    on:
      reading.list('retry-on', single(oneOf(['out-of-memory', 'spot-interruption', 'start-failure']))) ?? [],
    maxRetries: reading.one('max-retries', retries) ?? DEFAULT_RETRIES,
    memoryGrowth: reading.one('memory-growth', memoryGrowth) ?? DEFAULT_MEMORY_GROWTH,
    maxMemoryMiB: reading.one('max-memory', maxMemory),
  })
}
