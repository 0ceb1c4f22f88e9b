import { isUnspecified, type Address, type Mac } from '../../shared/address.ts'
import type { DurationMs, EpochMs } from '../../shared/time.ts'
import type { Message } from '../decode/message.ts'
import type { MemberEvent } from '../membership/event.ts'
import type { SegmentTable } from '../membership/segment-table.ts'
import { forgetOldest } from './oldest.ts'
import { Trail } from './trail.ts'

/** Addresses with two MACs, and MACs that send again what others sent, kept per segment; the oldest go first. */
const CLAIMS_KEPT = 128
/** The same report from another MAC within this time is the same report, sent again by somebody on its way. */
const REFLECTED: DurationMs = 20

/** An address that two MACs use. */
class AddressClaim {
  readonly address: Address
  readonly macs = new Set<Mac>()
  /** When the one that speaks became another one, the newest last. */
  readonly turns: EpochMs[] = []
  #last: { mac: Mac; message: Message | null } | null = null
  lastAt: EpochMs
  readonly trail = new Trail()

  constructor(address: Address, first: Mac, at: EpochMs) {
    this.address = address
    this.macs.add(first)
    this.#last = { mac: first, message: null }
    this.lastAt = at
  }

  /** Returns the MAC that sent another one's message again, or null. */
  hear(message: Message, mac: Mac): Mac | null {
    const last = this.#last
    this.lastAt = message.at
    if (last && last.mac === mac) {
      last.message = message
      return null
    }
    // Sent again on its way: nobody's turn, the address stays with who spoke first.
    if (last?.message && isAgain(last.message, message)) return mac
    this.#last = { mac, message }
    if (this.macs.size < MACS_COUNTED) this.macs.add(mac)
    this.turns.push(message.at)
    if (this.turns.length > TURNS_KEPT) this.turns.shift()
    this.trail.add(message)
    return null
  }

  /** A message of before then is sent again by nobody any more; it may be long, and there are many claims. */
  forgetMessage(before: EpochMs): void {
    const last = this.#last
    if (last?.message && last.message.at < before) last.message = null
  }
}
const TURNS_KEPT = 16
/** MACs counted of one address. */
const MACS_COUNTED = 64

/** A MAC that sends the reports of others again under its own. */
class Reflector {
  readonly mac: Mac
  readonly addresses = new Set<Address>()
  times = 0
  lastAt: EpochMs = Number.NEGATIVE_INFINITY
  readonly trail = new Trail()

  constructor(mac: Mac) {
    this.mac = mac
  }
}
/** Addresses counted of one. */
const REFLECTED_KEPT = 64

/** Which addresses are used by two MACs, and by whom in turn. */
export class AddressClaims {
  readonly #table: SegmentTable
  readonly claims = new Map<Address, AddressClaim>()
  readonly reflectors = new Map<Mac, Reflector>()
  dropped = 0

  constructor(table: SegmentTable) {
    this.#table = table
  }

  hear(message: Message): void {
    if (this.claims.size === 0 || message.mac === null) return
    const claim = this.claims.get(message.src)
    const reflector = claim?.hear(message, message.mac)
    if (reflector !== undefined && reflector !== null) this.#reflected(message, reflector)
  }

  /** A host joins; `heard` is the message that made it. */
  joined({ host: { ip, mac }, at }: MemberEvent, heard: Message): void {
    if (mac === null || isUnspecified(ip) || this.claims.has(ip)) return
    const [first, second] = this.#table.hosts.sharing(ip)
    if (!first || !second) return
    const other = first.mac === mac ? second : first
    if (other.mac === null) return
    const claim = new AddressClaim(ip, other.mac, other.lastReportAt)
    this.claims.set(ip, claim)
    this.#bound(this.claims)
    // What made it known was heard before it was known.
    if (at - other.lastReportAt <= REFLECTED) this.#reflected(heard, mac)
    else claim.hear(heard, mac)
  }

  #reflected(message: Message, mac: Mac): void {
    let reflector = this.reflectors.get(mac)
    if (!reflector) {
      this.reflectors.set(mac, (reflector = new Reflector(mac)))
      this.#bound(this.reflectors)
    }
    reflector.times += 1
    reflector.lastAt = message.at
    reflector.trail.add(message)
    if (reflector.addresses.size < REFLECTED_KEPT) reflector.addresses.add(message.src)
  }

  #bound(kept: Map<Address | Mac, unknown>): void {
    if (forgetOldest(kept, CLAIMS_KEPT)) this.dropped += 1
  }

  tick(at: EpochMs, forgetBefore: EpochMs): void {
    for (const [ip, claim] of this.claims) {
      if (claim.lastAt < forgetBefore) this.claims.delete(ip)
      else claim.forgetMessage(at - REFLECTED)
    }
    for (const [mac, { lastAt }] of this.reflectors) if (lastAt < forgetBefore) this.reflectors.delete(mac)
  }
}

/** Whether `later` says what `earlier` said just before. */
function isAgain(earlier: Message, later: Message): boolean {
  if (later.at - earlier.at > REFLECTED || earlier.type !== later.type || earlier.dst !== later.dst) return false
  if (earlier.group !== later.group) return false
  if (earlier.kind !== 'report' || later.kind !== 'report' || earlier.version !== 3 || later.version !== 3) return true
  return (
    earlier.records.length === later.records.length &&
    earlier.records.every((record, i) => {
      const other = later.records[i]!
      return (
        record.type === other.type && record.group === other.group && record.sources.length === other.sources.length
      )
    })
  )
}
