/**
 * Takes pictures of job summaries as GitHub shows them, in light, in dark and as wide as a phone: renders the Markdown
 * that `__tests__/report/golden` holds in Chromium, with GitHub's style sheets and Mermaid. Needs Chromium or Chrome on
 * the path, or its path in CHROME, and once
 *     npm ci --prefix scripts/screenshots
 * Usage: node scripts/screenshots/take.ts <folder for the pictures> [name of a summary ...]
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import MarkdownIt from 'markdown-it'

const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome']
interface Look {
  /** Behind the name of the picture. */
  readonly suffix: string
  readonly theme: 'light' | 'dark'
  readonly widthPx: number
}

/** GitHub shows a summary in a column of 1012 pixels; a phone has 390. */
const LOOKS: readonly Look[] = [
  { suffix: '', theme: 'light', widthPx: 1012 },
  { suffix: '-dark', theme: 'dark', widthPx: 1012 },
  { suffix: '-phone', theme: 'light', widthPx: 390 },
]
/** Of the page's own clock: enough for Mermaid to have drawn everything. */
const DRAWING_MS = 20_000

const markdownToHtml = new MarkdownIt({ html: true, linkify: true })
// GitHub links `www.` and addresses with a scheme, and no other names of hosts.
markdownToHtml.linkify.set({ fuzzyLink: false, fuzzyEmail: false })

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const GOLDEN = here('../../__tests__/report/golden')

const [folder, ...names] = process.argv.slice(2)
if (folder === undefined)
  fail('Say where to put the pictures: node scripts/screenshots/take.ts <folder> [name ...]')
if (!existsSync(here('node_modules/mermaid'))) fail('First run: npm ci --prefix scripts/screenshots')
const browser =
  findBrowser() ?? fail(`No browser: install Chromium, or set CHROME. Looked for ${BROWSERS.join(', ')}.`)

const summaries = readdirSync(GOLDEN).filter((file) => file.endsWith('.md'))
const wanted = names.length > 0 ? names.map((name) => `${name}.md`) : summaries
const unknown = wanted.filter((file) => !summaries.includes(file))
if (unknown.length > 0) fail(`No such summary: ${unknown.join(', ')}. There are: ${summaries.join(', ')}.`)

mkdirSync(folder, { recursive: true })
const scratch = mkdtempSync(join(tmpdir(), 'screenshots-'))
try {
  for (const file of wanted) {
    const markdown = readFileSync(join(GOLDEN, file), 'utf8')
    for (const look of LOOKS) {
      const page = join(scratch, 'page.html')
      writeFileSync(page, pageOf(markdown, look))
      const picture = resolve(folder, file.replace(/\.md$/, `${look.suffix}.png`))
      takePicture(page, picture, look.widthPx)
      console.log(picture)
    }
  }
} finally {
  rmSync(scratch, { recursive: true, force: true })
}

/** Twice: the first time to learn how high the page is. */
function takePicture(page: string, picture: string, widthPx: number): void {
  const dom = browse(page, ['--dump-dom', `--window-size=${widthPx},800`])
  const [, height, failures] = /data-height="(\d+)" data-failures="(\d+)"/.exec(dom) ?? []
  if (height === undefined) throw new Error(`The page was not drawn to its end:\n${dom.slice(0, 2000)}`)
  if (failures !== '0') throw new Error(`Mermaid cannot draw ${failures ?? ''} of the pictures in it.`)
  browse(page, [`--screenshot=${picture}`, `--window-size=${widthPx},${height}`])
}

function browse(page: string, options: readonly string[]): string {
  const common = [
    '--headless=new',
    '--hide-scrollbars',
    '--disable-gpu',
    '--allow-file-access-from-files',
    `--user-data-dir=${join(scratch, 'profile')}`,
    `--virtual-time-budget=${DRAWING_MS}`,
    // Chromium's own sandbox cannot be had by root, as in most containers.
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  ]
  return execFileSync(browser, [...common, ...options, pathToFileURL(page).href], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
}

function pageOf(markdown: string, { theme, widthPx }: Look): string {
  const module = (path: string): string => pathToFileURL(here(`node_modules/${path}`)).href
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<link rel="stylesheet" href="${module(`github-markdown-css/github-markdown-${theme}.css`)}">
<style>
  .markdown-body { box-sizing: border-box; width: ${widthPx}px; padding: 24px ${widthPx > 600 ? 32 : 16}px; }
  .mermaid { background: none; text-align: center; }
</style>
<body class="markdown-body">
${markdownToHtml.render(markdown)}
</body>
<script src="${module('mermaid/dist/mermaid.min.js')}"></script>
<script type="module">
  for (const code of document.querySelectorAll('code.language-mermaid')) {
    const picture = document.createElement('div')
    picture.className = 'mermaid'
    picture.textContent = code.textContent
    code.parentElement.replaceWith(picture)
  }
  mermaid.initialize({ startOnLoad: false, securityLevel: 'strict', theme: '${theme === 'dark' ? 'dark' : 'default'}' })
  let failures = 0
  await mermaid.run().catch(() => (failures += 1))
  document.body.dataset.height = Math.ceil(document.body.getBoundingClientRect().height)
  document.body.dataset.failures = failures
</script>
</html>`
}

function findBrowser(): string | undefined {
  const given = process.env['CHROME']
  if (given !== undefined && given !== '') return given
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  return folders.flatMap((path) => BROWSERS.map((name) => join(path, name))).find((path) => existsSync(path))
}

function fail(message: string): never {
  console.error(message)
  process.exit(1)
}
