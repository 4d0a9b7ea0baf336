import { readFile, realpath, stat } from 'node:fs/promises'
import { isAbsolute, relative, resolve, sep } from 'node:path'
import { errorMessage } from '../text/words.js'

const LONGEST_FILE_BYTES = 1024 * 1024

/** The text of a file, or the reason why it was not read. */
export type StepFile = { readonly text: string } | { readonly problem: string; readonly advice?: string }

/** Reads a file that an input names. */
export type ReadStepFile = (path: string) => Promise<StepFile>

/**
 * Reads a file of the workspace or of RUNNER_TEMP, where other actions write. Refuses a path that leads elsewhere by `..`
 * or by a symbolic link. A relative path starts in the workspace.
 */
export const readStepFile: ReadStepFile = async (path) => {
  const { GITHUB_WORKSPACE, RUNNER_TEMP } = process.env
  const workspace = GITHUB_WORKSPACE || process.cwd()
  try {
    const file = await realpath(resolve(workspace, path))
    const roots = await Promise.all([workspace, ...(RUNNER_TEMP ? [RUNNER_TEMP] : [])].map(realRoot))
    if (!roots.some((root) => root !== undefined && isInside(root, file))) {
      return {
        problem: 'it is outside of the workspace and of RUNNER_TEMP, and only files there are read',
        advice: 'Write the file into one of them, and give a path that starts in the workspace.',
      }
    }
    const { size } = await stat(file)
    if (size > LONGEST_FILE_BYTES)
      return { problem: `it has ${size} bytes; ${LONGEST_FILE_BYTES} are read at most` }
    return { text: await readFile(file, 'utf8') }
  } catch (error) {
    return explain(error, workspace)
  }
}

async function realRoot(root: string): Promise<string | undefined> {
  return realpath(root).catch(() => undefined)
}

function isInside(root: string, file: string): boolean {
  const path = relative(root, file)
  return path !== '' && path !== '..' && !path.startsWith(`..${sep}`) && !isAbsolute(path)
}

function explain(error: unknown, workspace: string): StepFile {
  const { code } = error as NodeJS.ErrnoException
  if (code === 'ENOENT') {
    return {
      problem: 'there is no such file',
      advice: `A relative path starts in the workspace, ${workspace}. A file of the repository needs actions/checkout before this step.`,
    }
  }
  if (code === 'EISDIR') return { problem: 'it is a directory' }
  return { problem: `it cannot be read: ${errorMessage(error)}` }
}
