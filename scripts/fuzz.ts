/**
 * Feeds hostile text into every place of the built action that takes text from outside: answers and errors of AWS, lines of logs,
 * inputs, the event file, what the runner says of the run. Prints each step in which something went wrong, with its seed.
 * Usage: npm run fuzz [-- <steps> [<seed of the first>]]. Needs `npm run build` first.
 */
import { fuzzStep, type FuzzedStep } from './fuzz/fuzz-step.ts'
import { inParallel } from './reliability/in-parallel.ts'

const STEPS_AT_ONCE = 3
const STEPS = 200
const FIRST_SEED = 1

const [steps = STEPS, firstSeed = FIRST_SEED] = process.argv.slice(2).map(Number)
const seeds = Array.from({ length: steps }, (_, index) => firstSeed + index)
const fuzzed = await inParallel(seeds, STEPS_AT_ONCE, fuzzStep, show)
const wrong = fuzzed.filter(({ complaints }) => complaints.length > 0)
console.log(`${fuzzed.length} steps, ${wrong.length} of them wrong`)
process.exitCode = wrong.length > 0 ? 1 : 0

function show({ seed, seconds, complaints }: FuzzedStep): void {
  for (const complaint of complaints) console.log(`seed ${seed} (${seconds.toFixed(1)} s): ${complaint}`)
}
