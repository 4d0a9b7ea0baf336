import { omitUndefined } from '../text/omit-undefined.js'
import { taskDefinition } from './identifiers.js'
import type { InputReader } from './input-reader.js'
import { oneOf, parseBoolean, type Parser, quote, text } from './scalars.js'
import type { RunSettings } from './settings.js'

/** `true` is rejected because it does not say whether the copy is kept. */
export const registerMode: Parser<RunSettings['register']> = (written, report) => {
  const asBoolean = parseBoolean(written.text)
  if (asBoolean === false || written.text === 'no') return 'none'
  // After a mistake the keys of a copy are still read, so that they are not reported as well.
  if (asBoolean === undefined) return oneOf(['none', 'temporary', 'keep'])(written, report) ?? 'temporary'
  report({
    rule: 'choice',
    where: written.where,
    message: `${written.what} is ${written.text}, which does not say what becomes of the copy`,
    advice:
      'Write  register: temporary  to have the copy deregistered afterwards, or  register: keep  to deploy the same revision.',
  })
  return 'temporary'
}

const DEFINITION_FILE = /\.(?:json|ya?ml)$/i

/** The name of a task definition, or with `register` the path of a file. Both are absent where `like-service` gives it. */
export function readDefinitionName(
  reading: InputReader,
  register: RunSettings['register'],
): Pick<RunSettings, 'taskDefinition' | 'definitionFile'> {
  const written = reading.one('task-definition', text)
  if (written === undefined) {
    if (reading.one('like-service', text) === undefined) {
      reading.require(
        'task-definition',
        'Write the family of the task definition that is to run, or family:revision; or  like-service: with the service whose task definition is to run.',
      )
    }
    return {}
  }
  if (!DEFINITION_FILE.test(written)) {
    return omitUndefined({ taskDefinition: reading.one('task-definition', taskDefinition) })
  }
  if (register !== 'none') return { definitionFile: written }
  reading.report({
    rule: 'definition-file',
    where: 'task-definition',
    message: `task-definition is the file ${quote(written)}; RunTask takes the name of a task definition that is registered`,
    advice:
      'Write  register: temporary  (or keep): the step then registers the file, for which it needs the permission ecs:RegisterTaskDefinition.',
  })
  return {}
}
