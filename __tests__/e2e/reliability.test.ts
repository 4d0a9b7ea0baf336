import { describe, expect, it, jest } from '@jest/globals'
import { drawCancels, drawRegisterCancels, runCancel } from '../../scripts/reliability/cancels.ts'
import { allCells, nameCell, type FaultName } from '../../scripts/reliability/cells.ts'
import { runCell } from '../../scripts/reliability/run-cell.ts'

jest.setTimeout(120_000)

/** The part of the matrix that is over soon; `npm run reliability` runs all of it. */
const QUICK: readonly FaultName[] = [
  'lost-answer',
  'expired-token',
  'no-credentials',
  'skewed-clock',
  'cut-body',
]

describe('the fault matrix', () => {
  const cells = allCells().filter(
    ({ phase, fault }) => QUICK.includes(fault) && (phase === 'first call' || fault === 'no-credentials'),
  )

  it.concurrent.each(cells.map((cell) => [nameCell(cell), cell] as const))('%s', async (_name, cell) => {
    const result = await runCell(cell)
    expect(result).toMatchObject({ orphans: 0, duplicates: 0, wrongVerdict: false, secrets: 0 })
  })

  it('has a cell for every operation, fault and phase', () => {
    expect(new Set(allCells().map(nameCell)).size).toBe(18 * 16 * 3 + 7)
  })
})

describe('a cancel at a random moment leaves no temporary copy ACTIVE', () => {
  const cancels = drawRegisterCancels(20, 4711)

  it.concurrent.each(cancels.map((cancel) => [JSON.stringify(cancel), cancel] as const))(
    '%s',
    async (_name, cancel) => {
      const { left, copies, failed } = await runCancel(cancel)
      expect({ left, copies, failed }).toEqual({ left: 0, copies: 0, failed: false })
    },
  )
})

describe('a cancel at a random moment leaves no task running', () => {
  const cancels = drawCancels(21, 4711)

  it.concurrent.each(cancels.map((cancel) => [JSON.stringify(cancel), cancel] as const))(
    '%s',
    async (_name, cancel) => {
      const { left, failed, tookMs } = await runCancel(cancel)
      expect({ left, failed }).toEqual({ left: 0, failed: false })
      expect(tookMs).toBeLessThan(6000)
    },
  )
})
