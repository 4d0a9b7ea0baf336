import { shortId } from '../ecs/arn.js'
import type { WatchedTask } from '../follow/watched-task.js'
import type { Console } from '../world/console.js'
import { humaneDuration } from '../text/humane.js'

/** One line a change of state: when, from what after how long, to what. */
export function showProgress(console: Console, watched: WatchedTask, severalTasks: boolean): void {
  const { arn, changes, gone, task } = watched
  const [first] = changes
  const last = changes.at(-1)
  const before = changes.at(-2)
  const name = severalTasks ? `${shortId(arn)}  ` : ''
  if (gone !== undefined) {
    console.line(`${name}ECS ${gone === 'forgotten' ? 'has forgotten' : 'does not know'} this task`)
    return
  }
  if (first === undefined || last === undefined) return
  const elapsed = clockFace(last.at - first.at)
  const from = before ? `${before.status} ${humaneDuration(last.at - before.at)} → ` : ''
  const why = [task?.stopCode, task?.stoppedReason].filter(Boolean).join(': ')
  console.line(
    `${elapsed}  ${name}${from}${last.status}${last.status === 'STOPPED' && why ? `  ${why}` : ''}`,
  )
}

/** `00:12`, `1:02:03`. */
function clockFace(ms: number): string {
  const seconds = Math.round(ms / 1000)
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map((part) =>
    part.toString().padStart(2, '0'),
  )
  return (parts[0] === '00' ? parts.slice(1) : parts).join(':')
}
