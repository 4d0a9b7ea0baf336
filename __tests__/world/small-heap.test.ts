import { spawnSync } from 'node:child_process'
import { describe, expect, it } from '@jest/globals'

const SMALL_HEAP = new URL('../../src/world/small-heap.ts', import.meta.url).href

/** Makes a hundred pages of lines, a page of them alive at a time, and tells the young generation's size. */
const READ_A_LONG_LOG = `
  const { getHeapSpaceStatistics } = await import('node:v8')
  for (let page = 0; page < 100; page++)
    globalThis.page = JSON.parse(JSON.stringify(Array.from({ length: 4600 }, (_, line) => ({ message: page + '-' + line + '.'.repeat(200) }))))
  const young = getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')
  console.log(young.space_size / 2 ** 20)
`

function youngMib(before: string): { mib: number; complaints: string } {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--no-warnings', '--input-type=module', '-e', before + READ_A_LONG_LOG],
    {
      encoding: 'utf8',
    },
  )
  return { mib: Number(stdout), complaints: stderr }
}

describe('the heap of a step that waits', () => {
  it('stays small, by flags that this Node knows', () => {
    const usual = youngMib('')
    const small = youngMib(`(await import('${SMALL_HEAP}')).keepHeapSmall();`)
    expect(small.complaints).toBe('')
    expect(small.mib).toBeLessThan(usual.mib / 2)
  })
})
