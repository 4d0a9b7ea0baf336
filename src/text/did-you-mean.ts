import { distance } from 'fastest-levenshtein'

/** Names of the ECS API and of inputs are shorter. Bounds the work for any text. */
const LONGEST_WORD = 64

/** The most similar known word; undefined where more than a third of the letters differ. Case-insensitive. */
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

/** Edit distance: letters added, removed, replaced, or swapped with their neighbour. */
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
