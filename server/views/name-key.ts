import { compareNames } from './order.ts'
import { NoSuchPosition, type SortKey } from './position.ts'
import { PART, type Work } from './work.ts'

/** A number for sorting by a text that few differ in, in natural order; items without one come last. */
export function* nameKey<Item>(all: Iterable<Item>, textOf: (item: Item) => string | null): Work<SortKey<Item>> {
  const found = new Set<string>()
  let seen = 0
  for (const item of all) {
    const text = textOf(item)
    if (text !== null) found.add(text)
    seen += 1
    if (seen % PART === 0) yield
  }
  const texts = [...found].sort(compareNames)
  const ranks = new Map(texts.map((text, i) => [text, i]))
  return {
    of: (item) => ranks.get(textOf(item) ?? '') ?? ranks.size,
    scale: {
      write: (rank) => texts[rank] ?? null,
      read: (text) => {
        if (typeof text === 'number') throw new NoSuchPosition()
        // One that nobody has any more is between two.
        return text === null ? texts.length : (ranks.get(text) ?? placeOf(text, texts) - 0.5)
      },
    },
  }
}

/** How many of the sorted texts come before this one. */
function placeOf(text: string, texts: readonly string[]): number {
  let low = 0
  let high = texts.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (compareNames(texts[middle]!, text) < 0) low = middle + 1
    else high = middle
  }
  return low
}
