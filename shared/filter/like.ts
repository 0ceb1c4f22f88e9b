/** The text between the stars of a pattern, in order; not a regular expression, since many stars would make one explode. */
export function like(name: string, parts: readonly string[]): boolean {
  const head = parts[0] ?? ''
  if (parts.length === 1) return name === head
  const tail = parts.at(-1) ?? ''
  const end = name.length - tail.length
  if (head.length > end || !name.startsWith(head) || !name.endsWith(tail)) return false
  let at = head.length
  for (const part of parts.slice(1, -1)) {
    const found = name.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return at <= end
}
