/** Writes the tables of inputs and outputs into the README, from what the action files say. */
import { readFileSync, writeFileSync } from 'node:fs'
import { fillTables } from './action-tables.ts'

const readme = new URL('../README.md', import.meta.url)
writeFileSync(readme, fillTables(readFileSync(readme, 'utf8')))
