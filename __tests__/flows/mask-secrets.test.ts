import { expect, it } from '@jest/globals'
import { maskSecrets } from '../../src/flows/mask-secrets.js'
import { escapeText } from '../../src/report/summary/markdown.js'
import { systemClock } from '../../src/runtime/clock.js'
import { recordConsole } from '../../testing/recording-console.ts'
import { stepOf } from '../../testing/step.ts'
import { settingsOf } from '../inputs/reading-inputs.js'

const SECRET = 'correct_horse<battery>@"staple"'

it('lets a secret out by no way, however it is written there', async () => {
  const step = stepOf({})
  const console = recordConsole()
  const runtime = { ...step, console, clock: systemClock, signal: new AbortController().signal }
  const kept = maskSecrets(
    runtime,
    settingsOf({ containers: JSON.stringify({ app: { environment: { NAME: SECRET } } }) }),
  )

  kept.setOutput('stopped-reason', `it is ${SECRET}`)
  kept.setOutput('tasks', JSON.stringify([{ reason: SECRET }]))
  await kept.writeSummary(`### ${escapeText(`it is ${SECRET}`)} or ${SECRET}`)

  expect(console.texts('mask')).toEqual([SECRET])
  expect(step.handedOver).toEqual(['it is ***', '[{"reason":"***"}]', '### it is *** or ***'])
})
