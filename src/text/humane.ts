import humanizeDuration from 'humanize-duration'

const shortUnits = humanizeDuration.humanizer({
  language: 'short',
  languages: { short: { h: () => 'h', m: () => 'min', s: () => 's' } },
  units: ['h', 'm', 's'],
  delimiter: ' ',
  round: true,
})

/** `205000` → `3 min 25 s`. */
export function humaneDuration(ms: number): string {
  return shortUnits(ms)
}

/** `1 task`, `3 tasks`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
