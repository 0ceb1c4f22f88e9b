/*
 * The tag of a thing that people write: of its content, so that whoever has the thing has its tag. It tells whether it was
 * changed by accident meanwhile; it keeps nobody from anything.
 */

/** The value of `ETag` and `If-Match`, with its quotation marks. */
export const entityTag = (thing: object): string => `"${digest(JSON.stringify(sorted(thing)))}"`

/** Equal whatever the order in which the fields were written. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(fields.map(([name, field]) => [name, sorted(field)]))
}

/** Two FNV-1a sums of 32 bits, one of them from another beginning. */
function digest(text: string): string {
  let a = 0x811c9dc5
  let b = 0x9747b28c
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i)
    a = Math.imul(a ^ code, 0x01000193)
    b = Math.imul(b ^ code ^ (a >>> 16), 0x01000193)
  }
  return [a, b].map((sum) => (sum >>> 0).toString(16).padStart(8, '0')).join('')
}
