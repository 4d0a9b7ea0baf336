/** Works through a list, so many at a time; results stand in the list's order. */
export async function inParallel<Item, Result>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item) => Promise<Result>,
  onDone: (result: Result, done: number) => void,
): Promise<Result[]> {
  const results: Result[] = []
  const waiting = [...items.entries()]
  let done = 0
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, item] = next
      const result = await work(item)
      results[index] = result
      done += 1
      onDone(result, done)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return results
}
