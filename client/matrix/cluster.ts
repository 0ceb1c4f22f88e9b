/** Beyond so many rows the order is by pattern alone: the nearest neighbour costs the square of their number. */
export const CLUSTER_MOST = 600

interface Pattern {
  place: number
  bits: Uint32Array
  size: number
}

function patterns(count: number, width: number, set: (mark: (row: number, bit: number) => void) => void): Pattern[] {
  const words = (width + 31) >> 5
  const made = Array.from({ length: count }, (_, place) => ({ place, bits: new Uint32Array(words), size: 0 }))
  set((row, bit) => {
    const pattern = made[row]
    if (!pattern || bit >= width) return
    pattern.bits[bit >> 5]! |= 1 << (bit & 31)
    pattern.size += 1
  })
  return made
}
function bitCount(value: number): number {
  let v = value - ((value >>> 1) & 0x55555555)
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333)
  return (((v + (v >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24
}
/** Jaccard: what two have in common of what they have together, 1 for the same. */
function likeness(a: Pattern, b: Pattern): number {
  let common = 0
  for (let i = 0; i < a.bits.length; i += 1) common += bitCount(a.bits[i]! & b.bits[i]!)
  const together = a.size + b.size - common
  return together === 0 ? 1 : common / together
}

/** Each row followed by the one most like it, beginning with the fullest; equal ones stay as they were. */
function neighbours(rows: Pattern[]): number[] {
  if (rows.length > CLUSTER_MOST) return byPattern(rows)
  const left = [...rows].sort((a, b) => b.size - a.size || a.place - b.place)
  const order: number[] = []
  let last = left.shift()
  while (last) {
    order.push(last.place)
    let best = -1
    let like = -1
    for (let i = 0; i < left.length; i += 1) {
      const candidate = likeness(last, left[i]!)
      if (candidate > like) [best, like] = [i, candidate]
    }
    last = best < 0 ? undefined : left.splice(best, 1)[0]
  }
  return order
}
function byPattern(rows: Pattern[]): number[] {
  const compare = (a: Pattern, b: Pattern): number => {
    for (let i = 0; i < a.bits.length; i += 1) if (a.bits[i] !== b.bits[i]) return b.bits[i]! - a.bits[i]!
    return a.place - b.place
  }
  return [...rows].sort(compare).map(({ place }) => place)
}

interface MatrixOrder {
  /** Places of hosts and groups in the block, in the order to draw. */
  hosts: readonly number[]
  groups: readonly number[]
}

export const asSent = (hosts: number, groups: number): MatrixOrder => ({
  hosts: Array.from({ length: hosts }, (_, place) => place),
  groups: Array.from({ length: groups }, (_, place) => place),
})

/** Hosts with like groups, and groups with like hosts, stand together. `triples` as in `SubscriptionsBlock`. */
export function clustered(hosts: number, groups: number, triples: readonly number[]): MatrixOrder {
  const each = (use: (host: number, group: number) => void): void => {
    for (let i = 0; i + 2 < triples.length; i += 3) use(triples[i]!, triples[i + 1]!)
  }
  return {
    hosts: neighbours(patterns(hosts, groups, (mark) => each(mark))),
    groups: neighbours(patterns(groups, hosts, (mark) => each((host, group) => mark(group, host)))),
  }
}

/** Places in the order they had before, by key; those that are new come last. Nothing moves from under a pointer. */
export function keepOrder(before: readonly string[], keys: readonly string[]): number[] {
  const places = new Map(keys.map((key, place) => [key, place]))
  const kept = before.map((key) => places.get(key)).filter((place) => place !== undefined)
  const known = new Set(before)
  return [...kept, ...keys.flatMap((key, place) => (known.has(key) ? [] : [place]))]
}

/** Where each of `count` stands in an order; undefined where it is left out. */
export function placesOf(order: readonly number[], count: number): readonly (number | undefined)[] {
  const places = Array.from({ length: count }, (): number | undefined => undefined)
  order.forEach((of, place) => (places[of] = place))
  return places
}
