import { describe, expect, it } from '@jest/globals'
import { keepLogTails } from '../../src/logs/log-tail.js'

const SOURCE = { taskArn: 'arn:task/1', container: 'app', group: 'g', stream: 's', region: 'eu-west-1' }
const identity = (text: string): string => text

async function tailOf(
  events: readonly string[],
  options: { streams?: number; mask?: (text: string) => string } = {},
): Promise<readonly string[]> {
  const tails = keepLogTails({
    streamCount: options.streams ?? 1,
    mask: options.mask ?? identity,
    isShown: () => true,
  })
  await tails.take(SOURCE, events)
  return tails.of(SOURCE.taskArn, SOURCE.container)
}

describe('keepLogTails', () => {
  it('keeps the last twenty lines of a container over many reads', async () => {
    const tails = keepLogTails({ streamCount: 2, mask: identity, isShown: () => true })
    for (let line = 1; line <= 30; line++) await tails.take(SOURCE, [`line ${line}`])
    const lines = tails.of(SOURCE.taskArn, 'app')
    expect(lines).toHaveLength(20)
    expect(lines.at(0)).toBe('line 11')
    expect(lines.at(-1)).toBe('line 30')
  })

  it('knows nothing of a container whose log was not read', () => {
    expect(
      keepLogTails({ streamCount: 1, mask: identity, isShown: () => true }).of('arn:task/1', 'app'),
    ).toEqual([])
  })

  it('keeps nothing of a container whose log is not printed', async () => {
    const tails = keepLogTails({ streamCount: 1, mask: identity, isShown: (name) => name !== 'app' })
    await tails.take(SOURCE, ['line'])
    expect(tails.of('arn:task/1', 'app')).toEqual([])
  })

  it('takes an event of several lines as lines and leaves blank ones out', async () => {
    expect(await tailOf(['Traceback:\n  File "x"\r\n\nKeyError\n'])).toEqual([
      'Traceback:',
      '  File "x"',
      'KeyError',
    ])
  })

  it('keeps no colours, no control characters and no workflow commands', async () => {
    expect(await tailOf(['\u001B[31mred\u001B[0m\u0007', '::error::x', '##[error]y'])).toEqual([
      'red',
      ': :error::x',
      '# #[error]y',
    ])
  })

  it('cuts a long line between two words, so that no part of a secret stays', async () => {
    const secret = 'S'.repeat(300)
    expect((await tailOf([`${'word '.repeat(60)}${secret}`]))[0]).not.toMatch(/S/)
    expect(await tailOf(['x'.repeat(10_000)])).toEqual(['…'])
  })

  it('masks a line before it cuts it', async () => {
    const secret = `${'p'.repeat(200)} ${'q'.repeat(400)}`
    const lines = await tailOf([`key ${secret}`], { mask: (text) => text.replaceAll(secret, '***') })
    expect(lines).toEqual(['key ***'])
  })

  it('keeps fewer lines of each where there are thousands of streams', async () => {
    const lines = await tailOf(
      Array.from({ length: 50 }, (_, line) => `line ${line}`),
      { streams: 10_000 },
    )
    expect(lines).toEqual(['line 47', 'line 48', 'line 49'])
  })

  it('takes no longer for an event of 262,000 carriage returns', async () => {
    const started = performance.now()
    expect(await tailOf([`${'\r'.repeat(262_000)}x`])).toEqual(['x'])
    expect(performance.now() - started).toBeLessThan(1_000)
  })
})
