import { describe, expect, it } from '@jest/globals'
import { waitForTasks } from '../../src/flows/wait.js'
import { systemClock } from '../../src/runtime/clock.js'
import { recordConsole } from '../../testing/recording-console.ts'
import { stepOf } from '../../testing/step.ts'

describe('a wait step with a mistake', () => {
  it('says that no task was followed, since it starts none anyway', async () => {
    const console = recordConsole()
    const runtime = { console, clock: systemClock, signal: new AbortController().signal }
    const step = stepOf({
      'task-arns': '0123456789abcdef0123456789abcdef',
      cluster: 'default',
      timeout: '1d',
    })
    expect(await waitForTasks({ ...step, ...runtime })).toMatchObject({ outcome: 'failed' })
    expect(console.texts('line')).toEqual([
      expect.stringMatching(/^refused: timeout is "1d"; it takes a duration .*; no task was followed$/),
    ])
  })
})
