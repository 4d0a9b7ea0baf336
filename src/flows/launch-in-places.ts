import type { ECSClient, RunTaskCommandInput } from '@aws-sdk/client-ecs'
import { AwsError } from '../ecs/aws-error.js'
import {
  lacksCapacity,
  type Launch,
  type LaunchListener,
  type LaunchOptions,
  launchTasks,
} from '../ecs/launch.js'
import type { Runtime } from '../runtime/runtime.js'
import { plural } from '../text/words.js'
import type { ReadyToRun } from './prepare.js'
import type { RegisteredCopy } from './register.js'

/** A place where tasks are started. */
interface LaunchPlace {
  readonly name: string
  readonly request: RunTaskCommandInput
}

export function placesFrom({ request, fallbacks }: ReadyToRun, first: number): LaunchPlace[] {
  const places = [{ name: '', request }, ...fallbacks.map(({ place, request }) => ({ name: place, request }))]
  return places.slice(Math.min(first, places.length - 1))
}

/** Starts the tasks at the first place. Tasks that find no capacity there in time are started at the next place. */
export async function launchInPlaces(
  ecs: ECSClient,
  places: readonly LaunchPlace[],
  options: LaunchOptions,
  copy: RegisteredCopy,
  listener: LaunchListener,
  runtime: Runtime,
): Promise<Launch> {
  let launch: Launch = { tasks: [], failures: [], unanswered: 0 }
  for (const [index, { name, request }] of places.entries()) {
    const missing = options.count - launch.tasks.length
    if (missing === 0 || (index > 0 && !lacksCapacity(launch))) break
    if (index > 0) runtime.console.line(`No capacity for ${plural(missing, 'task')}. Trying ${name}.`)
    const before = launch.tasks
    const onWait = (started: number): void => options.onWait?.(before.length + started)
    const next = await launchCopy(
      ecs,
      request,
      { ...options, count: missing, onWait },
      copy,
      listener,
      runtime,
    )
    launch = { ...next, tasks: [...before, ...next.tasks] }
  }
  return launch
}

/** Starts the tasks. If a temporary copy became INACTIVE, registers it again, once, and starts the missing tasks. */
async function launchCopy(
  ecs: ECSClient,
  request: RunTaskCommandInput,
  options: LaunchOptions,
  copy: RegisteredCopy,
  listener: LaunchListener,
  runtime: Runtime,
): Promise<Launch> {
  const launch = await launchTasks(ecs, copy.apply(request), options, listener, runtime)
  if (!isInactive(launch.error)) return launch
  try {
    if (!(await copy.renew())) return launch
  } catch (error) {
    return { ...launch, error }
  }
  const count = options.count - launch.tasks.length
  const rest = await launchTasks(ecs, copy.apply(request), { ...options, count }, listener, runtime)
  return { ...rest, tasks: [...launch.tasks, ...rest.tasks] }
}

/** Text of ECS: "TaskDefinition is inactive". */
function isInactive(error: unknown): boolean {
  return error instanceof AwsError && /task ?definition is inactive/i.test(error.message)
}
