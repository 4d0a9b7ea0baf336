/**
 * Builds dist/: one bundle for all entries, a stub per entry, and the licences of what is bundled.
 * dist/ is emptied first, because ncc leaves the files of earlier builds where they are.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

/** `src/index.ts` exports a function of each name. */
const ENTRIES = ['main', 'post', 'wait', 'stop']

/** Licences that allow shipping the package inside the bundle. Others stop the build, for a person to decide. */
const ALLOWED_LICENCES = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT', 'Unlicense']

/** Its own code loads the modules of the bundle, and so ships with them. */
const BUNDLER = '@vercel/ncc'
/** A package whose LICENSE is the whole text of Apache 2.0. */
const APACHE_TEXT = '@aws-sdk/client-ecs'
const APACHE_NOTE =
  'The package ships no text of its licence. This is that of the Apache License, Version 2.0:'

process.chdir(fileURLToPath(new URL('..', import.meta.url)))
rmSync('dist', { recursive: true, force: true })

const ncc = createRequire(import.meta.url).resolve('@vercel/ncc/dist/ncc/cli.js')
// Every step of every job downloads it: minified it is two thirds as large, and loads as fast.
const build = ['build', 'src/index.ts', '-o', 'dist', '--minify', '--license', '[name].licenses.txt']
const { status } = spawnSync(process.execPath, [ncc, ...build], { stdio: 'inherit' })
if (status !== 0) process.exit(1)
collectLicences()

for (const entry of ENTRIES) {
  writeFileSync(`dist/${entry}.js`, `import { ${entry} } from './index.js'\n\nawait ${entry}()\n`)
}

/**
 * The licences of what is in the bundle, in the place of ncc's lists: it writes one for each chunk, without its own runtime,
 * and without the text where a package does not ship one.
 */
function collectLicences() {
  const lists = readdirSync('dist').filter((name) => name.endsWith('.licenses.txt'))
  const names = new Set([
    BUNDLER,
    ...lists.flatMap((name) => packagesOf(readFileSync(`dist/${name}`, 'utf8'))),
  ])
  for (const name of lists) rmSync(`dist/${name}`)
  const packages = [...names].sort().map(licenceOf)
  const refused = packages.filter(({ licence, text }) => !ALLOWED_LICENCES.includes(licence) || text === '')
  if (refused.length > 0) {
    const list = refused.map(
      ({ name, licence, text }) =>
        `  ${name}: ${licence || 'none given'}${text === '' ? ', without its text' : ''}`,
    )
    throw new Error(
      `Bundled packages whose licence has no text, or is not among ${ALLOWED_LICENCES.join(', ')}:\n${list.join('\n')}`,
    )
  }
  const sections = packages.map(({ name, licence, text, notice }) =>
    [`${name}\n${licence}\n${text}`, notice].filter(Boolean).join('\n\n'),
  )
  writeFileSync('dist/licenses.txt', sections.join('\n\n') + '\n')
}

/** Every section of ncc's list starts with a line for the package and one for its licence. */
function packagesOf(list) {
  return list.split('\n').filter((name) => name !== '' && existsSync(`node_modules/${name}/package.json`))
}

function licenceOf(name) {
  const { license = '' } = JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8'))
  const own = fileOf(name, /^licen[cs]e/i)
  const text =
    own === '' && license === 'Apache-2.0' ? `${APACHE_NOTE}\n\n${fileOf(APACHE_TEXT, /^license/i)}` : own
  return { name, licence: license, text, notice: fileOf(name, /^notice/i) }
}

/** The first file of the package whose name is like this; empty where there is none. */
function fileOf(name, pattern) {
  const file = readdirSync(`node_modules/${name}`).find((entry) => pattern.test(entry))
  return file === undefined ? '' : readFileSync(`node_modules/${name}/${file}`, 'utf8').trim()
}
