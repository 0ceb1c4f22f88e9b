import { isUnspecified, type Address, type Mac } from '../../shared/address.ts'
import type { DurationMs, EpochMs } from '../../shared/time.ts'
import type { Message } from '../decode/message.ts'
import type { MemberEvent } from '../membership/event.ts'
import type { SegmentTable } from '../membership/segment-table.ts'
import { forgetOldest } from './oldest.ts'
import { Trail } from './trail.ts'
import { isVirtualRouter } from './virtual-macs.ts'

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

/** Who else used an address, and when last. */
interface OtherUse {
  readonly mac: Mac
  readonly at: EpochMs
}

/** Which addresses are used by two MACs, and by whom in turn. */
export class AddressClaims {
  readonly #table: SegmentTable
  readonly claims = new Map<Address, AddressClaim>()
  readonly reflectors = new Map<Mac, Reflector>()
  dropped = 0

  constructor(table: SegmentTable) {
    this.#table = table
  }

  /** Call before the table applies the message. */
  hear(message: Message): void {
    const { src, mac } = message
    if (mac === null || isUnspecified(src)) return
    const claim = this.claims.get(src) ?? this.#betweenHostAndQuerier(message, mac)
    if (!claim || isVirtualRouter(mac)) return
    const reflector = claim.hear(message, mac)
    if (reflector !== null) this.#reflected(message, reflector)
  }

  /** A host joins; `heard` is the message that made it. */
  joined({ host: { ip, mac }, at }: MemberEvent, heard: Message): void {
    if (mac === null || isUnspecified(ip) || this.claims.has(ip) || isVirtualRouter(mac)) return
    const other = this.#hostBeside(ip, mac)
    if (!other) return
    const claim = this.#begin(ip, other)
    // What made it known was heard before it was known.
    if (at - other.at <= REFLECTED) this.#reflected(heard, mac)
    else claim.hear(heard, mac)
  }

  /**
   * Somebody asks with the address of a host, or says something else with that of a querier. Two that both ask are no
   * matter of hosts (twin-queriers.ts).
   */
  #betweenHostAndQuerier({ kind, src }: Message, mac: Mac): AddressClaim | null {
    const other = kind === 'query' ? this.#hostBeside(src, mac) : this.#querierBeside(src, mac)
    return other && !isVirtualRouter(mac) ? this.#begin(src, other) : null
  }

  #hostBeside(ip: Address, mac: Mac): OtherUse | null {
    for (const host of this.#table.hosts.sharing(ip)) {
      if (host.mac !== null && host.mac !== mac && !isVirtualRouter(host.mac)) {
        return { mac: host.mac, at: host.lastReportAt }
      }
    }
    return null
  }

  #querierBeside(ip: Address, mac: Mac): OtherUse | null {
    const { elected, last, candidates } = this.#table.election
    const querier = elected?.ip === ip ? elected : (candidates.get(ip) ?? (last?.ip === ip ? last : null))
    if (!querier || querier.mac === null || querier.mac === mac || isVirtualRouter(querier.mac)) return null
    return { mac: querier.mac, at: querier.lastQueryAt }
  }

  #begin(ip: Address, { mac, at }: OtherUse): AddressClaim {
    const claim = new AddressClaim(ip, mac, at)
    this.claims.set(ip, claim)
    this.#bound(this.claims)
    return claim
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
