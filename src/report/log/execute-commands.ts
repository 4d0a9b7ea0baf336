import type { Task } from '@aws-sdk/client-ecs'
import { parseTaskArn } from '../../text/arn.js'
import type { Console } from '../../runtime/console.js'
import { isAddedByAws } from '../../tasks/containers.js'

/** Tasks with printed commands; those of other tasks differ only in the id. */
const MOST_TASKS = 3

/** Prints the commands that open a shell in the containers of running tasks, for `enable-execute-command`. */
export function createExecuteCommands(console: Console): (running: readonly Task[]) => void {
  let shown = 0
  return (running) => {
    const open = running.filter(({ enableExecuteCommand }) => enableExecuteCommand === true)
    const toShow = open.slice(0, MOST_TASKS - shown)
    if (toShow.length === 0) return
    shown += toShow.length
    console.line('To open a shell while it runs:')
    for (const line of toShow.flatMap(executeCommands)) console.line(`  ${line}`)
    if (shown === MOST_TASKS) console.line('  and so for other tasks, each with its id')
  }
}

function executeCommands({ taskArn = '', containers = [] }: Task): string[] {
  const arn = parseTaskArn(taskArn)
  if (arn === undefined) return []
  const cluster = arn.clusterName === undefined ? '' : ` --cluster ${arn.clusterName}`
  return containers
    .flatMap(({ name = '' }) => (name === '' || isAddedByAws(name) ? [] : name))
    .map(
      (name) =>
        `aws ecs execute-command --region ${arn.region}${cluster} --task ${arn.id} --container ${name} --interactive --command /bin/sh`,
    )
}
