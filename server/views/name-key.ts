import { compareNames } from './order.ts'
import { PART, type Work } from './work.ts'

/** A number for sorting by a text that few differ in, in natural order; items without one come last. */
export function* nameKey<Item>(
  all: Iterable<Item>,
  textOf: (item: Item) => string | null,
): Work<(item: Item) => number> {
  const texts = new Set<string>()
  let seen = 0
  for (const item of all) {
    const text = textOf(item)
    if (text !== null) texts.add(text)
    seen += 1
    if (seen % PART === 0) yield
  }
  const ranks = new Map([...texts].sort(compareNames).map((text, i) => [text, i]))
  return (item) => ranks.get(textOf(item) ?? '') ?? ranks.size
}
