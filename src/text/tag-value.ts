/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-using-tags.html; sessions of STS take the same. */
export const TAG_VALUE_MAX_CHARACTERS = 256

const FORBIDDEN_CHARACTER = /[^\p{L}\p{Z}\p{N}_.:/=+\-@]/u

/** The first character that a tag cannot hold. */
export function forbiddenInTag(text: string): string | undefined {
  return FORBIDDEN_CHARACTER.exec(text)?.[0]
}

/** The text as the value of a tag: a character that a tag cannot hold becomes an underscore, what is too long is cut. */
export function fitTagValue(text: string): string {
  const characters = Array.from(text, (character) => (FORBIDDEN_CHARACTER.test(character) ? '_' : character))
  return characters.slice(0, TAG_VALUE_MAX_CHARACTERS).join('')
}
