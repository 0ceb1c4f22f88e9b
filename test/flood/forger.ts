import { encodeFrame, type Envelope } from '../../server/capture/simulated/encode.ts'
import { encodeMldFrame } from '../../server/capture/simulated/encode-mld.ts'
import type { OutgoingMessage, OutgoingRecord } from '../../server/capture/simulated/message.ts'
import { Random } from '../../server/capture/simulated/random.ts'
import { ipv4, mac, UNSPECIFIED, type IPv4 } from '../../shared/address.ts'
import { RECORD_TYPES } from '../../shared/igmp.ts'

/** What forged messages are about. */
export interface Target {
  /** VLANs that are there; half of what is forged is on them. */
  vlans: readonly number[]
  /** Of frames that are on other VLANs, those with a stack of two tags. */
  stacked: number
  /** Of all messages. */
  queries: number
}

const VLANS = 4_094
/** Sources of one forged record at most. */
const SOURCES = 8

/**
 * Somebody who floods a network with messages that nobody meant: sources, cards, groups, VLANs and source lists are random.
 * The same seed forges the same messages.
 */
export class Forger {
  private readonly random: Random
  private readonly target: Target

  constructor(seed: number, target: Target) {
    this.random = new Random(seed)
    this.target = target
  }

  frame(): Uint8Array {
    const { random, target } = this
    const message = random.chance(target.queries) ? this.query() : this.fromHost()
    const envelope: Envelope = {
      src: this.host(),
      srcMac: mac(0x020000000000 + random.below(2 ** 40)),
      vlans: this.vlans(),
    }
    return random.chance(0.2) ? encodeMldFrame(message, envelope) : encodeFrame(message, envelope)
  }

  private vlans(): readonly number[] {
    const { random, target } = this
    if (target.vlans.length > 0 && random.chance(0.5)) return [random.pick(target.vlans)]
    const outer = 1 + random.below(VLANS)
    return random.chance(target.stacked) ? [outer, 1 + random.below(VLANS)] : [outer]
  }

  private host = (): IPv4 => ipv4((10 << 24) | this.random.below(2 ** 24))
  /** 225/8 to 239/8, 232/8 among them. */
  private group = (): IPv4 => ipv4(((225 + this.random.below(15)) << 24) | this.random.below(2 ** 24))

  private fromHost(): OutgoingMessage {
    const kind = this.random.below(10)
    if (kind < 1) return { kind: 'report', version: 1, group: this.group() }
    if (kind < 5) return { kind: 'report', version: 2, group: this.group() }
    if (kind < 6) return { kind: 'leave', group: this.group() }
    return { kind: 'records', records: Array.from({ length: 1 + this.random.below(4) }, () => this.record()) }
  }

  private record(): OutgoingRecord {
    const { random } = this
    const sources = random.chance(0.3) ? Array.from({ length: random.below(SOURCES) }, this.host) : []
    return { type: random.chance(0.6) ? 'TO_EX' : random.pick(RECORD_TYPES), group: this.group(), sources }
  }

  private query(): OutgoingMessage {
    const { random } = this
    return {
      kind: 'query',
      version: random.pick([1, 2, 3] as const),
      group: random.chance(0.3) ? UNSPECIFIED : this.group(),
      maxResponseTenths: 1 + random.below(100),
      suppress: false,
      robustness: 2,
      queryInterval: 1 + random.below(200),
      sources: [],
    }
  }
}
