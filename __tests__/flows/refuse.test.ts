import { describe, expect, it } from '@jest/globals'
import { attach } from '../../src/flows/attach.js'
import { systemClock } from '../../src/world/clock.js'
import { recordConsole } from '../support/recording-console.ts'
import { stepOf } from '../support/step.ts'

describe('a wait step with a mistake', () => {
  it('says that no task was followed, since it starts none anyway', async () => {
    const console = recordConsole()
    const world = { console, clock: systemClock, signal: new AbortController().signal }
    const step = stepOf({
      'task-arns': '0123456789abcdef0123456789abcdef',
      cluster: 'default',
      timeout: '1d',
    })
    expect(await attach(step, world)).toMatchObject({ outcome: 'failed' })
    expect(console.texts('line')).toEqual([
      expect.stringMatching(/^refused: timeout is "1d"; it takes a duration .*; no task was followed$/),
    ])
  })
})
