import { expect, it } from '@jest/globals'
import { keepSecrets } from '../../src/flows/keep-secrets.js'
import { text } from '../../src/report/markdown.js'
import { recordConsole } from '../support/recording-console.ts'
import { stepOf } from '../support/step.ts'

const SECRET = 'correct_horse<battery>@"staple"'

it('lets a secret out by no way, however it is written there', async () => {
  const step = stepOf({})
  const console = recordConsole()
  const kept = keepSecrets(step, console, [SECRET])

  kept.setOutput('stopped-reason', `it is ${SECRET}`)
  kept.setOutput('tasks', JSON.stringify([{ reason: SECRET }]))
  kept.saveState('ledger', JSON.stringify({ cluster: SECRET }))
  await kept.writeSummary(`### ${text(`it is ${SECRET}`)} or ${SECRET}`)

  expect(console.texts('mask')).toEqual([SECRET])
  expect(step.handedOver).toEqual([
    'it is ***',
    '[{"reason":"***"}]',
    '{"cluster":"***"}',
    '### it is *** or ***',
  ])
})
