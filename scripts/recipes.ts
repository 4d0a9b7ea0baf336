import { readFileSync } from 'node:fs'
import { fillMarked } from './fill-marked.ts'

/** Fills the document's markers with the workflows of `docs/recipes/` of that name. */
export function fillRecipes(document: string): string {
  return fillMarked(document, (name) => {
    const recipe = readFileSync(new URL(`../docs/recipes/${name}.yml`, import.meta.url), 'utf8')
    return `\`\`\`yaml\n${recipe.trimEnd()}\n\`\`\``
  })
}
