import { RegisterTaskDefinitionRequest$ } from '@aws-sdk/client-ecs'
import { jsonObjects } from '../text/json.js'
import type { RawDefinition } from './raw-definition.js'
import { readYaml } from './read-yaml.js'
import type { Report } from './scalars.js'
import type { YamlNode } from './schema.js'
import { sdkMember, sdkStructure } from './sdk-schema.js'

/** A task definition has at most 64 KB. A file with indentation and comments may be many times longer. */
const LONGEST_FILE_CHARACTERS = 1024 * 1024

const RULES = { unknown: 'keep' } as const
const registerRequest = sdkStructure(RegisterTaskDefinitionRequest$, RULES)
const tagList = sdkMember(RegisterTaskDefinitionRequest$, 'tags', RULES)

/**
 * Reads a file with a task definition as JSON or YAML: the body of RegisterTaskDefinition, or the response of
 * DescribeTaskDefinition. Members unknown to the SDK are kept; the types of the others are checked. Undefined where the
 * file cannot be read, which is then reported.
 */
export function readDefinitionFile(path: string, text: string, report: Report): RawDefinition | undefined {
  const root = readYaml({ text, what: path, where: path }, report, LONGEST_FILE_CHARACTERS)
  if (root === undefined) return undefined
  const answer = memberOf(root, 'taskDefinition')
  const request = registerRequest(answer ?? root, path, report)
  if (request === undefined) return undefined
  const { tags: inside, ...members } = request
  // DescribeTaskDefinition returns the tags beside the task definition.
  const outside = answer && memberOf(root, 'tags')
  return { members, tags: jsonObjects(outside ? tagList(outside, `tags of ${path}`, report) : inside) }
}

function memberOf(node: YamlNode, name: string): YamlNode | undefined {
  return node.kind === 'map' ? node.entries.find(({ key }) => key === name)?.value : undefined
}
