import { distance } from 'fastest-levenshtein'

/** No name of ECS's API or of an input is longer; it bounds the work for any text. */
const LONGEST_WORD = 64

/** The known word that was probably meant; undefined where more than a third of the letters differ. Case does not count. */
export function nearestWord(word: string, known: readonly string[]): string | undefined {
  const given = word.toLowerCase()
  const farthest = Math.max(1, Math.floor(given.length / 3))
  const candidates = known.map((candidate) => ({ candidate, edits: edits(given, candidate.toLowerCase()) }))
  const nearest = candidates.toSorted((a, b) => a.edits - b.edits)[0]
  return nearest !== undefined && nearest.edits <= farthest ? nearest.candidate : undefined
}

/** "Did you mean ...?" */
export function didYouMean(word: string, known: readonly string[]): string | undefined {
  const nearest = nearestWord(word, known)
  return nearest === undefined ? undefined : `Did you mean ${nearest}?`
}

/** Letters that are added, left out, replaced, or exchanged with their neighbour once. */
function edits(word: string, other: string): number {
  const exchanges =
    word.length > LONGEST_WORD
      ? []
      : Array.from({ length: Math.max(0, word.length - 1) }, (_, index) => index)
  const exchanged = exchanges.map(
    (at) => word.slice(0, at) + word.charAt(at + 1) + word.charAt(at) + word.slice(at + 2),
  )
  return Math.min(distance(word, other), ...exchanged.map((each) => 1 + distance(each, other)))
}
