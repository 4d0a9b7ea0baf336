import humanizeDuration from 'humanize-duration'

const shortUnits = humanizeDuration.humanizer({
  language: 'short',
  languages: { short: { h: () => 'h', m: () => 'min', s: () => 's' } },
  units: ['h', 'm', 's'],
  delimiter: ' ',
  round: true,
})

/** `205000` → `3 min 25 s`. */
export function formatDuration(ms: number): string {
  return shortUnits(ms)
}
