/** `npm run bench`, or `npm run bench -- calls size` for some of it: a table for each, and all of it in bench/results.json. */
import { writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { calls } from './calls.ts'
import { coldStart } from './cold-start.ts'
import { table } from './figures.ts'
import { many } from './many.ts'
import { notice } from './notice.ts'
import { sharedAccount } from './shared-account.ts'
import { size } from './size.ts'
import { throughput } from './throughput.ts'

const MEASUREMENTS = [size, calls, notice, coldStart, throughput, many, sharedAccount]

const wanted = process.argv.slice(2)
const results: Record<string, unknown> = {
  node: process.version,
  machine: `${cpus().length} × ${cpus()[0]?.model ?? ''}`,
}
for (const { name, measure } of MEASUREMENTS) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  const figures = await measure()
  results[name] = figures
  console.log(`\n${name}\n\n${table(figures)}`)
}
writeFileSync(new URL('results.json', import.meta.url), JSON.stringify(results, undefined, 2))
