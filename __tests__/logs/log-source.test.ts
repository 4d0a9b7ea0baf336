import type { Container, TaskDefinition } from '@aws-sdk/client-ecs'
import { describe, expect, it } from '@jest/globals'
import { logSource, readableContainers } from '../../src/logs/log-source.js'
import { arnOf, awslogs, definition, ID, REGION, running, sourceOf } from './streams.ts'

const TASK = running(['app'])
const APP: Container = { name: 'app' }

function withLogs(
  logConfiguration: NonNullable<TaskDefinition['containerDefinitions']>[0]['logConfiguration'],
): TaskDefinition {
  return { containerDefinitions: [{ name: 'app', logConfiguration }] }
}

const without = (...names: string[]) => {
  const { options, ...rest } = awslogs()
  return {
    ...rest,
    options: Object.fromEntries(Object.entries(options ?? {}).filter(([name]) => !names.includes(name))),
  }
}

describe('the stream of a container', () => {
  it.each<[string, Container, TaskDefinition, object | undefined]>([
    ['has prefix, container and task id', APP, definition('app'), sourceOf()],
    [
      'is in the Region of its group',
      APP,
      withLogs(awslogs({ 'awslogs-region': 'eu-west-3' })),
      { ...sourceOf(), region: 'eu-west-3' },
    ],
    ['is in the task’s Region where none is set', APP, withLogs(without('awslogs-region')), sourceOf()],
    [
      'is the runtime id without a prefix',
      { ...APP, runtimeId: 'deadbeef' },
      withLogs(without('awslogs-stream-prefix')),
      { ...sourceOf(), stream: 'deadbeef' },
    ],
    [
      'is not known yet without a prefix and a runtime id',
      APP,
      withLogs(without('awslogs-stream-prefix')),
      undefined,
    ],
    ['is none without a group', APP, withLogs(without('awslogs-group')), undefined],
    ['is none with another driver', APP, withLogs({ logDriver: 'awsfirelens' }), undefined],
    ['is none without a driver', APP, withLogs(undefined), undefined],
    [
      'is none of a container that the definition does not have',
      { name: 'other' },
      definition('app'),
      undefined,
    ],
    ['is none of a container without a name', {}, definition('app'), undefined],
  ])('%s', (_what, container, known, source) => {
    expect(logSource(TASK, container, known)).toEqual(source)
  })

  it('has the id of the task in the old form of ARNs too', () => {
    const taskArn = `arn:aws-us-gov:ecs:${REGION}:123456789012:task/${ID}`
    expect(logSource({ taskArn }, APP, definition('app'))?.stream).toBe(`ecs/app/${ID}`)
    expect(logSource({ taskArn: 'task' }, APP, definition('app'))).toBeUndefined()
    expect(logSource({ taskArn: arnOf('other') }, APP, definition('app'))?.stream).toBe('ecs/app/other')
  })
})

describe('the containers whose logs can be read', () => {
  const mixed: TaskDefinition = {
    containerDefinitions: [
      { name: 'app', logConfiguration: awslogs() },
      { name: 'router', logConfiguration: { logDriver: 'awsfirelens' } },
      { name: 'silent' },
      { name: 'broken', logConfiguration: without('awslogs-group') },
    ],
  }

  it('are told from the others, each with its excuse', () => {
    expect(readableContainers(mixed, true)).toEqual({
      names: ['app'],
      excuses: [
        'router logs through FireLens to where the configuration of its log router says, which cannot be read from here',
        'silent has no log driver in the task definition, so there is no log to follow',
        expect.stringMatching(/^broken /),
      ],
    })
  })

  it('are those that are asked for', () => {
    expect(readableContainers(mixed, ['app'])).toEqual({ names: ['app'], excuses: [] })
    expect(readableContainers(mixed, ['router']).names).toEqual([])
    expect(readableContainers(mixed, ['router']).excuses).toHaveLength(1)
    expect(readableContainers({}, true)).toEqual({ names: [], excuses: [] })
  })
})
