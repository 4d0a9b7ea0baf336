import { describe, expect, it } from '@jest/globals'
import { cheapestFirst, FARGATE_PRICES, hourlyPrice, PRICES_AS_OF } from '../../src/sizing/fargate-prices.js'

describe('FARGATE_PRICES', () => {
  it('has plausible prices for each of its 22 Regions, of one date', () => {
    expect(Object.keys(FARGATE_PRICES)).toHaveLength(22)
    expect(PRICES_AS_OF).toMatch(/^\d{4}-\d{2}$/)
    for (const prices of Object.values(FARGATE_PRICES))
      for (const [vcpu, gb] of Object.values(prices)) {
        expect(vcpu).toBeGreaterThan(0.03)
        expect(vcpu).toBeLessThan(0.15)
        expect(gb / vcpu).toBeGreaterThan(0.05)
        expect(gb / vcpu).toBeLessThan(0.13)
      }
  })
})

describe('hourlyPrice', () => {
  it('is that of 1 vCPU and 2 GB for an hour in us-east-1', () => {
    expect(hourlyPrice({ cpu: 1024, memory: 2048 })).toBeCloseTo(0.04937, 10)
    expect(
      hourlyPrice({ cpu: 1024, memory: 2048 }, FARGATE_PRICES['us-east-1']?.['Linux/X86_64']),
    ).toBeCloseTo(0.04937, 10)
  })
})

describe('cheapestFirst', () => {
  it('puts more memory beside less CPU first where that is cheaper', () => {
    const sizes = [
      { cpu: 512, memory: 1024 },
      { cpu: 256, memory: 2048 },
    ]
    expect(cheapestFirst(sizes)).toEqual([
      { cpu: 256, memory: 2048 },
      { cpu: 512, memory: 1024 },
    ])
  })
})
