import type { Task } from '@aws-sdk/client-ecs'
import { lastSegment, parseTaskArn } from '../../text/arn.js'
import type { ReportView } from '../report-view.js'
import { code, escapeText, type Markdown } from './markdown.js'

const LAUNCH_TYPES: Readonly<Record<string, string>> = {
  FARGATE: 'Fargate',
  FARGATE_SPOT: 'Fargate Spot',
  EC2: 'EC2',
  EXTERNAL: 'external instances',
  MANAGED_INSTANCES: 'Managed Instances',
}
const MAX_IMAGE_CHARS = 100

/** `analytics · eu-west-1 · Fargate Spot · etl:3f2c1d9 · attempt 2 of 3`. */
export function whereLine({ tasks, place, attempts, maxAttempts }: ReportView): Markdown {
  const last = tasks.at(-1)?.verdict
  const task = last?.watched.task
  const arn = parseTaskArn(last?.watched.arn ?? '')
  const cluster = arn?.clusterName ?? place?.cluster
  const region = arn?.region ?? place?.region
  const image = task?.containers?.find(({ name = '' }) => last?.deciding.includes(name) ?? false)?.image
  return [
    cluster === undefined ? '' : escapeText(cluster),
    region === undefined ? '' : escapeText(region),
    escapeText(capacityOf(task)),
    image === undefined ? '' : code(shortImage(image)),
    maxAttempts === undefined || attempts.length === 0 ? '' : `attempt ${attempts.length} of ${maxAttempts}`,
  ]
    .filter(Boolean)
    .join(' · ')
}

/** What a task runs on, in words; empty where nothing says it. */
export function capacityOf({ capacityProviderName, launchType }: Task = {}): string {
  return capacityName(capacityProviderName ?? launchType ?? '')
}

/** A launch type or capacity provider in words, where it is one of AWS's own. */
export function capacityName(name: string): string {
  return LAUNCH_TYPES[name] ?? name
}

/** `registry/path/etl:7` → `etl:7`; a digest is shortened to its beginning. */
function shortImage(image: string): string {
  return lastSegment(image)
    .replace(/(@sha256:[\da-f]{12})[\da-f]+$/, `$1`)
    .slice(0, MAX_IMAGE_CHARS)
}
