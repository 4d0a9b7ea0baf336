/**
 * Replaces what stands between `<!-- name:start -->` and `<!-- name:end -->` by the content of that name, for every
 * such pair of the document. Throws where `contentOf` does not know the name.
 */
export function fillMarked(document: string, contentOf: (name: string) => string): string {
  const marked = /(<!-- ([a-z-]+):start -->\n)[^]*?(<!-- \2:end -->)/g
  return document.replace(
    marked,
    (_, start: string, name: string, end: string) => `${start}\n${contentOf(name)}\n\n${end}`,
  )
}
