const GROUPS = 8

/** RFC 5952 s4: lower case, no leading zeros, the first of the longest runs of two or more zero groups as `::`. */
export function formatGroups(groups: readonly number[]): string {
  let start = -1
  let length = 1
  for (let i = 0; i < GROUPS; i += 1) {
    let run = 0
    while (i + run < GROUPS && groups[i + run] === 0) run += 1
    if (run > length) [start, length] = [i, run]
    if (run > 0) i += run
  }
  const text = (from: number, to: number): string =>
    groups
      .slice(from, to)
      .map((group) => group.toString(16))
      .join(':')
  return start === -1 ? text(0, GROUPS) : `${text(0, start)}::${text(start + length, GROUPS)}`
}

/** RFC 4291 s2.2, the last 32 bits as a dotted quad too. null when the text is no address, or has a zone. */
export function parseGroups(text: string): number[] | null {
  const halves = text.split('::')
  if (halves.length > 2) return null
  const [head, tail] = halves.map((half, i) => groupsIn(half, i === halves.length - 1))
  if (!head) return null
  if (halves.length === 1) return head.length === GROUPS ? head : null
  if (!tail || head.length + tail.length >= GROUPS) return null
  return [...head, ...new Array<number>(GROUPS - head.length - tail.length).fill(0), ...tail]
}

/** `last`: only the very end of an address may be a dotted quad. */
function groupsIn(half: string, last: boolean): number[] | null {
  if (half === '') return []
  const groups: number[] = []
  const parts = half.split(':')
  for (const [i, part] of parts.entries()) {
    const quad = last && i === parts.length - 1 ? /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(part) : null
    if (quad) {
      const [a = 0, b = 0, c = 0, d = 0] = quad.slice(1).map(Number)
      if (Math.max(a, b, c, d) > 255) return null
      groups.push(a * 256 + b, c * 256 + d)
    } else if (/^[0-9a-f]{1,4}$/i.test(part)) groups.push(Number.parseInt(part, 16))
    else return null
  }
  return groups
}
