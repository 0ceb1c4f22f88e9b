/** Characters of the value of a label: a name that is longer is cut. */
export const MAX_LABEL = 200

/* Names come from the wire, from files and from people: what would move the cursor of a terminal stays out. */
const UNPRINTABLE =
  /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/gu

/** The value of a label. What is changed gets a mark of its own, so that two names never become one series. */
export function labelText(text: string): string {
  if (text.length <= MAX_LABEL && text.search(UNPRINTABLE) === -1) return text
  const shown = text.slice(0, MAX_LABEL).replace(UNPRINTABLE, '\ufffd')
  return `${shown}~${mark(text)}`
}

/** FNV-1a, 32 bits, in hexadecimal. */
function mark(text: string): string {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return (hash >>> 0).toString(16).padStart(8, '0')
}
