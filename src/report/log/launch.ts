import { parseTaskArn, shortId } from '../../text/arn.js'
import type { Task } from '@aws-sdk/client-ecs'
import type { Console } from '../../runtime/console.js'
import { taskUrl } from '../console-links.js'

/** Limit of printed links; the outputs hold all ARNs. */
const MOST_LINKS = 20

/** Prints links to the tasks that ECS has started. */
export function showStarted(console: Console, tasks: readonly Task[]): void {
  for (const { taskArn = '' } of tasks.slice(0, MOST_LINKS)) {
    const arn = parseTaskArn(taskArn)
    console.line(`${shortId(taskArn)}  ${(arn && taskUrl(arn)) ?? taskArn}`)
  }
  if (tasks.length > MOST_LINKS) console.line(`and ${tasks.length - MOST_LINKS} more`)
}
