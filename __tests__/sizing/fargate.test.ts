import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { FARGATE_TIERS, describeMemory, fargateSizes, fargateTiers } from '../../src/sizing/fargate.js'

/** The part of the linter's JSON schema that says what sizes are: a list, or a range with a step. */
interface Published {
  then: {
    anyOf: {
      properties: {
        Cpu: { then: { enum: [string] } }
        Memory: { then: { enum: number[] } | { minimum: number; maximum: number; multipleOf: number } }
      }
    }[]
  }
}

const published = JSON.parse(
  readFileSync(new URL('./fixtures/cfn-lint-1.58.0-fargate_cpu_memory.json', import.meta.url), 'utf8'),
) as Published

const WITHOUT_LIMITS = { windows: false, oldPlatform: false }

function publishedSizes(
  memory: Published['then']['anyOf'][number]['properties']['Memory']['then'],
): number[] {
  if ('enum' in memory) return memory.enum
  const sizes: number[] = []
  for (let size = memory.minimum; size <= memory.maximum; size += memory.multipleOf) sizes.push(size)
  return sizes
}

describe('the Fargate table', () => {
  // Versions of the linter before September 2026 (1.51.0, for one) differ in one point: they lack the tier of 32 vCPU.
  it('is what the AWS CloudFormation linter publishes', () => {
    const theirs = published.then.anyOf.map(({ properties: { Cpu, Memory } }) => ({
      cpu: Number(Cpu.then.enum[0]),
      memory: publishedSizes(Memory.then),
    }))
    expect(FARGATE_TIERS.map(({ cpu, memory }) => ({ cpu, memory }))).toEqual(theirs)
  })

  it('has 77 sizes, 74 of them up to 16 vCPU', () => {
    const sizes = fargateSizes(WITHOUT_LIMITS)
    expect(sizes).toHaveLength(77)
    expect(sizes.filter(({ cpu }) => cpu <= 16_384)).toHaveLength(74)
  })

  it('has 43 sizes for Windows, from 1 to 4 vCPU', () => {
    const limits = { windows: true, oldPlatform: false }
    expect(fargateSizes(limits)).toHaveLength(43)
    expect(fargateTiers(limits).map(({ cpu }) => cpu)).toEqual([1024, 2048, 4096])
  })

  it('ends at 4 vCPU on platform versions before 1.4.0', () => {
    const limits = { windows: false, oldPlatform: true }
    expect(fargateTiers(limits).map(({ cpu }) => cpu)).toEqual([256, 512, 1024, 2048, 4096])
  })

  it.each([
    [256, '512, 1024 or 2048 MiB'],
    [512, '1024 to 4096 MiB in steps of 1024'],
    [16_384, '32768 to 122880 MiB in steps of 8192'],
    [32_768, '61440, 122880 or 249856 MiB'],
  ])('tells what %d CPU units take', (cpu, words) => {
    expect(FARGATE_TIERS.filter((tier) => tier.cpu === cpu).map(describeMemory)).toEqual([words])
  })
})
