/** The same seed, the same draws (Mulberry32). */
export interface Draw {
  /** From 0 to 1. */
  readonly chance: () => number
  readonly below: (limit: number) => number
  readonly oneOf: <T>(items: readonly [T, ...T[]]) => T
}

export function drawFrom(seed: number): Draw {
  let state = seed
  const chance = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (limit: number): number => Math.floor(chance() * limit)
  return { chance, below, oneOf: (items) => items[below(items.length)] ?? items[0] }
}

/** Values of environments, with what JSON, HTML, addresses and shells write in another way. */
export const SECRETS = [
  'correct_horse<battery>@"staple"',
  'back\\slash "quote" %0A\'single\' &amp; end',
  'first line of a key\nsecond line of a key',
] as const

/** What the runner, a page, a terminal or a program may take for something else than text. */
const PIECES = [
  ...[
    '::error::x',
    '::',
    ':',
    '##[group]x',
    '##[',
    '##[error]',
    '::stop-commands::t',
    '::add-mask::a',
    '::set-env name=A::b',
  ],
  ...['\n', '\r', '\r\n', '\t', ' ', '\u2028', '\u0085', '\v', '\u00a0', '\0', '\b', '\u0007', '\ud800'],
  ...[
    '\u001b[31m',
    '\u001b[8m',
    '\u001b[0m',
    '\u001b]8;;https://evil.example\u0007',
    '\u001b[2K',
    '\u009b1m',
  ],
  ...['\u202e', '\u2066', '\u200b', '\u200d', '\u00ad', '\ufeff', '\u{e0041}'],
  ...[
    '```',
    '`',
    '|',
    '| --- |',
    '# ',
    '- ',
    '> ',
    '***',
    '__',
    '~~',
    '[x](https://evil.example)',
    '![x](https://evil.example/x.png)',
  ],
  ...[
    '<img src=x onerror=x>',
    '<script>',
    '</details>',
    '<!--',
    '&lt;',
    '@octocat',
    'www.evil.example',
    ':smile:',
    '$$x$$',
  ],
  ...[
    'ghadelimiter_',
    '<<EOF',
    'EOF',
    '=',
    '%0A',
    '%25',
    '"',
    "'",
    '\\',
    '{',
    '}',
    '[',
    ']',
    ',',
    '$&',
    '__proto__',
  ],
  ...[
    'arn:aws:ecs:us-east-1:123456789012:task/default/0123',
    'us-east-1',
    '123456789012',
    'OutOfMemoryError',
    'RESOURCE:MEMORY',
  ],
  ...['CannotPullContainerError', 'a', '0', 'é', '日本', '🚀', 'word', 'app', 'exit code 0'],
] as const

const RUNS = ['\r', '\n', ' ', ':', '[', '"', '`', '\u001b', '\\', 'a', '0', '😀'] as const
const LONGEST_RUN_CHARACTERS = 100_000

/** @param secrets whether values of environments may be in it, in any spelling */
export function hostileText(draw: Draw, secrets: boolean): string {
  const parts = Array.from({ length: 2 + draw.below(8) }, () => {
    const chance = draw.chance()
    if (chance < 0.04) return draw.oneOf(RUNS).repeat(draw.below(LONGEST_RUN_CHARACTERS))
    if (secrets && chance < 0.5) return spelled(draw)
    return draw.oneOf(PIECES)
  })
  return parts.join(draw.oneOf(['', ' ']))
}

function spelled(draw: Draw): string {
  const secret = draw.oneOf(SECRETS)
  const line = draw.oneOf([secret, ...secret.split('\n')])
  return draw.oneOf(spellingsOf(line) as [string, ...string[]])
}

/** How a program may quote a value. */
export function spellingsOf(value: string): string[] {
  const html = value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  return [
    value,
    JSON.stringify(value).slice(1, -1),
    JSON.stringify(JSON.stringify(value)).slice(3, -3),
    html.replaceAll('"', '&quot;').replaceAll("'", '&#39;'),
    encodeURIComponent(value),
  ]
}
