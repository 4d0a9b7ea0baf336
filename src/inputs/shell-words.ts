/** Syntax that a shell interprets and this action does not. */
export interface ShellSyntax {
  readonly kind:
    | 'operator'
    | 'expansion'
    | 'pattern'
    | 'comment'
    | 'backslash'
    | 'json'
    | 'lines'
    | 'assignment'
    | 'builtin'
  /** The text in the line: `&&`, `$HOME`, `*`. */
  readonly text: string
}

export interface ShellLine {
  readonly words: readonly string[]
  /** The first syntax that needs a shell. `lines` comes before all other kinds. */
  readonly syntax?: ShellSyntax
  /** A quote is not closed, or a backslash ends the line. */
  readonly unclosed: boolean
}

const OPERATOR = /&&|\|\||;;|[|;&<>()]/y
/** Parameters, commands and arithmetic. A `$` before anything else stands for itself. */
const EXPANSION = /\$(?:\w+|[{('"@*#?$!-])|`/y
/** The bounds keep the time linear for a text of brackets. */
const PATTERN = /[*?]|\[[^\s\]]{1,100}\]|\{[^\s{}]{0,100}(?:,|\.\.)[^\s{}]{0,100}\}/y
const JSON_START = /\{\s*["']/y
/** A shell treats a non-breaking space as a letter. */
const BLANK = /[ \t\n\r\f\v]/
/** Builtins of a shell. Some systems have programs of these names, which cannot do the same. */
const BUILTINS =
  /^(?:cd|export|source|\.|set|unset|eval|exec|alias|trap|ulimit|umask|if|for|while|until|case|function|\[\[|!)$/

/**
 * Splits a text as a POSIX shell splits words, without expansion and operators: these stay characters of a word, and the
 * first one is returned as `syntax`. Lines joined by a backslash count as one.
 * https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_02
 */
export function splitShellLine(source: string): ShellLine {
  return new Scan(withoutOuterBlanks(source.replaceAll('\r\n', '\n'))).run()
}

/** A blank after a final backslash belongs to the backslash. */
function withoutOuterBlanks(text: string): string {
  const start = text.trimStart()
  const whole = start.trimEnd()
  return whole.endsWith('\\') ? start.slice(0, whole.length + 1) : whole
}

class Scan {
  readonly #text: string
  readonly #words: string[] = []
  #word: string | undefined
  /** Whether the word contains a quote or a backslash: it is then not the name of a variable or a builtin. */
  #quoted = false
  #syntax: ShellSyntax | undefined
  #unclosed = false
  #lines = false
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  run(): ShellLine {
    while (this.#at < this.#text.length) this.#step(this.#text.charAt(this.#at))
    this.#endWord()
    // If there are several lines, the syntax inside one of them is not reported.
    const syntax: ShellSyntax | undefined = this.#lines ? { kind: 'lines', text: '\n' } : this.#syntax
    return { words: this.#words, unclosed: this.#unclosed, ...(syntax && { syntax }) }
  }

  #step(character: string): void {
    if (BLANK.test(character)) {
      this.#blank(character)
    } else if (character === '\\') {
      this.#backslash()
    } else if (character === "'") {
      this.#singleQuotes()
    } else if (character === '"') {
      this.#doubleQuotes()
    } else {
      this.#plain(character)
    }
  }

  #blank(character: string): void {
    this.#endWord()
    if (character === '\n') this.#lines = true
    this.#at += 1
  }

  #backslash(): void {
    const next = this.#text.charAt(this.#at + 1)
    this.#at += 2
    if (next === '') this.#unclosed = true
    else if (next !== '\n') {
      if (/[A-Za-z0-9]/.test(next)) this.#find('backslash', `\\${next}`)
      this.#quoted = true
      this.#append(next)
    }
  }

  #singleQuotes(): void {
    const end = this.#text.indexOf("'", this.#at + 1)
    this.#quoted = true
    this.#append(this.#text.slice(this.#at + 1, end < 0 ? undefined : end))
    if (end < 0) this.#unclosed = true
    this.#at = end < 0 ? this.#text.length : end + 1
  }

  /** Inside double quotes a backslash escapes only four characters, and joins lines. */
  #doubleQuotes(): void {
    this.#quoted = true
    this.#append('')
    this.#at += 1
    for (; this.#at < this.#text.length; this.#at += 1) {
      const character = this.#text.charAt(this.#at)
      if (character === '"') {
        this.#at += 1
        return
      }
      const next = this.#text.charAt(this.#at + 1)
      if (character === '\\' && /[$`"\\\n]/.test(next)) {
        if (next !== '\n') this.#append(next)
        this.#at += 1
        continue
      }
      const expansion = character === '$' || character === '`' ? this.#match(EXPANSION) : undefined
      // `$"` ends the quotes here; only outside double quotes is it an expansion.
      if (expansion !== undefined && !/^\$["']$/.test(expansion)) this.#find('expansion', expansion)
      this.#append(character)
    }
    this.#unclosed = true
  }

  #plain(character: string): void {
    const found =
      this.#tell('operator', OPERATOR) ??
      this.#tell('expansion', EXPANSION) ??
      this.#tell('json', JSON_START) ??
      this.#tell('pattern', PATTERN)
    if (found === undefined && this.#word === undefined) {
      if (character === '#') this.#find('comment', '#')
      if (character === '~') this.#find('expansion', '~')
    }
    this.#append(character)
    this.#at += 1
  }

  #tell(kind: ShellSyntax['kind'], pattern: RegExp): string | undefined {
    const text = this.#syntax ? undefined : this.#match(pattern)
    if (text !== undefined) this.#find(kind, text)
    return text
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at
    return pattern.exec(this.#text)?.[0]
  }

  #append(text: string): void {
    this.#word = (this.#word ?? '') + text
  }

  #endWord(): void {
    if (this.#word === undefined) return
    if (this.#words.length === 0 && !this.#quoted) {
      if (/^[A-Za-z_]\w*=/.test(this.#word)) this.#find('assignment', this.#word.replace(/=[^]*/, '='))
      if (BUILTINS.test(this.#word)) this.#find('builtin', this.#word)
    }
    this.#words.push(this.#word)
    this.#word = undefined
    this.#quoted = false
  }

  #find(kind: ShellSyntax['kind'], text: string): void {
    this.#syntax ??= { kind, text }
  }
}
