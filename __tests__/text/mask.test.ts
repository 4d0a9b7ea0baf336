import { describe, expect, it } from '@jest/globals'
import fc from '../../testing/properties.js'
import { createMask, echoConcealer } from '../../src/text/mask.js'

describe('concealed values', () => {
  it.each([
    [['abc'], 'xabcx abc', 'x***x ***'],
    [['abc', 'abcdef'], 'abcdef', '***'],
    [['a"b\\c'], JSON.stringify({ text: 'a"b\\c' }), '{"text":"***"}'],
    [['$&'], 'a$&b', 'a***b'],
    [[''], 'nothing', 'nothing'],
  ])('%j in %j', (values, text, left) => {
    expect(createMask(values)(text)).toBe(left)
  })

  it('stand nowhere in what is left, alone or inside JSON', () => {
    const value = fc.string({ minLength: 1, unit: 'binary' }).filter((text) => !'***'.includes(text))
    fc.assert(
      fc.property(value, fc.string(), fc.string(), (secret, before, after) => {
        const conceal = createMask([secret])
        expect(conceal(before + secret + after)).toBe(createMask([secret])(before + secret + after))
        const json: unknown = JSON.parse(conceal(JSON.stringify({ text: secret })))
        expect(json).toEqual({ text: '***' })
      }),
    )
  })
})

describe('values that may be repeated to us', () => {
  it.each([
    [['hunter2'], 'hunter2 is not allowed', '*** is not allowed'],
    [['on'], "Value 'on' is not one of them", 'Value *** is not one of them'],
    [['on'], 'Value "on" is not one of them', 'Value *** is not one of them'],
  ])('%j in %j', (values, text, left) => {
    expect(echoConcealer(values)(text)).toBe(left)
  })
})
