import type { Finding } from '../../findings.js'
import { possibleLaunchTypes } from '../platform.js'
import type { RuleContext } from '../rule-context.js'

/** GiB. The default is 20, which ECS rejects as a value. */
const LEAST_STORAGE_GIB = 21
const MOST_STORAGE_GIB = 200

const WHERE = 'ephemeral-storage'

/** ephemeralStorage of TaskOverride in the Amazon ECS API Reference. */
export function checkEphemeralStorage(context: RuleContext): readonly Finding[] {
  const size = context.requested.ephemeralStorageGiB
  if (size === undefined)
    return checkPlatformVersion(context, context.definition?.ephemeralStorage !== undefined)
  if (!canRunOnFargate(context)) return [outsideFargate()]
  return [...checkRange(size), ...checkWindows(context), ...checkPlatformVersion(context, true)]
}

function canRunOnFargate({ platform, definition }: RuleContext): boolean {
  return (
    platform === 'fargate' ||
    (platform === 'undecided' && possibleLaunchTypes(definition).includes('FARGATE'))
  )
}

/** ECS: "Tasks using the EC2 launch type do not support EphemeralStorage". */
function outsideFargate(): Finding {
  return {
    severity: 'error',
    rule: 'ephemeral-storage-place',
    where: WHERE,
    message: 'only a task on Fargate can ask for storage, and this one runs elsewhere',
    advice: 'Leave ephemeral-storage out, or run the task on Fargate.',
  }
}

/** ECS: "EphemeralStorage size should be at least 21", "at most 200". */
function checkRange(size: number): readonly Finding[] {
  if (Number.isInteger(size) && size >= LEAST_STORAGE_GIB && size <= MOST_STORAGE_GIB) return []
  const nearest = Math.min(Math.max(Math.ceil(size), LEAST_STORAGE_GIB), MOST_STORAGE_GIB)
  return [
    {
      severity: 'error',
      rule: 'ephemeral-storage-range',
      where: WHERE,
      message: `${size} GiB; Fargate takes whole GiB from ${LEAST_STORAGE_GIB} to ${MOST_STORAGE_GIB}, and gives 20 to a task that does not ask`,
      advice: `Write ephemeral-storage: ${nearest}${size === 20 ? ', or leave it out' : ''}.`,
    },
  ]
}

/** The API Reference of 2026-11-09 and the Developer Guide do not document it for Windows. */
function checkWindows({ limits }: RuleContext): readonly Finding[] {
  if (!limits.windows) return []
  return [
    {
      severity: 'error',
      rule: 'ephemeral-storage-windows',
      where: WHERE,
      message: 'Fargate has ephemeral-storage for Linux only, and the task definition is for Windows',
      advice: 'Leave ephemeral-storage out.',
    },
  ]
}

/** "Linux platform version 1.4.0 or later" (Developer Guide and API Reference). */
function checkPlatformVersion(
  { platform, limits, target: { platformVersion = '' } }: RuleContext,
  wanted: boolean,
): readonly Finding[] {
  if (!wanted || platform !== 'fargate' || !limits.oldPlatform) return []
  return [
    {
      severity: 'error',
      rule: 'ephemeral-storage-platform-version',
      where: 'platform-version',
      message: `ephemeral-storage needs platform version 1.4.0 or later; this is ${platformVersion}`,
      advice: 'Write platform-version: LATEST, or leave it out.',
    },
  ]
}
