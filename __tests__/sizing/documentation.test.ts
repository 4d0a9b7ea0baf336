import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { FARGATE_TIERS, describeMemory } from '../../src/sizing/fargate.js'
import type { Finding } from '../../src/findings.js'
import { planSizes } from '../../src/sizing/plan-sizes.js'
import { ETL, FARGATE, exact, plan } from './written.js'

const page = readFileSync('docs/sizing.md', 'utf8')

/** As the step shows it. */
const shown = ({ where, message, advice = '' }: Finding): string =>
  `${where}: ${message}\n${advice}`.replaceAll('\n', '\n  ')

describe('the page about sizing', () => {
  it('has every rule in its table, and no other', () => {
    const table = /<!-- rules:start -->([^]*)<!-- rules:end -->/.exec(page)?.[1] ?? ''
    const told = [...table.matchAll(/`([a-z-]+)` \|$/gm)].map(([, rule]) => rule)
    const source = readdirSync('src/sizing', { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => readFileSync(join('src/sizing', file), 'utf8'))
    const found = source.flatMap((text) =>
      [...text.matchAll(/rule: ([^,\n]+),/g)].flatMap(([, rules = '']) =>
        [...rules.matchAll(/'([a-z-]+)'/g)].map(([, rule]) => rule),
      ),
    )
    expect(told.toSorted()).toEqual([...new Set(found)].toSorted())
  })

  it('has the sizes of Fargate', () => {
    for (const tier of FARGATE_TIERS) {
      expect(page).toContain(
        `| ${tier.cpu} | ${tier.cpu / 1024} | ${describeMemory(tier).replace(' MiB', '')} |`,
      )
    }
  })

  it('shows what the step says of its examples', () => {
    const small = { ...ETL, cpu: '512', memory: '1024', containerDefinitions: [{ name: 'app' }] }
    const sidecar = planSizes(
      ETL,
      { containers: [{ name: 'app', where: 'containers:1:1', memory: exact(7168, 'containers:2:11') }] },
      FARGATE,
    )
    const examples = [
      ...plan(small, { cpu: 1024 }).findings.map(shown),
      ...sidecar.findings.map(shown),
      ...plan(ETL, { memory: 'auto', containers: { app: { memory: 7168 } } }).notes,
      plan(ETL, { memory: '2x', containers: { app: { memory: '2x' } } }).notes.join('\n'),
      ...plan({ ...ETL, memory: '8192' }, { memory: '2x' }).findings.map(shown),
    ]
    expect(examples).toHaveLength(5)
    for (const example of examples) expect(page).toContain(example)
    expect(plan(small, { cpu: 1024, memory: 2048 }).findings).toEqual([])
  })
})
