import type { Task } from '@aws-sdk/client-ecs'
import { describe, expect, it } from '@jest/globals'
import { createExecuteCommands } from '../../../src/report/log/execute-commands.js'
import { recordConsole } from '../../../testing/recording-console.ts'

const task = (id: string, names: readonly string[], enableExecuteCommand = true): Task => ({
  taskArn: `arn:aws:ecs:eu-west-1:123456789012:task/analytics/${id}`,
  enableExecuteCommand,
  containers: names.map((name) => ({ name })),
})

const ID = '98c4753ea0b14c5d9e8f7a6b5c4d3e2f'
const commandOf = (id: string, container: string): string =>
  `  aws ecs execute-command --region eu-west-1 --cluster analytics --task ${id} --container ${container} --interactive --command /bin/sh`

function shown(...looks: readonly (readonly Task[])[]): string[] {
  const console = recordConsole()
  const show = createExecuteCommands(console)
  looks.forEach(show)
  return console.texts('line')
}

describe('createExecuteCommands', () => {
  it('shows the line to paste for each container, and for none that AWS added', () => {
    expect(shown([task(ID, ['app', 'proxy', 'aws-guardduty-agent-1a2b3c'])])).toEqual([
      'To open a shell while it runs:',
      commandOf(ID, 'app'),
      commandOf(ID, 'proxy'),
    ])
  })

  it('says nothing where ECS Exec is off', () => {
    expect(shown([task(ID, ['app'], false)])).toEqual([])
  })

  it('shows the lines of three tasks at most, whenever they run', () => {
    const ids = ['1', '2', '3', '4', '5'].map((digit) => digit.repeat(32))
    const tasks = ids.map((id) => task(id, ['app']))
    const heading = 'To open a shell while it runs:'
    expect(shown(tasks.slice(0, 1), tasks.slice(1, 4), tasks.slice(4))).toEqual([
      heading,
      ...ids.slice(0, 1).map((id) => commandOf(id, 'app')),
      heading,
      ...ids.slice(1, 3).map((id) => commandOf(id, 'app')),
      '  and so for other tasks, each with its id',
    ])
  })
})
