import { expect, type Parser } from './scalars.js'

const SECOND_MS = 1000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS

/** 24 days. Node's timers hold at most 2^31 - 1 ms, slightly more than this; a longer timer fires at once. */
const LONGEST_MS = 576 * HOUR_MS

/** `90s`, `30m`, `1h30m`, `2h` or bare seconds → ms. */
export function duration({ shortestMs }: { shortestMs: number }): Parser<number> {
  return (written, report) => {
    const duration = parseDuration(written.text)
    // A bare number under a minute probably means minutes: a Fargate task needs half a minute to start.
    if (/^\d+$/.test(written.text) && duration !== undefined && duration > 0 && duration < MINUTE_MS) {
      const { text, what, where } = written
      report({
        severity: 'warning',
        rule: 'short-duration',
        where,
        message: `${what} is ${text}, which is ${text} seconds; a task of Fargate takes about 30 to 60 s to start`,
        advice: `Did you mean ${text}m? If seconds are meant, write ${text}s.`,
      })
    }
    const withinLimits = duration !== undefined && duration >= shortestMs && duration <= LONGEST_MS
    return expect(withinLimits ? duration : undefined, written, report, {
      rule: 'duration',
      takes:
        duration === undefined
          ? 'a duration such as 90s, 30m, 1h30m or 2h; a bare number is seconds'
          : `${shortestMs / SECOND_MS}s to ${LONGEST_MS / HOUR_MS}h`,
    })
  }
}

function parseDuration(text: string): number | undefined {
  if (/^\d+$/.test(text)) return Number(text) * SECOND_MS
  const parts = /^(?=\d)(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/i.exec(text.replaceAll(' ', ''))
  if (!parts) return undefined
  const [, hours = '0', minutes = '0', seconds = '0'] = parts
  return Number(hours) * HOUR_MS + Number(minutes) * MINUTE_MS + Number(seconds) * SECOND_MS
}
