import { parseTaskArn, shortId } from '../ecs/arn.js'
import type { Launch } from '../ecs/launch.js'
import type { Console } from '../world/console.js'
import { taskUrl } from './console-links.js'

/** More links than this are no help to anybody; the outputs hold all ARNs. */
const MOST_LINKS = 20

/** Shows the launch while it goes on, then where to look at what it started. */
export async function showLaunch(console: Console, launching: () => Promise<Launch>): Promise<Launch> {
  console.group('Launch')
  const launch = await launching()
  for (const { taskArn = '' } of launch.tasks.slice(0, MOST_LINKS)) {
    const arn = parseTaskArn(taskArn)
    console.line(`${shortId(taskArn)}  ${(arn && taskUrl(arn)) ?? taskArn}`)
  }
  if (launch.tasks.length > MOST_LINKS) console.line(`and ${launch.tasks.length - MOST_LINKS} more`)
  console.endGroup()
  return launch
}
