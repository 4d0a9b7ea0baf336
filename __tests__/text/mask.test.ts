import { describe, expect, it } from '@jest/globals'
import fc from '../../testing/properties.js'
import { createEchoMask, createMask } from '../../src/text/mask.js'

const ARN = 'arn:aws:ecs:us-east-1:123456789012:task/nightly/0123456789abcdef0123456789abcdef'

describe('createMask', () => {
  it.each([
    [['abc'], 'xabcx abc', 'x***x ***'],
    [['abc', 'abcdef'], 'abcdef', '***'],
    [['abcd', 'cdef'], 'xabcdefx', 'x***x'],
    [['$&'], 'a$&b', 'a***b'],
    [[''], 'nothing', 'nothing'],
    [[], 'nothing', 'nothing'],
    [['one\ntwo'], 'it is one two', 'it is ***'],
  ])('turns, of the values %j, %j into %j', (values, text, left) => {
    expect(createMask(values)(text)).toBe(left)
  })

  const SECRET = `it's <"50%" & \\more>/é\nend`
  it.each<[string, string]>([
    ['as it is', SECRET],
    ['as in JSON', JSON.stringify(SECRET)],
    ['twice as in JSON', JSON.stringify(JSON.stringify(SECRET))],
    [
      'as Go writes JSON',
      JSON.stringify(SECRET).replaceAll('<', '\\u003c').replaceAll('>', '\\u003e').replaceAll('&', '\\u0026'),
    ],
    ['as PHP writes JSON', JSON.stringify(SECRET).replaceAll('/', '\\/')],
    ['as Python writes JSON', JSON.stringify(SECRET).replaceAll('é', '\\u00e9')],
    [
      'as in HTML',
      SECRET.replaceAll('&', '&amp;')
        .replaceAll('<', '&lt;')
        .replaceAll('>', '&gt;')
        .replaceAll('"', '&quot;')
        .replaceAll("'", '&#39;'),
    ],
    ['as in an address', encodeURIComponent(SECRET)],
    ['as in the fields of a form', encodeURIComponent(SECRET).replaceAll('%20', '+')],
    ['on one line', SECRET.replaceAll('\n', ' ')],
  ])('masks a value that is written %s', (_how, written) => {
    const masked = createMask([SECRET])(`Invalid value ${written} at 'overrides'`)
    expect(masked).toMatch(/^Invalid value "?\\?"?\*\*\*\\?"?"? at 'overrides'$/)
  })

  it('masks the beginning of a value where the text was cut within it', () => {
    const mask = createMask(['correct_horse_battery_staple'])
    expect(mask('the reason is correct_horse_batt')).toBe('the reason is ***')
    expect(mask('the reason is correct_horse_batt...')).toBe('the reason is ***...')
    expect(mask('the reason is correct')).toBe('the reason is correct')
  })

  it.each([
    'us-east-1',
    '123456789012',
    'nightly',
    '0123456789abcdef0123456789abcdef',
    'task/nightly/0123',
    ARN,
  ])('leaves an ARN whole of which the value %s is a part', (value) => {
    const text = `User: ${ARN} is not authorized to perform: ecs:RunTask on resource: ${ARN}`
    expect(createMask([value])(text)).toBe(text)
  })

  it('masks a value that holds an ARN', () => {
    expect(createMask([`{"role":"${ARN}","key":"k"}`])(`got {"role":"${ARN}","key":"k"}.`)).toBe('got ***.')
  })

  it('leaves no value in any text, and every other text as it is', () => {
    const value = fc
      .string({ minLength: 1, unit: 'binary' })
      .filter((text) => text.trim() !== '' && !'***'.includes(text))
    fc.assert(
      fc.property(value, fc.string(), fc.string(), (secret, before, after) => {
        const mask = createMask([secret])
        expect(mask(`${before}${secret}${after}`)).not.toContain(secret)
        if (!before.includes(secret)) expect(mask(before).startsWith(before.slice(0, 1))).toBe(true)
        const masked = mask(JSON.stringify({ text: secret }))
        expect(JSON.parse(masked)).toEqual({ text: '***' })
      }),
    )
  })
})

describe('createEchoMask', () => {
  it.each([
    [['hunter2'], 'hunter2 is not allowed', '*** is not allowed'],
    [['on'], "Value 'on' is not one of them", 'Value *** is not one of them'],
    [['on'], 'Value "on" is not one of them', 'Value *** is not one of them'],
    [['on'], 'on and on', 'on and on'],
    [['us-east-1'], `not on resource: ${ARN}`, `not on resource: ${ARN}`],
    [['us-east-1'], 'no such cluster in us-east-1', 'no such cluster in us-east-1'],
  ])('turns, of the values %j, %j into %j', (values, text, left) => {
    expect(createEchoMask(values)(text)).toBe(left)
  })
})
