/** Writes the tables of inputs and outputs into the README, from what the action files say. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { ACTION_FILES, fillTables, parseAction, renderTables } from './action-tables.ts'

process.chdir(fileURLToPath(new URL('..', import.meta.url)))

const tables = new Map(
  ACTION_FILES.filter(({ path }) => existsSync(path)).flatMap(({ path, prefix }) =>
    renderTables(prefix, parseAction(readFileSync(path, 'utf8'))),
  ),
)

if (existsSync('README.md')) writeFileSync('README.md', fillTables(readFileSync('README.md', 'utf8'), tables))
