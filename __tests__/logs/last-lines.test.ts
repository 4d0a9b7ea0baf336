import { describe, expect, it } from '@jest/globals'
import { keepLastLines, MAX_RESULT_BYTES } from '../../src/logs/last-lines.js'
import type { LogSource } from '../../src/logs/log-source.js'

const source = (taskArn: string, container = 'app'): LogSource => ({
  taskArn,
  container,
  group: 'g',
  stream: 's',
  region: 'r',
})

async function lastOf(...batches: readonly (readonly string[])[]): Promise<string | undefined> {
  const { take, of } = keepLastLines('app')
  for (const events of batches) await take(source('one'), events)
  return of('one')
}

describe('keepLastLines', () => {
  it.each([
    ['the last line', [['a', 'b']], 'b'],
    ['the last line of the last batch', [['a'], ['b'], []], 'b'],
    ['the last line that is not blank', [['{"a": 1}', '', ' \t', '\r']], '{"a": 1}'],
    ['the last line of an event that has several', [['one\ntwo\r\n\n']], 'two'],
    [
      'a line with its blanks and colours, unchanged',
      [['\u001b[1m  a  \u001b[0m ']],
      '\u001b[1m  a  \u001b[0m ',
    ],
    [
      'a line that the container runtime has split',
      [['x'.repeat(16_384), 'y'.repeat(16_384)], ['z']],
      'x'.repeat(16_384) + 'y'.repeat(16_384) + 'z',
    ],
  ])('keeps %s', async (_what, batches, line) => {
    expect(await lastOf(...batches)).toBe(line)
  })

  it('has nothing of a log without a line', async () => {
    expect(await lastOf([], ['', '  '])).toBeUndefined()
  })

  it('keeps the lines of each task apart, and those of one container alone', async () => {
    const { take, of } = keepLastLines('app')
    await take(source('one'), ['1'])
    await take(source('two'), ['2'])
    await take(source('one', 'sidecar'), ['3'])
    expect([of('one'), of('two'), of('three')]).toEqual(['1', '2', undefined])
  })

  it('keeps of a line that is too long only what shows that it is', async () => {
    const long = await lastOf(['a'.repeat(250_000)])
    expect(long?.length).toBe(MAX_RESULT_BYTES + 1)
  })

  it('takes a line of nothing but blanks in linear time', async () => {
    const started = performance.now()
    expect(await lastOf([`last${'\n'.repeat(250_000)}${' '.repeat(250_000)}`])).toBe('last')
    expect(performance.now() - started).toBeLessThan(2_000)
  })
})
