import { describe, expect, it } from '@jest/globals'
import { limitAnnotations, type Severity } from '../../src/runtime/annotation-limit.js'

function annotated(...kinds: readonly (readonly [Severity, number])[]) {
  const shown: string[] = []
  const lines: string[] = []
  const { annotate, annotateRest } = limitAnnotations(
    (severity, title, message) => shown.push(`${severity} ${title}: ${message}`),
    (line) => lines.push(line),
  )
  for (const [severity, count] of kinds)
    for (let number = 1; number <= count; number++)
      annotate(severity, `${number}`, `message ${number}\nadvice`)
  annotateRest()
  annotateRest()
  return { shown, lines }
}

describe('annotations', () => {
  it.each([0, 1, 9, 10])('are all shown as long as GitHub shows them: %d', (count) => {
    const { shown } = annotated(['error', count])
    expect(shown).toEqual(
      Array.from({ length: count }, (_, index) => `error ${index + 1}: message ${index + 1}\nadvice`),
    )
  })

  it('are counted in the tenth beyond that, and stand in the log', () => {
    const { shown, lines } = annotated(['error', 13])
    expect(shown).toHaveLength(10)
    expect(shown.at(-1)).toBe('error and 4 more: and 4 more: 10; 11; 12; 13')
    expect(lines).toEqual([10, 11, 12, 13].flatMap((number) => [`error: message ${number}`, 'advice']))
  })

  it('are counted for each kind', () => {
    const { shown } = annotated(['warning', 11], ['error', 11], ['notice', 3])
    expect(shown).toHaveLength(23)
    expect(shown.slice(-2)).toEqual([
      'error and 2 more: and 2 more: 10; 11',
      'warning and 2 more: and 2 more: 10; 11',
    ])
  })

  it('are not all named where there are very many', () => {
    expect(annotated(['error', 500]).shown.at(-1)).toMatch(/^error and 491 more: .*; 28; 29; \.\.\.$/)
  })
})
