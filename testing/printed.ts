import { jest } from '@jest/globals'
import { readConsole, type Console } from './runner/console.ts'
import { linesAsRead } from './hostile-text.ts'

/** What a runner makes of everything that is printed meanwhile. */
export async function printedBy(
  act: () => Promise<void> | void,
): Promise<Console & { readonly text: string }> {
  let text = ''
  const write = jest.spyOn(process.stdout, 'write').mockImplementation((chunk, ...rest: unknown[]) => {
    text += String(chunk)
    rest.find(isCallback)?.()
    return true
  })
  try {
    await act()
  } finally {
    write.mockRestore()
  }
  return { ...readConsole(linesAsRead(text.replace(/\r?\n$/, ''))), text }
}

function isCallback(argument: unknown): argument is () => void {
  return typeof argument === 'function'
}
