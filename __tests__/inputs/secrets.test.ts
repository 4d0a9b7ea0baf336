import { describe, expect, it } from '@jest/globals'
import fc from '../../testing/properties.js'
import { mistakesOf } from './reading-inputs.js'

const SECRET = 'hunter2hunter2'

describe('values of the environment', () => {
  it.each([
    `app:\n  environment:\n    PASSWORD: ${SECRET}: x`,
    `app:\n  environment:\n    PASSWORD: "${SECRET}\\q"`,
    `app:\n  environment:\n    PASSWORD: "${SECRET}`,
    `app:\n  environment:\n    PASSWORD: *${SECRET}`,
    `app:\n  environment: {PASSWORD:${SECRET}}`,
    `app:\n  environment: {PASSWORD ${SECRET}}`,
    `app: {cpu: 1, PASSWORD ${SECRET}}`,
    `{app: {cpu: 1}, PASSWORD:${SECRET}}`,
    `app:\n  environment: [{name: PASSWORD, value ${SECRET}}]`,
    `app:\n  environment:\n    PASSWORD: !${SECRET}`,
    `app:\n  environment:\n    PASSWORD: %${SECRET}`,
    `app:\n  environment:\n    PASSWORD: @${SECRET}`,
    `app:\n  environment:\n    PASSWORD: {${SECRET}}`,
    `app:\n  environment:\n    PASSWORD: [${SECRET}]`,
    `app:\n  environment:\n    - PASSWORD =${SECRET}`,
    `app:\n  environment:\n    - PASSWORD:${SECRET}`,
    `app:\n  environment:\n    PASSWORD=${SECRET}\n    A=b`,
    `app:\n  environment: |\n    PASSWORD: ${SECRET}\n    A=b`,
    `app:\n  environment:\n    PASSWORD: ${SECRET} #x`,
    `app:\n  environment:\n    PASSWORD: &${SECRET}`,
    `app:\n  environment:\n    - PASSWORD="${SECRET}"`,
    `app:\nenvironment:\n  PASSWORD: ${SECRET}`,
    `app:\n  command: |\n    run\n    PASSWORD: ${SECRET}`,
    `app:\n  environment: PASSWORD:${SECRET}`,
    `app:\n  environment: {PASSWORD=${SECRET}}`,
    `app:\n  environment: {PASSWORD=${SECRET}: }`,
    `app:\n  environment: [{name: ${SECRET} B: c}]`,
    `app:\n  environment: [{name: PASSWORD, value: [${SECRET}]}]`,
    `app:\n  environment: [{name: PASSWORD, value: a}, {name: PASSWORD, value: ${SECRET}}]`,
    `app:\n  environment:\n  PASSWORD: ${SECRET}`,
    `app:\n  enviroment: {PASSWORD: ${SECRET}}`,
    `app:\n  cpu: 512\n    PASSWORD=${SECRET}`,
    `app:\n  gpu: 1\n    PASSWORD=${SECRET}`,
    `app:\n  environmentFiles:\n    - x\n      PASSWORD=${SECRET}`,
    `app:\n  memory: |\n    512\n    PASSWORD=${SECRET}`,
    `app:\n  environment: {PASSWORD: ${SECRET}, PASSWORD: ${SECRET}}`,
    `app:\n  environment:\n\tPASSWORD: ${SECRET}`,
    `app:\n  environment:\n   A: b\n  PASSWORD=${SECRET}`,
    `app\n  environment:\n   PASSWORD: ${SECRET}`,
    `PASSWORD=${SECRET}`,
    `app:\n  environment:\n    ${SECRET} B: c`,
    `app:\n  environment:\n    ${SECRET}=: c`,
    `app:\n  environment:\n    ${SECRET} B: c\n    ${SECRET} B: c`,
    `app:\n  environment: [{name: PASSWORD, ${SECRET}: }]`,
    `app:\n  ${SECRET} B: c`,
    `${SECRET} B: c`,
  ])('stay out of the mistakes of %j', (containers) => {
    const mistakes = mistakesOf({ containers })
    expect(mistakes).not.toEqual([])
    expect(mistakes.join('\n')).not.toContain(SECRET)
  })

  it('stay out of every mistake, whatever is damaged around them', () => {
    const whole = `app:\n  cpu: 512\n  environment:\n    A: ${SECRET}\n    B: "${SECRET}"\n  gpu: 1\nb: {environment: [{name: C, value: ${SECRET}}]}\n`
    const damage = fc.record({
      at: fc.nat(whole.length),
      cut: fc.nat(6),
      put: fc.constantFrom(
        '',
        ' ',
        '\n',
        '\t',
        ':',
        '"',
        "'",
        '{',
        '}',
        '[',
        ']',
        '- ',
        '*',
        '&',
        '!',
        '#',
        ',',
        '|\n',
        '? ',
      ),
    })
    // A place inside a secret makes another text of it, which is a secret no more.
    const outside = damage.filter(({ at, cut }) => {
      const damaged = whole.slice(at, at + cut + 1)
      return (
        [...whole.matchAll(new RegExp(SECRET, 'g'))].every(({ index }) => at + cut < index || at > index) ||
        damaged === ''
      )
    })
    fc.assert(
      fc.property(fc.array(outside, { minLength: 1, maxLength: 3 }), (damages) => {
        const text = damages.reduce(
          (text, { at, cut, put }) => text.slice(0, at) + put + text.slice(at + cut),
          whole,
        )
        expect(mistakesOf({ containers: text }).join('\n')).not.toContain(SECRET)
      }),
      { numRuns: 2000 },
    )
  })
})
