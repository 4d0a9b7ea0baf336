import { existsSync, realpathSync, statSync } from 'node:fs'
import { dirname, relative, resolve, sep } from 'node:path'
import type { Finding } from '../findings.js'
import { errorMessage } from '../text/words.js'

const WHERE = 'save-logs'
const ADVICE = 'Write a path below the workspace, such as  save-logs: task-logs'

export interface LogDirectory {
  /** Absolute path; absent without `save-logs`, and where `save-logs` is invalid. */
  readonly directory?: string
  readonly findings: readonly Finding[]
}

/**
 * Resolves the directory for `save-logs` and checks it. It must be in the workspace after symbolic links are resolved:
 * a link in a checked out repository must not redirect the logs. It need not exist.
 *
 * @param workspace `GITHUB_WORKSPACE`, the base of relative paths
 */
export function findLogDirectory(written: string | undefined, workspace: string | undefined): LogDirectory {
  if (written === undefined) return { findings: [] }
  const refuse = (message: string): LogDirectory => ({
    findings: [{ severity: 'error', rule: 'log-directory', where: WHERE, message, advice: ADVICE }],
  })
  if (workspace === undefined)
    return refuse('the runner names no workspace (GITHUB_WORKSPACE), so logs have no place')
  const directory = resolve(workspace, written)
  const shown = JSON.stringify(written)
  try {
    const existing = nearestExisting(directory)
    if (
      !isInside(realpathSync(existing), realpathSync(workspace)) ||
      !isInside(directory, resolve(workspace))
    )
      return refuse(`${shown} is outside of the workspace, and logs are saved in it alone`)
    if (!statSync(existing).isDirectory())
      return refuse(`${shown} cannot be a directory: ${existing} is a file`)
  } catch (error) {
    return refuse(`${shown} cannot be used: ${errorMessage(error)}`)
  }
  return { directory, findings: [] }
}

function nearestExisting(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : nearestExisting(dirname(path))
}

function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path)
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && resolve(folder, way) === path)
}
