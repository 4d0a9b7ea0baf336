import { readFile } from 'node:fs/promises'

/** The webhook payload of the event that started the run; undefined where its file is missing or cut off. */
export async function readEvent(path: string | undefined): Promise<unknown> {
  if (path === undefined) return undefined
  try {
    return JSON.parse(await readFile(path, 'utf8')) as unknown
  } catch {
    return undefined
  }
}
