import { afterEach, describe, expect, it } from '@jest/globals'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { recordExchange } from '../../simulator/exchange-record.ts'

const folder = mkdtempSync(join(tmpdir(), 'exchanges-'))
const { SIMULATOR_RECORD } = process.env

afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
  delete process.env['SIMULATOR_RECORD']
  if (SIMULATOR_RECORD !== undefined) process.env['SIMULATOR_RECORD'] = SIMULATOR_RECORD
})

function record(request: string): void {
  const target = 'AmazonEC2ContainerServiceV20141113.DescribeTasks'
  recordExchange(
    'DescribeTasks',
    { url: '/', headers: { 'x-amz-target': target, 'user-agent': 'ecs-run-task/1.0.0' }, body: request },
    { status: 200, headers: {}, body: '{"tasks":[]}' },
  )
}

describe('the record of exchanges', () => {
  it('holds each form of a request once, whatever its ids and numbers', () => {
    process.env['SIMULATOR_RECORD'] = folder
    record('{"tasks":["task/default/0123456789abcdef"]}')
    record('{"tasks":["task/default/fedcba9876543210"]}')
    record('{"cluster":"analytics","tasks":[]}')
    const [file = ''] = readdirSync(folder)
    const lines = readFileSync(join(folder, file), 'utf8').trimEnd().split('\n')
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      {
        operation: 'DescribeTasks',
        target: 'AmazonEC2ContainerServiceV20141113.DescribeTasks',
        userAgent: 'ecs-run-task/1.0.0',
        request: '{"tasks":["task/default/0123456789abcdef"]}',
        status: 200,
        answer: '{"tasks":[]}',
      },
      { request: '{"cluster":"analytics","tasks":[]}' },
    ])
  })

  it('is not written unless it is asked for', () => {
    delete process.env['SIMULATOR_RECORD']
    record('{"tasks":["not recorded"]}')
    expect(() => readdirSync(folder)).toThrow()
  })
})
