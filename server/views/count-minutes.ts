import { FLOWS, SIZES, type FlowName, type SizeName } from '../../shared/counts.ts'

/** One minute of one tap, over its segments: in the order of `SIZES` and of `FLOWS`. `at`: minutes since 1970. */
export interface TapMinute {
  readonly at: number
  readonly sizes: readonly number[]
  readonly flows: readonly number[]
}

/** Sums over the segments of one tap, and when it saw them: the minutes of its whole life, and which of the range. */
export class TapCounts {
  first = Infinity
  last = Number.NEGATIVE_INFINITY
  readonly seen: Uint8Array
  readonly #minutes: CountMinutes

  constructor(minutes: CountMinutes) {
    this.#minutes = minutes
    this.seen = new Uint8Array(minutes.length)
  }

  /** It saw something in this minute, in the range or not. */
  lived(minute: number): void {
    if (minute < this.first) this.first = minute
    if (minute > this.last) this.last = minute
  }

  /** What some of its segments held at the end of a minute. Outside of the range it says that the tap was there. */
  size(minute: number, groups: number, hosts: number, memberships: number): void {
    this.lived(minute)
    const at = minute - this.#minutes.first
    if (at < 0 || at >= this.seen.length) return
    const { sizes } = this.#minutes
    this.seen[at] = 1
    sizes.groups[at]! += groups
    sizes.hosts[at]! += hosts
    sizes.memberships[at]! += memberships
  }

  flow(minute: number, name: FlowName, count: number): void {
    const at = minute - this.#minutes.first
    if (at >= 0 && at < this.seen.length) this.#minutes.flows[name][at]! += count
  }

  /** A minute that may be known already: then it says nothing new. */
  add({ at, sizes, flows }: TapMinute): void {
    if (this.seen[at - this.#minutes.first] === 1) return
    this.size(at, sizes[0] ?? 0, sizes[1] ?? 0, sizes[2] ?? 0)
    FLOWS.forEach((name, i) => this.flow(at, name, flows[i] ?? 0))
  }
}

/**
 * Sums by minute over taps and their segments. A minute that one of the taps missed between its first and its last is
 * unknown, not smaller; before it was there and after it ended a tap has nothing to say.
 */
export class CountMinutes {
  readonly first: number
  readonly length: number
  readonly sizes: Readonly<Record<SizeName, Float64Array>>
  readonly flows: Readonly<Record<FlowName, Float64Array>>
  readonly #taps = new Map<string, TapCounts>()

  /** Of the minutes `first` <= minute < `first + length`, since 1970. */
  constructor(first: number, length: number) {
    this.first = first
    this.length = length
    this.sizes = columns(SIZES, length)
    this.flows = columns(FLOWS, length)
  }

  get end(): number {
    return this.first + this.length
  }

  tap(name: string): TapCounts {
    let tap = this.#taps.get(name)
    if (!tap) this.#taps.set(name, (tap = new TapCounts(this)))
    return tap
  }

  /** 1 for each minute of the range that is known. */
  known(): Uint8Array {
    const known = new Uint8Array(this.length)
    for (const { seen } of this.#taps.values()) seen.forEach((one, at) => (known[at]! |= one))
    for (const { first, last, seen } of this.#taps.values()) {
      const [from, to] = [Math.max(first - this.first, 0), Math.min(last - this.first + 1, this.length)]
      for (let at = from; at < to; at += 1) known[at]! &= seen[at]!
    }
    return known
  }

  /** The first minute that any tap saw; null: none did. */
  get begun(): number | null {
    const firsts = [...this.#taps.values()].map(({ first }) => first).filter(Number.isFinite)
    return firsts.length === 0 ? null : Math.min(...firsts)
  }

  /**
   * The end of the range as far as every tap has told: those whose last minute is at most `late` behind the newest are
   * about to tell the rest.
   */
  told(late: number): number {
    const lasts = [...this.#taps.values()].map(({ last }) => last).filter(Number.isFinite)
    const newest = Math.max(...lasts, Number.NEGATIVE_INFINITY)
    if (newest < this.end - 1 - late) return this.end
    return Math.min(this.end, ...lasts.filter((last) => last >= newest - late).map((last) => last + 1))
  }
}

const columns = <Name extends string>(names: readonly Name[], length: number): Record<Name, Float64Array> =>
  Object.fromEntries(names.map((name) => [name, new Float64Array(length)])) as Record<Name, Float64Array>
