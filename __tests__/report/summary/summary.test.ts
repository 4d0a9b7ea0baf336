import { describe, expect, it } from '@jest/globals'
import { writeSummary } from '../../../src/report/summary/summary.js'
import { expectGolden } from '../golden.js'
import { REPORT_EXAMPLES } from '../report-examples.js'

describe('writeSummary', () => {
  it.each(Object.entries(REPORT_EXAMPLES))(
    'writes the page that was reviewed as a picture: %s',
    (name, view) => {
      const summary = writeSummary(view())
      expectGolden(`${name}.md`, summary)
      expect(summary).not.toContain('hunter2')
    },
  )
})
