/**
 * Runs the whole fault matrix and two hundred cancels against the simulator, prints what came of each, and writes
 * docs/reliability.md. Takes about a quarter of an hour. Needs `npm run build` first.
 */
import { writeFileSync } from 'node:fs'
import { drawCancels, runCancel, type CancelResult } from './reliability/cancels.ts'
import { allCells, nameCell } from './reliability/cells.ts'
import { inParallel } from './reliability/in-parallel.ts'
import { writePage } from './reliability/page.ts'
import { runCell, type CellResult } from './reliability/run-cell.ts'

const PAGE = new URL('../docs/reliability.md', import.meta.url)
const STEPS_AT_ONCE = 3
const CANCELS = 200
const SEED = 2026

const cells = await inParallel(allCells(), STEPS_AT_ONCE, runCell, showCell)
const cancels = await inParallel(drawCancels(CANCELS, SEED), STEPS_AT_ONCE, runCancel, showCancel)
const page = writePage({ cells, cancels, seed: SEED, date: new Date().toISOString().slice(0, 10) })
writeFileSync(PAGE, page)
console.log(page)

function showCell({ cell, outcome, calls, seconds, ...counts }: CellResult, done: number): void {
  console.log(
    `${done}. ${nameCell(cell)}: ${outcome}, ${calls} calls, ${seconds.toFixed(1)} s ${JSON.stringify(counts)}`,
  )
}

function showCancel({ cancel, ...came }: CancelResult, done: number): void {
  console.log(`${done}. ${JSON.stringify(cancel)} ${JSON.stringify(came)}`)
}

const isBroken =
  cells.some((cell) => cell.orphans + cell.duplicates + cell.secrets > 0 || cell.wrongVerdict) ||
  cancels.some(({ left, failed }) => left > 0 || failed)
process.exitCode = isBroken ? 1 : 0
