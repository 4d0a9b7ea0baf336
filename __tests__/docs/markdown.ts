import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { REPOSITORY } from '../../testing/runner/action-file.ts'

/** A page of the documentation; the path is from the top of the repository. */
export interface Page {
  readonly path: string
  readonly text: string
}

export function readPage(path: string): Page {
  return { path, text: readFileSync(join(REPOSITORY, path), 'utf8') }
}

export function readPages(): Page[] {
  return globSync(['*.md', 'docs/**/*.md', 'examples/**/*.md', 'simulator/*.md'], { cwd: REPOSITORY })
    .sort()
    .map(readPage)
}

const FENCED = /^```(\w*)\n([^]*?)^```$/gm

/** The fenced blocks of a language. */
export function codeBlocks({ text }: Page, language: string): string[] {
  return [...text.matchAll(FENCED)].flatMap(([, name, code = '']) => (name === language ? [code] : []))
}

/** Targets of links and images, those of reference links too. */
export function linkTargets(page: Page): string[] {
  return [...withoutCode(page).matchAll(/\]\(\s*([^)\s]+)\s*\)|^\[[^\]]+\]: (\S+)$/gm)].map(
    ([, inline, reference = '']) => inline ?? reference,
  )
}

/** The anchors that GitHub gives to headings: lower case, blanks as hyphens, no other punctuation. */
export function anchors(page: Page): string[] {
  return [...withoutCode(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}_\- ]/gu, '')
      .replaceAll(' ', '-'),
  )
}

/** The cells of the rows of all tables whose head has a column of this name, in that column. */
export function column(page: Page, head: string): string[] {
  const lines = withoutCode(page).split('\n').map(cells)
  return lines.flatMap((row, index) => {
    const start = lines.slice(0, index).findLastIndex((other) => other.length === 0)
    const position = lines[start + 1]?.indexOf(head) ?? -1
    return position < 0 || index < start + 3 ? [] : (row[position] ?? [])
  })
}

function cells(line: string): string[] {
  return line.startsWith('|')
    ? line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim())
    : []
}

export function codeSpans(text: string): string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code)
}

function withoutCode({ text }: Page): string {
  return text.replaceAll(FENCED, '')
}
