import type { IPv4 } from '../../../shared/address.ts'
import { type DurationMs, type EpochMs, MINUTE, SECOND } from '../../../shared/time.ts'
import type { HostV3 } from './host-v3.ts'
import { EVERY_SOURCE } from './interest.ts'
import type { Wire } from './wire.ts'

export interface Habits {
  channels: readonly IPv4[]
  /** How much each channel is liked at a time; any scale. */
  popularity(now: EpochMs): readonly number[]
  /** The share of viewers that watch at a time. */
  audience(now: EpochMs): number
  /** The share of stays that are a few seconds of channel surfing. */
  surfing: number
  /** Mean of the other stays. */
  stay: DurationMs
  /** The share of switch-offs at the wall socket, without a leave. */
  unplugs: number
}

const LOOK_AGAIN: DurationMs = 6 * MINUTE
const KEENNESS_DRIFT = 0.04

/** One viewer before one set-top box: switches on, surfs, stays, and presses buttons when the picture stops. */
export class Viewer {
  private readonly wire: Wire
  private readonly host: HostV3
  private readonly habits: Habits
  /** Watches while more than this share of all viewers does. */
  private keenness: number
  private watching: IPv4 | null = null

  constructor(wire: Wire, host: HostV3, habits: Habits) {
    this.wire = wire
    this.host = host
    this.habits = habits
    this.keenness = wire.random.unit()
    wire.schedule.after(wire.random.between(0, 2 * MINUTE), () => this.consider())
  }

  /** The switch stopped forwarding the group. Some wait, most switch off and on after a while. */
  pictureStopped(group: IPv4): void {
    const { schedule, random } = this.wire
    if (this.watching !== group || !random.chance(0.7)) return
    schedule.after(random.between(8 * SECOND, 100 * SECOND), () => {
      if (this.watching !== group) return
      this.host.set([[group, null]])
      schedule.after(random.between(1.5 * SECOND, 5 * SECOND), () => {
        if (this.watching === group) this.host.set([[group, EVERY_SOURCE]])
      })
    })
  }

  /** The set is off. */
  private consider(): void {
    const { schedule, random } = this.wire
    this.keenness = Math.min(1, Math.max(0, this.keenness + random.between(-KEENNESS_DRIFT, KEENNESS_DRIFT)))
    if (this.keenness < this.habits.audience(schedule.now)) this.zap()
    else schedule.after(random.exponential(LOOK_AGAIN), () => this.consider())
  }

  /** To another channel; leaves the old one and joins the new one in the same report. */
  private zap(): void {
    const { schedule, random } = this.wire
    const from = this.watching
    const to = this.choose(from)
    this.host.set(from === null ? [[to, EVERY_SOURCE]] : [[from, null], [to, EVERY_SOURCE]]) // prettier-ignore
    this.watching = to
    const stay = random.chance(this.habits.surfing)
      ? random.between(2 * SECOND, 20 * SECOND)
      : random.exponential(this.habits.stay)
    schedule.after(stay, () => this.decide())
  }

  private decide(): void {
    const { schedule, random } = this.wire
    if (this.keenness < this.habits.audience(schedule.now)) return this.zap()
    if (this.watching !== null && !random.chance(this.habits.unplugs)) this.host.set([[this.watching, null]])
    // A box that goes to standby repeats its goodbye first; one that is unplugged cannot.
    else this.host.powerOff()
    this.watching = null
    schedule.after(random.exponential(LOOK_AGAIN), () => this.consider())
  }

  private choose(not: IPv4 | null): IPv4 {
    const { channels } = this.habits
    const weights = this.habits.popularity(this.wire.schedule.now)
    for (;;) {
      const channel = channels[this.wire.random.weighted(weights)]
      if (channel !== undefined && channel !== not) return channel
    }
  }
}
