/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-using-tags.html; the same for STS session tags. */
export const TAG_VALUE_MAX_CHARACTERS = 256

const FORBIDDEN_CHARACTER = /[^\p{L}\p{Z}\p{N}_.:/=+\-@]/u

/** The first character that is not allowed in a tag. */
export function forbiddenInTag(text: string): string | undefined {
  return FORBIDDEN_CHARACTER.exec(text)?.[0]
}

/** The text as a tag's value: characters that are not allowed become underscores, and a long text is cut. */
export function fitTagValue(text: string): string {
  const characters = Array.from(text, (character) => (FORBIDDEN_CHARACTER.test(character) ? '_' : character))
  return characters.slice(0, TAG_VALUE_MAX_CHARACTERS).join('')
}
