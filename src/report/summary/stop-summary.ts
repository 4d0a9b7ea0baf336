import { type Finding, isError, placed } from '../../findings.js'
import type { Stopping } from '../../follow/stop-tasks.js'
import { lastSegment, parseTaskArn, regionOf, shortId } from '../../text/arn.js'
import { plural } from '../../text/words.js'
import { taskUrl } from '../console-links.js'
import { code, escapeText, link, type Markdown, prose, table } from './markdown.js'

const MAX_TASKS = 100

/** The result of a stop action as one sentence. */
export function describeStopping({ stopped, alreadyStopped = [], left }: Stopping): string {
  const unknown = left.filter((task) => task.unknown).length
  return [
    `${stopped.length} of ${plural(stopped.length + left.length, 'task')} stopped`,
    alreadyStopped.length > 0 ? `${alreadyStopped.length} had stopped already` : '',
    unknown > 0 ? `${unknown} unknown to ECS` : '',
  ]
    .filter(Boolean)
    .join(', ')
}

/** The reason why a stop action did nothing. */
export function describeRefusedStop(findings: readonly Finding[]): string {
  const [only, ...more] = findings.filter(isError)
  const why = only === undefined || more.length > 0 ? plural(more.length + 1, 'mistake') : firstLine(only)
  return `${why}; nothing was stopped`
}

/** The job summary of a stop action that did nothing. */
export function writeRefusedStop(sentence: string, findings: readonly Finding[]): Markdown {
  const advice = findings.filter(isError).flatMap((finding) => prose(finding.advice ?? ''))
  return [heading(false, sentence), ...advice.filter(Boolean)].join('\n\n')
}

/** The job summary of a stop action: each task with its result. */
export function writeStopSummary(
  stopping: Stopping,
  { cluster, region, reason }: { cluster: string; region: string | undefined; reason: string },
  sentence: string,
): Markdown {
  const { stopped, alreadyStopped = [], left } = stopping
  const rows = [
    ...left.map(({ arn, why, unknown }) => [
      taskLink(arn, cluster),
      escapeText(unknown ? 'unknown to ECS' : `not stopped: ${why.split('\n', 1).join('')}`),
    ]),
    ...stopped.map((arn) => [
      taskLink(arn, cluster),
      alreadyStopped.includes(arn) ? 'had stopped already' : 'stop accepted',
    ]),
  ]
  const more = rows.length - MAX_TASKS
  const place = [lastSegment(cluster), regionOf(cluster) ?? regionOf(stopped[0] ?? '') ?? region ?? '']
  return [
    heading(
      left.every(({ unknown }) => unknown),
      sentence,
    ),
    [...place, `reason: ${reason}`].filter(Boolean).map(escapeText).join(' · '),
    table(['task', 'stop'], rows.slice(0, MAX_TASKS)),
    ...(more > 0 ? [`And ${more} more: the outputs have them all.`] : []),
  ].join('\n\n')
}

function heading(isGreen: boolean, sentence: string): Markdown {
  return `### ${isGreen ? '✅' : '❌'} ${escapeText(sentence)}`
}

function firstLine(finding: Finding): string {
  return placed(finding).split('\n', 1).join('')
}

function taskLink(arn: string, cluster: string): Markdown {
  const task = parseTaskArn(arn)
  return link(code(shortId(arn)), task && taskUrl(task, lastSegment(cluster)))
}
