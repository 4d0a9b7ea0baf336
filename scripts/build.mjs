/**
 * Builds dist/ and simulator/dist/: one bundle for all entries of each, a stub per entry, and the licences of what is
 * bundled. The folders are emptied first, because ncc leaves the files of earlier builds where they are.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

/** Licences that allow shipping the package inside the bundle. Others stop the build, for a person to decide. */
const ALLOWED_LICENCES = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT', 'Unlicense']

/** Its own code loads the modules of the bundle, and so ships with them. */
const BUNDLER = '@vercel/ncc'
/** A package whose LICENSE is the whole text of Apache 2.0. */
const APACHE_TEXT = '@aws-sdk/client-ecs'
const APACHE_NOTE =
  'The package ships no text of its licence. This is that of the Apache License, Version 2.0:'

process.chdir(fileURLToPath(new URL('..', import.meta.url)))
const ncc = createRequire(import.meta.url).resolve('@vercel/ncc/dist/ncc/cli.js')

bundle('src/index.ts', 'dist', ['main', 'post', 'wait', 'stop'])
bundle('simulator/index.ts', 'simulator/dist', ['action', 'cli'])

/** Bundles a source that exports a function for each entry. It is not minified: a stack trace names a function and a line. */
function bundle(source, folder, entries) {
  rmSync(folder, { recursive: true, force: true })
  const build = ['build', source, '-o', folder, '--license', '[name].licenses.txt']
  const { status } = spawnSync(process.execPath, [ncc, ...build], { stdio: 'inherit' })
  if (status !== 0) process.exit(1)
  nameChunks(folder)
  collectLicences(folder)
  for (const entry of entries) {
    writeFileSync(`${folder}/${entry}.js`, `import { ${entry} } from './index.js'\n\nawait ${entry}()\n`)
  }
}

/** Gives each chunk the name that its import() has in the source; the bundler numbers them. */
function nameChunks(folder) {
  const path = `${folder}/index.js`
  const code = readFileSync(path, 'utf8')
  const names = new Map(
    [...code.matchAll(/require__\.e\(\/\* import\(\) \| ([\w-]+) \*\/ (\d+)\)/g)].map(([, name, id]) => [
      id,
      name,
    ]),
  )
  if (names.size === 0) return
  const files = JSON.stringify(Object.fromEntries(names))
  const named = code.replace('return "" + chunkId + ".index.js";', `return ${files}[chunkId] + ".js";`)
  if (named === code) throw new Error('The bundler writes the names of chunks in another way than expected.')
  writeFileSync(path, named)
  for (const [id, name] of names) renameSync(`${folder}/${id}.index.js`, `${folder}/${name}.js`)
}

/**
 * The licences of what is in the bundle, in the place of ncc's lists: it writes one for each chunk, without its own runtime,
 * and without the text where a package does not ship one.
 */
function collectLicences(folder) {
  const lists = readdirSync(folder).filter((name) => name.endsWith('.licenses.txt'))
  const names = new Set([
    BUNDLER,
    ...lists.flatMap((name) => packagesOf(readFileSync(`${folder}/${name}`, 'utf8'))),
  ])
  for (const name of lists) rmSync(`${folder}/${name}`)
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
  writeFileSync(`${folder}/licenses.txt`, sections.join('\n\n') + '\n')
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
