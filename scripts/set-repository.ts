/**
 * Replaces the placeholder OWNER/REPO in documents, workflows and templates by the name of a repository.
 * Usage: npm run set-repository -- your-name/your-repository
 */
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'

const PLACEHOLDER = /\bOWNER\/REPO\b/g
const FILES = ['*.md', '*.yml', '*.yaml', '.github/CODEOWNERS', ':!dist', ':!simulator/dist']

const [repository = ''] = process.argv.slice(2)
const [owner = '', name = ''] = repository.split('/')
if (!/^[\w.-]+\/[\w.-]+$/.test(repository)) {
  throw new Error(
    `"${repository}" is no repository. Write owner/name: npm run set-repository -- octo-org/run-task`,
  )
}

const paths = execFileSync('git', ['ls-files', '-z', '--', ...FILES], { encoding: 'utf8' })
  .split('\0')
  .filter(Boolean)
for (const path of paths) {
  const before = readFileSync(path, 'utf8')
  const after = before.replace(PLACEHOLDER, `${owner}/${name}`).replaceAll('@OWNER/', `@${owner}/`)
  if (after !== before) {
    writeFileSync(path, after)
    console.log(path)
  }
}
