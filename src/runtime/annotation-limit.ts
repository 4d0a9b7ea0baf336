/** GitHub shows ten errors, ten warnings and ten notices of a step ("Limitations of annotations"). */
const MOST_OF_A_KIND = 10
/** The run's page names at most this many titles. */
const MOST_TITLES = 20

export type Severity = 'error' | 'warning' | 'notice'
export type Annotate = (severity: Severity, title: string, message: string) => void

interface Held {
  readonly title: string
  readonly message: string
}

/** The last annotation of each kind counts the annotations that GitHub would not show. These are plain lines in the log. */
export function limitAnnotations(
  show: Annotate,
  line: (text: string) => void,
): { readonly annotate: Annotate; readonly annotateRest: () => void } {
  const shown: Record<Severity, number> = { error: 0, warning: 0, notice: 0 }
  const held: Record<Severity, Held[]> = { error: [], warning: [], notice: [] }

  const annotate: Annotate = (severity, title, message) => {
    if (shown[severity] < MOST_OF_A_KIND - 1) {
      shown[severity] += 1
      show(severity, title, message)
      return
    }
    held[severity].push({ title, message })
    for (const text of `${severity}: ${message}`.split('\n')) line(text)
  }

  const annotateRest = (): void => {
    for (const severity of ['error', 'warning', 'notice'] as const) {
      const rest = held[severity].splice(0)
      const [first] = rest
      if (first === undefined) continue
      if (rest.length === 1) show(severity, first.title, first.message)
      else show(severity, `and ${rest.length} more`, `and ${rest.length} more: ${listTitles(rest)}`)
    }
  }

  return { annotate, annotateRest }
}

function listTitles(rest: readonly Held[]): string {
  const titles = rest.slice(0, MOST_TITLES).map(({ title }) => title)
  return [...titles, ...(rest.length > MOST_TITLES ? ['...'] : [])].join('; ')
}
