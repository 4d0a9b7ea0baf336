/**
 * Refuses a lock file that installs anything but what the registry has under a package's own name and version. It runs before
 * `npm ci`, and so imports nothing that has to be installed. Usage: node scripts/check-lock-file.mjs [package-lock.json]
 */
import { readFileSync } from 'node:fs'

/** Packages that install another one under a name of their own, and are known to. */
const KNOWN_ALIASES = [
  '@jest/react-is-18=react-is',
  '@jest/react-is-19=react-is',
  'string-width-cjs=string-width',
  'strip-ansi-cjs=strip-ansi',
  'wrap-ansi-cjs=wrap-ansi',
]
const FOLDER = 'node_modules/'

const [file = 'package-lock.json'] = process.argv.slice(2)
const { lockfileVersion, packages = {} } = JSON.parse(readFileSync(file, 'utf8'))

const mistakes = Object.entries(packages)
  .filter(([path]) => path !== '')
  .flatMap(([path, entry]) => mistakesOf(path, entry).map((mistake) => `${path}: ${mistake}`))
if (lockfileVersion !== 3)
  mistakes.unshift(`lockfileVersion is ${lockfileVersion}; this check reads version 3`)

if (mistakes.length > 0) {
  console.error(`${file} is refused:\n${mistakes.map((mistake) => `  ${mistake}\n`).join('')}`)
  process.exit(1)
}

/** The entry is what the registry has, and npm can tell: by its name, its version and its hash. */
function mistakesOf(path, { resolved, integrity, link, name }) {
  const folder = path.slice(path.lastIndexOf(FOLDER) + FOLDER.length)
  return [
    ...(path.startsWith(FOLDER) ? [] : ['is not in node_modules']),
    ...(link ? ['is a link'] : []),
    ...(resolved === undefined
      ? []
      : [
          `comes from ${JSON.stringify(resolved)}. Packages come from the registry that npm is set up for: take out "resolved", or write the file anew with the settings of .npmrc`,
        ]),
    ...(/^sha512-[\w+/]{86}==$/.test(integrity ?? '') ? [] : ['has no SHA-512 in "integrity"']),
    ...(name === undefined || name === folder || KNOWN_ALIASES.includes(`${folder}=${name}`)
      ? []
      : [`installs the package ${JSON.stringify(name)} under another name`]),
  ]
}
