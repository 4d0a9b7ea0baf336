import { shortId } from '../../text/arn.js'
import type { WatchedTask } from '../../tasks/watched-task.js'
import { formatDuration } from '../../text/format.js'
import { plural } from '../../text/words.js'
import type { Console } from '../../runtime/console.js'

/** More tasks than this with the same change in one poll share a line. */
const MOST_ALIKE = 3

interface Change {
  readonly name: string
  /** Since the task was first seen. */
  readonly elapsed: string
  readonly what: string
}

/** Prints one line for each change of state: time, old state, its duration, new state. */
export function showProgress(console: Console, changed: readonly WatchedTask[], severalTasks: boolean): void {
  const changes = changed.flatMap((watched) => describeChange(watched) ?? [])
  const alike = new Map<string, Change[]>()
  for (const change of changes) {
    const key = `${change.elapsed} ${change.what}`
    alike.set(key, [...(alike.get(key) ?? []), change])
  }
  for (const group of alike.values()) {
    const lines =
      group.length > MOST_ALIKE
        ? group.slice(0, 1).map((change) => ({ ...change, name: plural(group.length, 'task') }))
        : group
    for (const { name, elapsed, what } of lines)
      console.line([elapsed, severalTasks ? name : '', what].filter(Boolean).join('  '))
  }
}

function describeChange({ arn, changes, gone, task }: WatchedTask): Change | undefined {
  const [first] = changes
  const last = changes.at(-1)
  const before = changes.at(-2)
  const name = shortId(arn)
  if (gone !== undefined) {
    const what = `ECS ${gone === 'forgotten' ? 'no longer has' : 'does not know'} this task`
    return { name, elapsed: '', what }
  }
  if (first === undefined || last === undefined) return undefined
  const from = before ? `${before.status} ${formatDuration(last.at - before.at)} → ` : ''
  const why = [task?.stopCode, task?.stoppedReason].filter(Boolean).join(': ')
  return {
    name,
    elapsed: clockFace(last.at - first.at),
    what: `${from}${last.status}${last.status === 'STOPPED' && why ? `  ${why}` : ''}`,
  }
}

/** `00:12`, `1:02:03`. */
function clockFace(ms: number): string {
  const seconds = Math.round(ms / 1000)
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map((part) =>
    part.toString().padStart(2, '0'),
  )
  return (parts[0] === '00' ? parts.slice(1) : parts).join(':')
}
