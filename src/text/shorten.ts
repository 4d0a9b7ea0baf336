const IMAGE_MAX_CHARACTERS = 60
const DIGEST_START_CHARACTERS = 12

/** Leaves out the middle of a text longer than `most` characters. More of the end is kept: there names differ. */
export function shortenMiddle(text: string, most: number): string {
  if (text.length <= most) return text
  const start = Math.floor((most - 1) / 3)
  return `${text.slice(0, start)}…${text.slice(text.length - (most - 1 - start))}`
}

/** An image with its tag or digest. Shortens a long registry and path in the middle, and a digest at its end. */
export function shortenImage(image: string): string {
  const [, name = image, digest] = /^([^@]*)(@[\w+.-]+:[0-9a-fA-F]{32,})$/.exec(image) ?? []
  if (digest === undefined) return shortenMiddle(image, IMAGE_MAX_CHARACTERS)
  const colon = digest.indexOf(':')
  const short = `${digest.slice(0, colon + 1 + DIGEST_START_CHARACTERS)}…`
  return `${shortenMiddle(name, IMAGE_MAX_CHARACTERS - short.length)}${short}`
}
