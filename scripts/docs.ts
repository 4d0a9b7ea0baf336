/** Writes into the documents what is said elsewhere: the tables of the action files, and the recipes. */
import { readFileSync, writeFileSync } from 'node:fs'
import { fillTables } from './action-tables.ts'
import { fillRecipes } from './recipes.ts'

const update = (path: string, fill: (document: string) => string): void => {
  const document = new URL(`../${path}`, import.meta.url)
  writeFileSync(document, fill(readFileSync(document, 'utf8')))
}

update('README.md', fillTables)
update('docs/recipes.md', fillRecipes)
