import { startedBy } from './identifiers.js'
import type { GithubRun } from './inputs.js'
import { present } from './present.js'
import type { Reading } from './reading.js'
import { boolean, oneOf, text } from './scalars.js'
import type { RunSettings } from './settings.js'
import { checkTagCount, githubTags, tags } from './tags.js'

type NameSettings = Pick<
  RunSettings,
  'startedBy' | 'group' | 'tags' | 'propagateTags' | 'enableEcsManagedTags' | 'enableExecuteCommand'
>

/** How the task is named and tagged. */
export function readNames(reading: Reading, run: GithubRun): NameSettings {
  return present({
    startedBy: reading.one('started-by', startedBy) ?? nameRun(run),
    group: reading.one('group', text),
    tags: readTags(reading, run),
    propagateTags: reading.one('propagate-tags', oneOf(['TASK_DEFINITION', 'NONE'])),
    enableEcsManagedTags: reading.one('enable-ecs-managed-tags', boolean) ?? false,
    enableExecuteCommand: reading.one('enable-execute-command', boolean) ?? false,
  })
}

function nameRun({ runId, runAttempt = '1' }: GithubRun): string | undefined {
  return runId === undefined ? undefined : `github/${runId}/${runAttempt}`
}

function readTags(reading: Reading, run: GithubRun): NameSettings['tags'] {
  const own = reading.yaml('tags', tags) ?? []
  const wanted = reading.one('github-tags', boolean) ?? false
  const added = wanted ? githubTags(run).filter(({ key }) => own.every((tag) => tag.key !== key)) : []
  const all = [...own, ...added]
  checkTagCount(all, 'tags', reading.report)
  return all
}
