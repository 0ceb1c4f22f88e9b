import { type IPv4, ipv4 } from '../../../shared/address.ts'
import { type DurationMs, MINUTE, SECOND } from '../../../shared/time.ts'
import { HostV3 } from './host-v3.ts'
import { EVERY_SOURCE, type Interest } from './interest.ts'
import { DEFAULT_TIMING } from './querier.ts'
import { groups, Segment, type Stage, VENDOR } from './segment.ts'

const RECEIVERS = 16
const FIRST_RECEIVER = 20
const FEEDS = groups(232, 20, 12)
const PTP = ipv4(0xe0000181) // 224.0.1.129
const MDNS = ipv4(0xe00000fb) // 224.0.0.251
/** Feeds a receiver takes at a time. */
const FEW = 2
const MANY = 6
const BETWEEN_CUES: DurationMs = 5 * MINUTE
/** Both senders run side by side for a moment. */
const OVERLAP: DurationMs = 4 * SECOND

/**
 * VLAN 20: a studio of source-specific receivers (RFC 4607) that change sources, asked every 60 s. The mirror port
 * copies both directions here, so each frame comes twice.
 */
export function studio(stage: Stage): void {
  const segment = new Segment(stage, 20, { ...DEFAULT_TIMING, queryInterval: 60 * SECOND }, { twice: true })
  for (let index = 0; index < RECEIVERS; index++) {
    const number = FIRST_RECEIVER + index
    const vendor = [VENDOR.evertz, VENDOR.sony, VENDOR.blackmagic][index % 3] ?? VENDOR.evertz
    const host = new HostV3(segment.wire, segment.ip(number), segment.mac(vendor, number))
    const receiver = new Receiver(stage, segment, host)
    stage.schedule.after(stage.random.between(SECOND, MINUTE), () => receiver.powerOn(index % 4 === 0))
  }
  segment.querier(1, VENDOR.juniper).powerOn()
}

/** Takes feeds, each from its main sender or its spare. */
class Receiver {
  private readonly stage: Stage
  private readonly segment: Segment
  private readonly host: HostV3
  private readonly feeds = new Map<IPv4, 'main' | 'spare'>()

  constructor(stage: Stage, segment: Segment, host: HostV3) {
    this.stage = stage
    this.segment = segment
    this.host = host
  }

  powerOn(announces: boolean): void {
    const always: [IPv4, Interest][] = [[PTP, EVERY_SOURCE]]
    if (announces) always.push([MDNS, EVERY_SOURCE])
    this.host.set(always)
    this.cue()
  }

  /** The next change in the running order: another feed, one feed less, or the other sender of a feed. */
  private cue(): void {
    const { schedule, random } = this.stage
    if (this.feeds.size < FEW || (this.feeds.size < MANY && random.chance(0.35))) this.take(random.pick(FEEDS))
    else if (random.chance(0.5)) this.drop(random.pick([...this.feeds.keys()]))
    else this.switchOver(random.pick([...this.feeds.keys()]))
    const soon = this.feeds.size < FEW
    schedule.after(soon ? random.between(SECOND, 20 * SECOND) : random.exponential(BETWEEN_CUES), () => this.cue())
  }

  private take(feed: IPv4): void {
    if (this.feeds.has(feed)) return
    this.feeds.set(feed, 'main')
    this.host.set([[feed, include(this.sender(feed, 'main'))]])
  }

  private drop(feed: IPv4): void {
    this.feeds.delete(feed)
    this.host.set([[feed, null]])
  }

  private switchOver(feed: IPv4): void {
    const from = this.feeds.get(feed) ?? 'main'
    const to = from === 'main' ? 'spare' : 'main'
    this.feeds.set(feed, to)
    this.host.set([[feed, include(this.sender(feed, from), this.sender(feed, to))]])
    this.stage.schedule.after(OVERLAP, () => {
      if (this.feeds.get(feed) === to) this.host.set([[feed, include(this.sender(feed, to))]])
    })
  }

  private sender(feed: IPv4, which: 'main' | 'spare'): IPv4 {
    return this.segment.ip((which === 'main' ? 100 : 200) + (feed & 255))
  }
}

const include = (...sources: IPv4[]): Interest => ({ mode: 'INCLUDE', sources })
