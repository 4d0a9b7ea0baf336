import { describe, expect, it } from '@jest/globals'
import type { RunSettings } from '../../src/inputs/settings.js'
import { checkCopy, planCopy, runsCopy } from '../../src/request/plan-copy.js'
import type { JsonObject } from '../../src/text/json.js'
import { settingsOf } from '../inputs/reading-inputs.js'

const MEMBERS: JsonObject = {
  family: 'shop',
  revision: 41,
  status: 'ACTIVE',
  cpu: '256',
  memory: '512',
  containerDefinitions: [{ name: 'app', image: 'shop:41', environment: [{ name: 'TOKEN', value: 'x' }] }],
}
const source = { members: MEMBERS, tags: [] }

function settings(inputs: Record<string, string> = {}): RunSettings {
  return settingsOf({ register: 'temporary', containers: 'app: {image: "shop:42"}', ...inputs })
}

describe('planCopy', () => {
  it('plans a copy in a family of its own, which is read under the name of what is copied', () => {
    expect(planCopy(settings(), source)).toMatchObject({
      mode: 'temporary',
      from: 'shop:41',
      original: 'shop',
      family: 'shop-temporary',
      differences: [{ container: 'app', key: 'image', from: 'shop:41', to: 'shop:42' }],
      definition: { family: 'shop', revision: 41, containerDefinitions: [{ image: 'shop:42' }] },
    })
    expect(planCopy(settings({ register: 'keep' }), source)?.family).toBe('shop')
  })

  it('plans none where nothing would differ, unless ECS would not run what there is', () => {
    const same = settings({ containers: 'app: {image: "shop:41"}' })
    expect(planCopy(same, source)).toBeUndefined()
    const inactive = { members: { ...MEMBERS, status: 'INACTIVE' }, tags: [] }
    expect(planCopy(same, inactive)?.differences).toEqual([])
  })

  it('plans one of a file in any case, and reads its sizes as ECS will answer them', () => {
    const file = settings({ 'task-definition': 'shop.json', containers: '' })
    const raw = { members: { ...MEMBERS, cpu: '.25 vCPU', memory: '0.5 GB' }, tags: [] }
    const copy = planCopy(file, raw)
    expect(copy).toMatchObject({ from: 'shop.json', definition: { cpu: '256', memory: '512' } })
    expect(copy?.definition).not.toHaveProperty('revision')
  })
})

describe('runsCopy', () => {
  it('keeps the group of the family that is copied, unless another is given', () => {
    const copy = planCopy(settings(), source)
    if (copy === undefined) throw new Error('There is no copy.')
    expect(runsCopy(settings(), copy).group).toBe('family:shop')
    expect(runsCopy(settings({ group: 'batch' }), copy).group).toBe('batch')
    expect(runsCopy(settings(), { ...copy, mode: 'keep' }).group).toBeUndefined()
  })
})

describe('checkCopy', () => {
  it('finds a secret with the name of a variable, which ECS refuses', () => {
    const written = settings({ containers: 'app: {secrets: {TOKEN: arn, KEY: arn}}' })
    const copy = planCopy(written, source)
    expect(copy && checkCopy(copy, written)).toMatchObject([
      { severity: 'error', rule: 'secret-and-variable', where: 'containers:1:1' },
    ])
  })
})
