import { LineCounter, parseDocument, type ErrorCode } from 'yaml'
import { ANY_TEXT } from './environment.js'
import { buildTree } from './yaml-tree.js'
import type { YamlNode } from './schema.js'
import type { Report, InputValue } from './scalars.js'

/** 8 × ECS's limit for overrides: room for comments and anchors, with bounded memory use. */
const LONGEST_INPUT_CHARACTERS = 65_536

/** Reasons without source text: the parser's own messages quote the source, which may hold secret values. */
const REASONS: Readonly<Record<ErrorCode, string>> = {
  ALIAS_PROPS: 'an alias cannot have an anchor or a tag of its own',
  BAD_ALIAS: 'an alias or anchor here has no proper name',
  BAD_COLLECTION_TYPE: 'the tag does not fit the map or list behind it',
  BAD_DIRECTIVE: 'a line that starts with % is not understood here',
  BAD_DQ_ESCAPE:
    'a backslash in double quotes is followed by something YAML does not know; write it twice, or use single quotes',
  BAD_INDENT: 'the indentation does not fit the lines above, or a bracket or brace is not closed',
  BAD_PROP_ORDER: 'an anchor or tag stands in the wrong place',
  BAD_SCALAR_START: 'a value that starts with this character needs quotes',
  BLOCK_AS_IMPLICIT_KEY:
    'a second "key: value" starts on this line; quote the value if the colon belongs to it',
  BLOCK_IN_FLOW: 'inside braces or brackets, write {a: b} and [a, b] in place of indented lines',
  DUPLICATE_KEY: 'the key is written twice',
  IMPOSSIBLE: 'this cannot be understood',
  KEY_OVER_1024_CHARS: 'a key is longer than 1024 characters',
  MISSING_CHAR:
    'something is missing here: a colon with a blank behind it, a comma, or a closing quote or bracket',
  MULTILINE_IMPLICIT_KEY:
    'a key runs over more than one line; is a colon, the blank behind it, or a quote missing?',
  MULTIPLE_ANCHORS: 'a value can have one anchor only',
  MULTIPLE_DOCS: 'a second YAML document starts here; one is expected',
  MULTIPLE_TAGS: 'a value can have one tag only',
  NON_STRING_KEY: 'a key must be a single value',
  RESOURCE_EXHAUSTION: 'this is nested too deeply',
  TAB_AS_INDENT: 'a tab is used as indentation; YAML takes blanks only',
  TAG_RESOLVE_FAILED: 'a value that starts with ! needs quotes; a tag of YAML has no meaning here',
  UNEXPECTED_TOKEN: 'there is something here that does not belong; are quotes missing?',
}

/** Reports an input over the size limit. */
export function isTooLong(
  { text, where, what }: InputValue,
  report: Report,
  longest = LONGEST_INPUT_CHARACTERS,
): boolean {
  if (text.length <= longest) return false
  const message = `${what} is ${text.length} characters long; it takes ${longest} at most`
  report({ rule: 'input-limit', where, message })
  return true
}

/**
 * Reads an input that is written as YAML or JSON. Undefined where it cannot be read: only the first mistake is then
 * reported, because the later ones usually follow from it.
 */
export function readYaml(input: InputValue, report: Report, longest?: number): YamlNode | undefined {
  const { text, where } = input
  if (isTooLong(input, report, longest)) return undefined
  const lines = new LineCounter()
  const document = parseDocument(text, {
    // Every scalar stays text.
    schema: 'failsafe',
    resolveKnownTags: false,
    lineCounter: lines,
    prettyErrors: false,
    // The tree checks for duplicate keys itself: it knows the position of the first one, and takes linear time.
    uniqueKeys: false,
  })
  const [problem] = [...document.errors, ...document.warnings]
  if (problem) {
    const { line, col } = lines.linePos(problem.pos[0])
    report({
      rule: 'yaml-syntax',
      where: `${where}:${line}:${col}`,
      message: `not valid YAML: ${REASONS[problem.code]}`,
      ...(text.includes('nvironment') && { advice: ANY_TEXT }),
    })
    return undefined
  }
  return buildTree(document.contents, { where, text, lines, report })
}
