import { describe, expect, it } from '@jest/globals'
import { shortenImage, shortenMiddle } from '../../src/text/shorten.js'

describe('shortenMiddle', () => {
  it('leaves a short text as it is', () => {
    expect(shortenMiddle('abc', 3)).toBe('abc')
  })

  it('leaves out the middle of a long text, and is never longer than asked for', () => {
    expect(shortenMiddle('abcdefghijklmnop', 10)).toBe('abc…klmnop')
  })
})

describe('shortenImage', () => {
  it('keeps the start of the registry, the name and the tag', () => {
    const image = '111122223333.dkr.ecr.eu-west-1.amazonaws.com/platform/team/shop-backend:3f2c1d9'
    expect(shortenImage(image)).toMatch(/^111122223333\.dkr.*….*\/shop-backend:3f2c1d9$/)
    expect(shortenImage(image)).toHaveLength(60)
  })

  it('keeps the start of a digest', () => {
    const digest = '0123456789abcdef'.repeat(4)
    expect(shortenImage(`shop@sha256:${digest}`)).toBe('shop@sha256:0123456789ab…')
    const long = shortenImage(`111122223333.dkr.ecr.eu-west-1.amazonaws.com/platform/shop:1@sha256:${digest}`)
    expect(long).toMatch(/^111122223.*….*\/shop:1@sha256:0123456789ab…$/)
    expect(long.length).toBeLessThanOrEqual(60)
  })

  it('leaves a short image as it is', () => {
    expect(shortenImage('shop:42')).toBe('shop:42')
  })
})
