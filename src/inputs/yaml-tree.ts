import { isAlias, isMap, isScalar, isSeq, Scalar, type LineCounter, type Pair, type ParsedNode } from 'yaml'
import { quoteKey, type Mistake, type Report } from './scalars.js'
import type { YamlEntry, YamlNode, YamlScalar } from './schema.js'

/** More than any ECS request can hold. Bounds the size to which aliases and merge keys can expand a short text. */
const MOST_VALUES = 20_000

/** The deepest value that ECS accepts, the tag of a volume, is at level 8. */
const DEEPEST_LEVEL = 20

const MERGE_KEY = '<<'

/** A comment on the same line as the value before it. */
const COMMENT_BEHIND = /[ \t]*#/y

export interface Source {
  /** The input's name. */
  readonly where: string
  readonly text: string
  readonly lines: LineCounter
  readonly report: Report
}

/**
 * Converts the parser's output to plain nodes with their positions, aliases and merge keys resolved. Undefined where the
 * input is too large or too deep. A repeated value is shared, not copied, so that time and memory stay bounded.
 */
export function buildTree(root: ParsedNode | null, source: Source): YamlNode | undefined {
  return root ? new TreeBuilder(source).buildRoot(root) : undefined
}

class TreeBuilder {
  readonly #source: Source
  readonly #anchors = new Map<string, { node: YamlNode; values: number }>()
  /** The number of values in the tree; a value behind an alias counts each time. */
  #values = 0
  #tooDeepAt: string | undefined
  /** Scalars whose anchor has no alias so far. */
  readonly #unusedAnchors = new Map<string, { lost?: YamlScalar['lost'] }>()

  constructor(source: Source) {
    this.#source = source
  }

  buildRoot(root: ParsedNode): YamlNode | undefined {
    const tree = this.#build(root, 1)
    for (const scalar of this.#unusedAnchors.values()) scalar.lost = 'anchor'
    if (this.#tooDeepAt !== undefined) {
      this.#report('yaml-limit', this.#tooDeepAt, `nested more than ${DEEPEST_LEVEL} levels deep`)
      return undefined
    }
    if (this.#values > MOST_VALUES) {
      const message = `more than ${MOST_VALUES} values, counting those behind an alias every time`
      this.#report('yaml-limit', this.#source.where, message)
      return undefined
    }
    return tree
  }

  #build(node: ParsedNode, level: number): YamlNode {
    const valuesBefore = this.#values
    this.#values += 1
    const built = this.#buildKind(node, level)
    if (!isAlias(node) && node.anchor !== undefined) {
      this.#anchors.set(node.anchor, { node: built, values: this.#values - valuesBefore })
    }
    return built
  }

  #buildKind(node: ParsedNode, level: number): YamlNode {
    const where = this.#place(node)
    if (level > DEEPEST_LEVEL) {
      this.#tooDeepAt ??= where
      return blank(where)
    }
    if (isAlias(node)) return this.#resolveAlias(node.source, where)
    if (isSeq(node))
      return { kind: 'list', items: node.items.map((item) => this.#build(item, level + 1)), where }
    if (isMap(node)) return { kind: 'map', entries: this.#buildEntries(node.items, level + 1), where }
    const [firstLine, lastLine] = node.range.map((offset) => this.#source.lines.linePos(offset).line)
    const plain = node.type === Scalar.PLAIN
    const lost = plain ? this.#findLoss(node) : undefined
    const scalar = {
      kind: 'scalar' as const,
      text: String(node.value),
      plain,
      oneLine: firstLine === lastLine,
      where,
      ...(lost && { lost }),
    }
    if (node.anchor !== undefined && plain) this.#unusedAnchors.set(node.anchor, scalar)
    return scalar
  }

  #findLoss(node: ParsedNode): YamlScalar['lost'] {
    if (node.tag === '!') return 'tag'
    COMMENT_BEHIND.lastIndex = node.range[1]
    return COMMENT_BEHIND.test(this.#source.text) ? 'comment' : undefined
  }

  #resolveAlias(anchor: string, where: string): YamlNode {
    const target = this.#anchors.get(anchor)
    if (!target) {
      // The message never names the alias: an unquoted secret that starts with an asterisk is an alias too.
      const advice = 'Put the value in quotes if the asterisk is part of it.'
      this.#report('yaml-alias', where, 'an alias that has no anchor before it', advice)
      return blank(where)
    }
    this.#unusedAnchors.delete(anchor)
    this.#values += target.values
    return target.node
  }

  /** In the order written. The map's own keys override merged keys; an earlier merge overrides a later one. */
  #buildEntries(pairs: readonly Pair<ParsedNode, ParsedNode | null>[], level: number): YamlEntry[] {
    const entries = new Map<string, YamlEntry & { merged: boolean }>()
    for (const { key: keyNode, value: valueNode } of pairs) {
      const where = this.#place(keyNode)
      if (!isScalar(keyNode)) {
        this.#report('yaml-key', where, 'a key must be a single value')
        continue
      }
      if (!valueNode) {
        // The message never shows the key: in {PASSWORD=secret}, {PASSWORD:secret} and {PASSWORD secret} all of it is the
        // key.
        this.#report(
          'yaml-key',
          where,
          'a key without a value',
          'Write  key: value  with a blank behind the colon.',
        )
        continue
      }
      const value = this.#build(valueNode, level)
      const key = String(keyNode.value)
      if (key === MERGE_KEY && keyNode.type === Scalar.PLAIN) {
        for (const entry of this.#readMerge(value)) {
          if (!entries.has(entry.key)) entries.set(entry.key, { ...entry, merged: true })
        }
        continue
      }
      const first = entries.get(key)
      if (first && !first.merged) {
        const message = `duplicate key ${quoteKey(key)}, first at ${first.where}`
        this.#report('duplicate-key', where, message, 'Keep one of them.')
        continue
      }
      entries.set(key, { key, where, value, merged: false })
    }
    return [...entries.values()]
  }

  #readMerge(value: YamlNode): YamlEntry[] {
    const sources = value.kind === 'list' ? value.items : [value]
    return sources.flatMap((source) => {
      if (source.kind !== 'map') {
        this.#report(
          'yaml-merge',
          source.where,
          'the merge key << takes a map, an alias of one, or a list of those',
        )
        return []
      }
      this.#values += source.entries.length
      return this.#values > MOST_VALUES ? [] : source.entries
    })
  }

  #place(node: ParsedNode): string {
    const { line, col } = this.#source.lines.linePos(node.range[0])
    return `${this.#source.where}:${line}:${col}`
  }

  #report(rule: string, where: string, message: string, advice?: string): void {
    const mistake: Mistake = { rule, where, message }
    this.#source.report(advice === undefined ? mistake : { ...mistake, advice })
  }
}

function blank(where: string): YamlNode {
  return { kind: 'scalar', text: '', plain: true, oneLine: true, where }
}
