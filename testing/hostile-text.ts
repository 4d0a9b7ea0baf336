import fc from './properties.js'

const PIECES = [
  ...[
    '::',
    ':',
    '##[',
    '#',
    '[',
    ']',
    'error',
    'warning',
    'add-mask',
    'stop-commands',
    'group',
    'token',
    '=',
    ',',
  ],
  ...[' ', '\t', '\r', '\n', '\r\n', '\v', '\f', '\u0085', '\u00a0', '\u2028', '\u2029', '\u3000', '\ufeff'],
  ...[
    '\u200b',
    '\u200d',
    '\u00ad',
    '\u2060',
    '\u202e',
    '\u2066',
    '\u001b[31m',
    '\u001b]8;;x\u0007',
    '\u009b2K',
    '\0',
    '\b',
  ],
]

/** Text that tries to be a command to a runner, or to look like something else. */
export const hostileText = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...PIECES) },
      fc.string({ unit: 'grapheme', maxLength: 6 }),
    ),
    {
      maxLength: 24,
    },
  )
  .map((pieces) => pieces.join(''))

/** Lines as a runner takes them from a stream (.NET's `ReadLine`). */
export function linesAsRead(text: string): string[] {
  return text.split(/\r\n|\n|\r/u)
}
