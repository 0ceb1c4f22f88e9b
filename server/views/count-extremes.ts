/** Windows over a line of minutes: `count` of them, `size` minutes each, the first from `first` on, `by` minutes apart. */
export interface Windows {
  first: number
  by: number
  size: number
  count: number
}

/**
 * The least (`sign` 1) or the most (`sign` -1) of each window over what is known of it; NaN where nothing is. Minutes that
 * a larger or smaller later one stands before are forgotten, so each is looked at twice at most.
 */
export function extremes(
  values: Float64Array,
  known: Uint8Array,
  { first, by, size, count }: Windows,
  sign: 1 | -1,
): Float64Array {
  const found = new Float64Array(count).fill(Number.NaN)
  const queue = new Int32Array(values.length)
  let head = 0
  let tail = 0
  let next = Math.max(first, 0)
  for (let i = 0; i < count; i += 1) {
    const start = first + i * by
    const end = Math.min(start + size, values.length)
    for (; next < end; next += 1) {
      if (known[next] !== 1) continue
      const value = sign * values[next]!
      while (tail > head && sign * values[queue[tail - 1]!]! >= value) tail -= 1
      queue[tail] = next
      tail += 1
    }
    while (head < tail && queue[head]! < start) head += 1
    if (head < tail) found[i] = values[queue[head]!]!
  }
  return found
}

/** How many minutes of each window are known. */
export function knownIn(known: Uint8Array, { first, by, size, count }: Windows): Int32Array {
  const upTo = new Int32Array(known.length + 1)
  known.forEach((one, at) => (upTo[at + 1] = upTo[at]! + one))
  const clamp = (at: number): number => Math.min(Math.max(at, 0), known.length)
  return Int32Array.from({ length: count }, (_, i) => {
    const start = first + i * by
    return upTo[clamp(start + size)]! - upTo[clamp(start)]!
  })
}
