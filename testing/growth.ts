/** How the time of a function grows with its text: a ratio, which a busy machine changes less than a time. */

/** Runs of what programs print, and of what patterns look for. */
export const RUNS: readonly string[] = [
  ...['\r', '\n', '\r\n', ' ', '\t', ' \r', '\r ', ' \n', '\u2028', '\u00a0', '\0', '\u200b', '\ufeff'],
  ...[':', '::', ': ', '[', ']', '[]', '##[', '#', '(', '{', '<', '>', '&', '&#', '"', "'", '\\', '\\"', '`'],
  ...[
    '\u001b',
    '\u001b[',
    '\u001b[1;',
    '\u001b[31m',
    '\u001b]',
    '\u001b]8;;',
    '\u009b',
    '\u009d',
    '\u009b0;',
  ],
  ...['0', '1.', '-', '--', '=', ',', ', ', '.', '/', '|', '*', '_', '~', '@', '$', '%', '%0A', '!', '?'],
  ...[
    'a',
    'a ',
    'a:',
    'a,',
    'a=',
    '- ',
    'arn:',
    'arn:aws:',
    'a-',
    'www.',
    'https://',
    'é',
    '日',
    '😀',
    '\ud800',
  ],
]

const SMALL_CHARACTERS = 64 * 1024
const GROWTH = 4
/** Four times the text takes four times as long, and sixteen times where each part is compared with all others. */
export const MOST_GROWTH = 8
/** Below this a measurement says little. */
const SHORTEST_MS = 3
const MOST_TRIES = 4
/** Fits the patterns that look for a run at the end of a text, and for a word there. */
const END = 'x!'

/** Runs whose time grows faster than their length, with by how much. */
export function fasterThanLinear(act: (text: string) => unknown, runs: readonly string[] = RUNS): string[] {
  return runs.flatMap((run) => {
    const growth = growthOf((characters) => act(textOf(run, characters)))
    return growth > MOST_GROWTH ? [`${JSON.stringify(run)}: ${growth.toFixed(1)} times`] : []
  })
}

/** @returns how much longer it takes for four times as much, as the best of some tries */
export function growthOf(act: (characters: number) => unknown): number {
  let growth = Infinity
  for (let tries = 0; tries < MOST_TRIES && growth > MOST_GROWTH; tries++) {
    const small = timeOf(() => act(SMALL_CHARACTERS))
    const large = timeOf(() => act(GROWTH * SMALL_CHARACTERS))
    growth = Math.min(growth, large / Math.max(small, SHORTEST_MS))
  }
  return growth
}

function textOf(run: string, characters: number): string {
  return run.repeat(Math.ceil(characters / run.length)).slice(0, characters) + END
}

/** The time of this thread on the processor, ms: what else the machine does is not in it. */
function timeOf(act: () => unknown): number {
  const before = process.threadCpuUsage()
  act()
  const { user, system } = process.threadCpuUsage(before)
  return (user + system) / 1000
}
