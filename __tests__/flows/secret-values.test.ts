import { describe, expect, it } from '@jest/globals'
import type { GithubRun } from '../../src/runtime/runtime.js'
import { secretValues } from '../../src/flows/mask-secrets.js'
import { settingsOf } from '../inputs/reading-inputs.js'

const RUN: GithubRun = { repository: 'octo-org/warehouse', sha: 'ffac537e6cbbf934b08745a378932722df287a53' }

function masksFor(value: string, texts: Record<string, string> = {}): string[] {
  const containers = JSON.stringify({
    app: { environment: { NAME: value }, command: ['--bucket', 'the-bucket-of-analytics'] },
  })
  return secretValues(settingsOf({ containers, ...texts }, RUN), RUN)
}

describe('a value of the environment', () => {
  it.each([
    'correct-horse-battery-staple',
    'sixteen-letters!',
    'https://user:password@db.example.com',
    'https://hooks.example.com/services/T000/B000/XXXX',
    'postgres://app:secret@db.example.com:5432/app',
  ])('is masked: %s', (value) => {
    expect(masksFor(value)).toEqual([value])
  })

  it.each([
    ['short', 'fifteen-letters'],
    ['a Region', 'ap-southeast-1'],
    ['an ARN', 'arn:aws:ecs:eu-west-1:111122223333:task/default/0123456789abcdef0123456789abcdef'],
    ['the address of a server', 'https://api.example.com:8443/'],
    ['the commit of the run', RUN.sha ?? ''],
    ['part of a command, which is shown', 'the-bucket-of-analytics'],
    ['blank', '                      '],
  ])('is not masked where it is %s', (_name, value) => {
    expect(masksFor(value)).toEqual([])
  })

  it('is not masked where another input says the same', () => {
    expect(masksFor('cluster-of-analytics', { cluster: 'cluster-of-analytics' })).toEqual([])
  })

  it('is masked line by line, without lines that any text may have', () => {
    expect(masksFor('-----BEGIN KEY-----\n  c2VjcmV0c2VjcmV0c2VjcmV0\r\n}\n')).toEqual([
      '-----BEGIN KEY-----',
      'c2VjcmV0c2VjcmV0c2VjcmV0',
    ])
  })
})
