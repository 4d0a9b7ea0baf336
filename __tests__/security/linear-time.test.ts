import { describe, expect, it, jest } from '@jest/globals'
import { AwsError } from '../../src/ecs/aws-error.js'
import { explainFailure } from '../../src/ecs/explain-failure.js'
import { parseTaskArn, regionOf, shortId } from '../../src/text/arn.js'
import { createEchoMask, createMask } from '../../src/text/mask.js'
import { sanitize, sanitizeJson, sanitizeLine, sanitizeLog } from '../../src/text/sanitize.js'
import { openLogPrinter } from '../../src/logs/log-printer.js'
import { clip, code, escapeText, fence, prose, table } from '../../src/report/summary/markdown.js'
import { explainStop } from '../../src/verdict/explanations/explain-stop.js'
import { fasterThanLinear, growthOf, MOST_GROWTH } from '../../testing/growth.ts'
import { recordConsole } from '../../testing/recording-console.ts'
import { sourceOf } from '../logs/streams.ts'

jest.setTimeout(300_000)

const mask = createMask(['correct_horse_battery_staple', '"::\r\n\\', 'a '.repeat(20)])
const echo = createEchoMask(['hunter2', 'on', ':::::::'])

/** Everything that takes text from AWS or from the log of a container. */
const READERS: Readonly<Record<string, (text: string) => unknown>> = {
  sanitize,
  sanitizeLine,
  sanitizeJson: (text) => sanitizeJson(JSON.stringify(text)),
  sanitizeLog,
  'createMask()': mask,
  'createEchoMask()': echo,
  'openLogPrinter()': (text) => {
    openLogPrinter(recordConsole(true), { containers: ['app', 'b'], severalTasks: true })(sourceOf(), [text])
  },
  escapeText,
  code,
  prose,
  fence: (text) => fence('yaml', text),
  clip: (text) => clip(text, 240),
  table: (text) => table([text], [[text]]),
  explainStop: (text) => explainStop({ stopCode: text, reasons: [text, text] }),
  explainFailure,
  AwsError: (text) => new AwsError(text, { name: text, message: text, $metadata: { httpStatusCode: 400 } }),
  parseTaskArn,
  regionOf,
  shortId,
}

describe.each(Object.entries(READERS))('%s', (_name, read) => {
  it('takes time in proportion to its text, whatever runs are in it', () => {
    expect(fasterThanLinear(read)).toEqual([])
  })
})

it('would tell a pattern that is not linear', () => {
  expect(growthOf((characters) => /[\r\n]+$/.exec(`${'\r'.repeat(characters / 8)}x`))).toBeGreaterThan(
    MOST_GROWTH,
  )
})
