import { shortId } from '../../text/arn.js'
import { plural } from '../../text/words.js'
import { excerptsOfUnended, type LogExcerpt } from '../reported-problems.js'
import type { ReportView } from '../report-view.js'
import { code, fence, type Markdown } from './markdown.js'

/** More containers than `MAX_OPEN` are folded; those after `MAX_SHOWN` are left out and are in the log. */
const MAX_OPEN = 8
const MAX_SHOWN = 40

/** The last lines of each deciding container that failed; after a timeout, of those that were running. */
export function lastLines({ problems, attempts, verdict, tasks }: ReportView): Markdown {
  const found = [
    ...problems.flatMap(({ excerpt }) => excerpt ?? []),
    ...(verdict.outcome === 'timed-out' || verdict.outcome === 'failed' ? excerptsOfUnended(attempts) : []),
  ]
  const excerpts = [
    ...new Map(found.map((excerpt) => [`${excerpt.taskArn} ${excerpt.container}`, excerpt])).values(),
  ]
  const shown = excerpts.slice(0, MAX_SHOWN)
  const blocks = shown.map((excerpt) => block(excerpt, tasks.length > 1, excerpts.length > MAX_OPEN))
  const more = excerpts.length - shown.length
  return [
    ...blocks,
    ...(more > 0 ? [`The last lines of ${plural(more, 'more container')} are in the log.`] : []),
  ].join('\n\n')
}

function block(
  { taskArn, container, lines }: LogExcerpt,
  severalTasks: boolean,
  isFolded: boolean,
): Markdown {
  const whose = `${code(container)}${severalTasks ? ` in ${code(shortId(taskArn))}` : ''}`
  const title = `Last ${lines.length === 1 ? 'line' : 'lines'} of ${whose}`
  const content = fence('text', lines.join('\n'))
  return isFolded
    ? `<details><summary>${title}</summary>\n\n${content}\n\n</details>`
    : `**${title}**\n\n${content}`
}
