import { formatIPv4, ipv4, isUnspecified, type Address, type IPv4 } from '../../shared/address.ts'
import type { EpochMs } from '../../shared/time.ts'
import type { Message } from '../decode/message.ts'
import type { HostKey } from '../membership/event.ts'
import { forgetOldest } from './oldest.ts'
import { hostKeyOf, senderKey, type SenderKey } from './sender-key.ts'
import { Trail } from './trail.ts'

/** Addresses that are kept to learn the prefix from: enough for a share, whatever the size of the segment. */
const REPORTERS_KEPT = 1_024
/** Fewer tell nothing about the rest. */
const REPORTERS_NEEDED = 10
const SHARE = 0.9
/** What hosts share by chance: nobody has a prefix longer than most segments', nor one as short as an operator's. */
const LONGEST = 24
const SHORTEST = 8
/** Hosts of one /24 that make it a subnet of its own. */
const CLUSTER = 3
/** Strangers kept per segment; the one heard longest ago goes first. */
const STRANGERS_KEPT = 128

interface LearntPrefix {
  readonly network: IPv4
  readonly bits: number
  /** Reporters within it, of `reporters`. */
  readonly within: number
  readonly reporters: number
}
export const maskOf = (bits: number): number => (bits === 0 ? 0 : (-1 << (32 - bits)) | 0)
export const formatPrefix = (network: IPv4, bits: number): string => `${formatIPv4(network)}/${bits}`

/** Somebody whose address lies outside of what was common when it was heard. */
class Stranger {
  readonly host: HostKey
  readonly query: boolean
  times = 0
  lastAt: EpochMs = Number.NEGATIVE_INFINITY
  readonly trail = new Trail()

  constructor(message: Message) {
    this.host = hostKeyOf(message)
    this.query = message.kind === 'query'
  }
}

/**
 * Which IPv4 prefix the hosts of a segment share, and who is outside of it. MLD is sent from link-local addresses (RFC
 * 3810 s5.2.13), which tell nothing.
 */
export class Subnets {
  /** A sample, the newest last. */
  readonly #reporters = new Set<IPv4>()
  #stale = false
  learnt: LearntPrefix | null = null
  /** /24 networks with several hosts each, none of which has nearly all; empty when there is one subnet. */
  clusters: readonly IPv4[] = []
  /** Set for the segment; null: learnt. */
  readonly configured: readonly { readonly address: Address; readonly bits: number }[] | null
  readonly #strangers = new Map<SenderKey, Stranger>()
  #touched = new Set<Stranger>()
  /** Those that were heard since the rules were asked last. */
  fresh: ReadonlySet<Stranger> = new Set()
  dropped = 0

  constructor(configured: Subnets['configured']) {
    this.configured = configured
  }

  joined(ip: Address): void {
    if (typeof ip !== 'number' || isUnspecified(ip)) return
    if (this.#reporters.has(ip)) return
    this.#reporters.add(ip)
    forgetOldest(this.#reporters, REPORTERS_KEPT)
    this.#stale = true
  }

  hear(message: Message): void {
    const { src } = message
    if (typeof src !== 'number' || src === 0 || message.kind === 'other' || this.isWithin(src)) return
    const key = senderKey(message)
    const stranger = this.#strangers.get(key) ?? new Stranger(message)
    this.#strangers.delete(key)
    this.#strangers.set(key, stranger)
    if (forgetOldest(this.#strangers, STRANGERS_KEPT)) this.dropped += 1
    stranger.times += 1
    stranger.lastAt = message.at
    stranger.trail.add(message)
    this.#touched.add(stranger)
    forgetOldest(this.#touched, STRANGERS_KEPT)
  }

  /** Whether this address belongs here, or nobody can say. */
  isWithin(ip: IPv4): boolean {
    const { configured, learnt } = this
    if (configured) {
      return configured.some(
        ({ address, bits }) => typeof address === 'number' && ((ip ^ address) & maskOf(bits)) === 0,
      )
    }
    return learnt === null || ((ip ^ learnt.network) & maskOf(learnt.bits)) === 0
  }

  tick(forgetBefore: EpochMs): void {
    if (this.#stale) this.#learn()
    if (this.#touched.size > 0 || this.fresh.size > 0) {
      this.fresh = this.#touched
      this.#touched = new Set()
    }
    for (const [key, { lastAt }] of this.#strangers) {
      if (lastAt >= forgetBefore) return
      this.#strangers.delete(key)
    }
  }

  /** The longest prefix that nearly all share. */
  #learn(): void {
    this.#stale = false
    const reporters = this.#reporters.size
    this.learnt = null
    this.clusters = []
    if (reporters < REPORTERS_NEEDED) return
    let counts: ReadonlyMap<IPv4, number> = this.#counts()
    this.clusters = [...counts].filter(([, n]) => n >= CLUSTER).map(([each]) => each)
    for (let bits = LONGEST; bits >= SHORTEST; bits -= 1) {
      if (bits < LONGEST) counts = halved(counts, bits)
      const [network, within] = [...counts].reduce((most, one) => (one[1] > most[1] ? one : most))
      if (within < SHARE * reporters) continue
      this.learnt = { network, bits, within, reporters }
      break
    }
    if (this.learnt?.bits === LONGEST) this.clusters = []
  }

  /** Reporters of each of the longest prefixes. */
  #counts(): Map<IPv4, number> {
    const counts = new Map<IPv4, number>()
    const mask = maskOf(LONGEST)
    for (const ip of this.#reporters) {
      const network = ipv4(ip & mask)
      counts.set(network, (counts.get(network) ?? 0) + 1)
    }
    return counts
  }
}

/** The same reporters by the prefix that is one bit shorter: two networks become one, nobody is counted again. */
function halved(longer: ReadonlyMap<IPv4, number>, bits: number): Map<IPv4, number> {
  const counts = new Map<IPv4, number>()
  const mask = maskOf(bits)
  for (const [from, n] of longer) {
    const network = ipv4(from & mask)
    counts.set(network, (counts.get(network) ?? 0) + n)
  }
  return counts
}
