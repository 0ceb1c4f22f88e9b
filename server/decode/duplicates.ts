import type { Mac } from '../../shared/address.ts'
import type { DurationMs, EpochMs } from '../../shared/time.ts'
import type { Segment } from './segment.ts'

/** Packets remembered at a time. At 100,000 a second this is all of the 5 ms that copies of a mirror are apart. */
const REMEMBERED = 512
/** Words of four octets that are compared; of longer packets the rest is told apart by length and hash alone. */
const COMPARED = 32
const BUCKETS = 1_024
const NOBODY = -1
/** More copies than a mirror of every port makes: a loop. */
const MOST_COPIES = 8

/** So many copies have a beat. */
const BEAT_OF = 3
/** In beats: what comes later than this after the last copy may be what a host repeated. */
const LATE = 2

/**
 * How a frame shows that it goes round a loop: by more copies than a mirror makes, or by copies that do not end.
 * `keeps-on`: those went on at their own beat, and there were more of them than a mirror makes here.
 */
export type LoopKind = 'too-many' | 'goes-on' | 'keeps-on'

/**
 * Tells copies that a mirror made from messages that a host repeated: a copy has the same bytes on the same segment
 * within `window` of the first one, and the window does not slide. RFC 3376 s5.1 retransmissions are byte-identical too,
 * but they come later.
 */
export class Duplicates {
  readonly #window: DurationMs
  readonly #hashes = new Int32Array(REMEMBERED)
  /** Of the first copy, and of the last one. */
  readonly #times = new Float64Array(REMEMBERED).fill(Number.NEGATIVE_INFINITY)
  readonly #lasts = new Float64Array(REMEMBERED)
  readonly #lengths = new Int32Array(REMEMBERED)
  readonly #copies = new Uint32Array(REMEMBERED)
  readonly #words = new Int32Array(REMEMBERED * COMPARED)
  readonly #segments: (Segment | null)[] = Array.from({ length: REMEMBERED }, () => null)
  readonly #macs: (Mac | null)[] = Array.from({ length: REMEMBERED }, () => null)
  /* Packets of one hash bucket form a chain, the newest first. A link may lead to a place that was taken since. */
  readonly #newest = new Int32Array(BUCKETS).fill(NOBODY)
  readonly #older = new Int32Array(REMEMBERED)
  /** How many packets were remembered before this one. */
  readonly #orders = new Float64Array(REMEMBERED)
  #count = 0
  /** Where the packet at hand goes; it stays there when it is no copy. */
  #next = 0
  /** Copies beyond what a mirror makes, and copies that go on past the window: frames go round a loop. */
  loops = 0
  /** Whether the packet that was asked about last was one of those. */
  looped: LoopKind | null = null

  /** `window` 0 switches it off. */
  constructor(window: DurationMs) {
    this.#window = window
  }

  /** True when the packet data[start..end) is a copy of one that was seen within the window. */
  isCopy(at: EpochMs, segment: Segment, mac: Mac | null, data: Uint8Array, start: number, end: number): boolean {
    this.looped = null
    if (this.#window === 0) return false
    const next = this.#next
    const hash = this.#store(data, start, end)
    const bucket = hash & (BUCKETS - 1)
    let order = this.#count
    for (let i = this.#newest[bucket]!; i !== NOBODY && this.#orders[i]! < order; i = this.#older[i]!) {
      order = this.#orders[i]!
      const age = at - this.#times[i]!
      if (age > 2 * this.#window) break
      if (this.#hashes[i] !== hash || this.#lengths[i] !== end - start) continue
      if (this.#segments[i] !== segment || this.#macs[i] !== mac || !this.#sameAsNext(i)) continue
      if (age < -this.#window) continue // the clock went back
      if (age > this.#window) {
        // No copy any more; but where copies went on until now, they go round.
        const since = at - this.#lasts[i]!
        if (this.#copies[i]! > 1 && since <= this.#window) this.#round(this.#keepsOn(i, since) ? 'keeps-on' : 'goes-on')
        break
      }
      const copies = this.#copies[i]! + 1
      this.#copies[i] = copies
      this.#lasts[i] = at
      if (copies > MOST_COPIES) this.#round('too-many')
      return true
    }
    this.#older[next] = this.#newest[bucket]!
    this.#newest[bucket] = next
    this.#orders[next] = this.#count
    this.#count += 1
    this.#hashes[next] = hash
    this.#times[next] = at
    this.#lengths[next] = end - start
    this.#copies[next] = 1
    this.#segments[next] = segment
    this.#macs[next] = mac
    this.#next = (next + 1) % REMEMBERED
    return false
  }

  /** Whether what comes `since` the last copy of packet `i` is one more of them, and not what a host repeated. */
  #keepsOn(i: number, since: DurationMs): boolean {
    const copies = this.#copies[i]!
    const beat = (this.#lasts[i]! - this.#times[i]!) / (copies - 1)
    return copies >= BEAT_OF && since <= LATE * beat && copies > this.median(i)
  }

  /** How many times a frame comes: the median of those that are remembered, without packet `but`; 1 is once. */
  median(but = NOBODY): number {
    const frames = new Uint32Array(MOST_COPIES + 2)
    let half = 0
    for (let i = 0; i < REMEMBERED; i += 1) {
      if (this.#copies[i] === 0 || i === but) continue
      frames[Math.min(this.#copies[i]!, MOST_COPIES + 1)]! += 1
      half += 0.5
    }
    let times = 1
    for (let below = frames[1]!; below <= half && times <= MOST_COPIES && half > 0; below += frames[times]!) times += 1
    return times
  }

  #round(kind: LoopKind): void {
    this.loops += 1
    this.looped = kind
  }

  /** Copies the packet to its place, four octets at a time, and returns its hash: FNV-1a over words. */
  #store(data: Uint8Array, start: number, end: number): number {
    const words = this.#words
    const base = this.#next * COMPARED
    const compared = Math.min(COMPARED, (end - start + 3) >> 2)
    let hash = 0x811c9dc5 | 0
    let at = start
    for (let k = 0; k < compared; k += 1, at += 4) {
      const word =
        at + 4 <= end
          ? data[at]! | (data[at + 1]! << 8) | (data[at + 2]! << 16) | (data[at + 3]! << 24)
          : tail(data, at, end)
      words[base + k] = word
      hash = Math.imul(hash ^ word, 0x01000193)
    }
    for (; at < end; at += 1) hash = Math.imul(hash ^ data[at]!, 0x01000193)
    return hash
  }

  /** Whether packet `i` has the words of the one at hand; their lengths are the same. */
  #sameAsNext(i: number): boolean {
    const words = this.#words
    const compared = Math.min(COMPARED, (this.#lengths[i]! + 3) >> 2)
    const a = i * COMPARED
    const b = this.#next * COMPARED
    for (let k = 0; k < compared; k += 1) if (words[a + k] !== words[b + k]) return false
    return true
  }
}

/** The last one to three octets as a word. */
function tail(data: Uint8Array, start: number, end: number): number {
  let word = 0
  for (let at = start, shift = 0; at < end; at += 1, shift += 8) word |= data[at]! << shift
  return word
}
