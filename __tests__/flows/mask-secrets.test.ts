import { describe, expect, it } from '@jest/globals'
import { maskSecrets } from '../../src/flows/mask-secrets.js'
import { systemClock } from '../../src/runtime/clock.js'
import { recordConsole } from '../../testing/recording-console.ts'
import { stepOf } from '../../testing/step.ts'
import { settingsOf } from '../inputs/reading-inputs.js'

function masksOf(environment: Readonly<Record<string, string>>): string[] {
  const console = recordConsole()
  const runtime = { ...stepOf({}), console, clock: systemClock, signal: new AbortController().signal }
  maskSecrets(runtime, settingsOf({ containers: JSON.stringify({ app: { environment } }) }))
  return console.texts('mask')
}

describe('maskSecrets', () => {
  it('masks each line of a long value', () => {
    expect(masksOf({ A: 'correct horse battery\nstaple of the horse\nshort' })).toEqual([
      'correct horse battery',
      'staple of the horse',
    ])
  })

  it.each([
    ['a Region', 'ap-southeast-1'],
    ['an ARN', 'arn:aws:iam::123456789012:role/job'],
    ['the address of a server', 'https://example.com:8443/'],
    ['what stands elsewhere in the inputs or the run', 'octo-org/warehouse'],
    ['the name of an error of ECS', 'OutOfMemoryError'],
    ['a code of ECS', 'CannotPullContainerError'],
  ])('does not mask %s', (_what, value) => {
    expect(masksOf({ A: value })).toEqual([])
  })
})
