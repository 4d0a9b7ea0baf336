import type { Readable } from 'node:stream'

/**
 * Reads a stream line by line as .NET's `ReadLine` does: a line ends at a line feed, a carriage return, or both, and
 * nowhere else.
 * @returns when the stream has ended
 */
export async function readLines(stream: Readable, onLine: (line: string) => void): Promise<void> {
  stream.setEncoding('utf8')
  let rest = ''
  for await (const chunk of stream) {
    // A carriage return at the end may belong to a line feed that is still to come.
    const parts = `${rest}${String(chunk)}`.split(/\r\n|\n|\r(?!$)/u)
    rest = parts.pop() ?? ''
    parts.forEach(onLine)
  }
  if (rest !== '') onLine(rest.replace(/\r$/u, ''))
}
