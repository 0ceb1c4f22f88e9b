/**
 * A text of at most so many letters, cut in its middle: addresses of one network begin alike, and differ at their ends.
 * The whole text must stand somewhere near.
 */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text
  const head = Math.ceil((most - 1) / 2)
  return `${text.slice(0, head)}…${text.slice(text.length - (most - 1 - head))}`
}
