/**
 * Builds dist/: one bundle for all entries, a stub per entry, and the licences of what is bundled.
 * dist/ is emptied first, because ncc leaves the files of earlier builds where they are.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

/** Each `src/<entry>.ts` exports a function of its own name, and `src/index.ts` passes it on. */
const ENTRIES = ['main', 'post', 'wait', 'stop']

/** Licences that allow shipping the package inside the bundle. Others stop the build, for a person to decide. */
const ALLOWED_LICENCES = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT', 'Unlicense']

process.chdir(fileURLToPath(new URL('..', import.meta.url)))
rmSync('dist', { recursive: true, force: true })

const ncc = createRequire(import.meta.url).resolve('@vercel/ncc/dist/ncc/cli.js')
// Every step of every job downloads it: minified it is two thirds as large, and loads as fast.
const build = ['build', 'src/index.ts', '-o', 'dist', '--minify', '--license', '[name].licenses.txt']
const { status } = spawnSync(process.execPath, [ncc, ...build], { stdio: 'inherit' })
if (status !== 0) process.exit(1)
collectLicences()

for (const entry of ENTRIES.filter((name) => existsSync(`src/${name}.ts`))) {
  writeFileSync(`dist/${entry}.js`, `import { ${entry} } from './index.js'\n\nawait ${entry}()\n`)
}

const refused = bundledPackages().filter(({ licence }) => !ALLOWED_LICENCES.includes(licence))
if (refused.length > 0) {
  const list = refused.map(({ name, licence }) => `  ${name}: ${licence || 'none given'}`).join('\n')
  throw new Error(`Bundled packages whose licence is not among ${ALLOWED_LICENCES.join(', ')}:\n${list}`)
}

/** ncc writes a file of licences for each chunk, and under one name the last would take the place of the others. */
function collectLicences() {
  const parts = readdirSync('dist').filter((name) => name.endsWith('.licenses.txt'))
  const texts = parts.sort().map((name) => readFileSync(`dist/${name}`, 'utf8').trim())
  for (const name of parts) rmSync(`dist/${name}`)
  writeFileSync('dist/licenses.txt', texts.join('\n\n') + '\n')
}

/** Every section of ncc's licence file starts with a line for the package and one for its licence. */
function bundledPackages() {
  const lines = readFileSync('dist/licenses.txt', 'utf8').split('\n')
  return lines.flatMap((name, index) =>
    name !== '' && existsSync(`node_modules/${name}/package.json`)
      ? [{ name, licence: lines[index + 1] }]
      : [],
  )
}
