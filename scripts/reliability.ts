/**
 * Runs the whole fault matrix and two hundred cancels against the simulator, prints what came of each, and writes
 * docs/reliability.md. Takes about an hour; with the beginning of a cell's name (`-- 'stop: '`)
 * it runs those cells alone and writes nothing. Needs `npm run build` first.
 */
import { writeFileSync } from 'node:fs'
import { drawCancels, drawRegisterCancels, runCancel, type CancelResult } from './reliability/cancels.ts'
import { allCells, nameCell } from './reliability/cells.ts'
import { inParallel } from './reliability/in-parallel.ts'
import { writePage } from './reliability/page.ts'
import { runCell, type CellResult } from './reliability/run-cell.ts'

const PAGE = new URL('../docs/reliability.md', import.meta.url)
const STEPS_AT_ONCE = 3
const CANCELS = 200
const SEED = 2026

const [only] = process.argv.slice(2)
const chosen = allCells().filter((cell) => only === undefined || nameCell(cell).startsWith(only))
const cells = await inParallel(chosen, STEPS_AT_ONCE, runCell, showCell)
const cancels =
  only === undefined ? await inParallel(drawCancels(CANCELS, SEED), STEPS_AT_ONCE, runCancel, showCancel) : []
const copies =
  only === undefined
    ? await inParallel(drawRegisterCancels(CANCELS, SEED), STEPS_AT_ONCE, runCancel, showCancel)
    : []
const page = writePage({ cells, cancels, copies, seed: SEED, date: new Date().toISOString().slice(0, 10) })
if (only === undefined) writeFileSync(PAGE, page)
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
  cells.some((cell) => cell.orphans + cell.duplicates + cell.secrets + cell.hangs > 0 || cell.wrongVerdict) ||
  [...cancels, ...copies].some(({ left, copies: active, failed }) => left + active > 0 || failed)
process.exitCode = isBroken ? 1 : 0
