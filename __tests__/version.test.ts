import { readFileSync } from 'node:fs'
import { expect, it } from '@jest/globals'
import { NAME, VERSION } from '../src/version.js'

it('is the name and version of the package', () => {
  expect(JSON.parse(readFileSync('package.json', 'utf8'))).toMatchObject({ name: NAME, version: VERSION })
})
