import type { Finding } from '../findings.js'
import type { Inputs } from '../runtime/runtime.js'
import { readStepFile } from '../runtime/step-files.js'

const INPUT = 'task-arns'

/**
 * The inputs of a step. Where `task-arns` is the path of a file, the input is the content of that file. A runner passes
 * inputs as environment variables, which have room for some thousand ARNs at most.
 */
export async function withTaskArnsFile(
  inputs: Inputs,
): Promise<{ readonly inputs: Inputs; readonly findings: readonly Finding[] }> {
  const path = inputs.text(INPUT).trim()
  if (!isPath(path)) return { inputs, findings: [] }
  const file = await readStepFile(path)
  if ('text' in file) {
    const text = (name: string): string => (name === INPUT ? file.text : inputs.text(name))
    return { inputs: { ...inputs, text }, findings: [] }
  }
  const { problem, advice } = file
  const finding: Finding = {
    severity: 'error',
    rule: 'unreadable',
    where: INPUT,
    message: `task-arns is the file ${path}, which is not read: ${problem}`,
    ...(advice !== undefined && { advice }),
  }
  // The path is not an ARN. That is not reported as a second mistake.
  return { inputs, findings: [finding] }
}

/** Whether the text is a path: one line with a dot or a slash that is neither a list nor an ARN. */
function isPath(text: string): boolean {
  return /^[^\s,;[{"'][^\n,;[{"']*$/.test(text) && !text.startsWith('arn:') && /[./\\]/.test(text)
}
