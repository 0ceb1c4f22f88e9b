import type { EpochMs } from '../../../shared/time.ts'
import type { Frame } from '../source.ts'
import { campus } from './campus.ts'
import { hotel } from './hotel.ts'
import { iptv } from './iptv.ts'
import { library } from './library.ts'
import { Random } from './random.ts'
import { Schedule } from './schedule.ts'
import { studio } from './studio.ts'

const LINKTYPE_ETHERNET = 1
const MICROSECONDS = 1_000

/**
 * A network of five VLANs with a mirror port. It has no clock: `advanceTo` says how late it is. One seed and one start
 * make one story, however the way is cut into steps.
 */
export class DemoNetwork {
  private readonly schedule: Schedule
  private emit: (frame: Frame) => void = () => undefined

  constructor(seed: number, startAt: EpochMs) {
    this.schedule = new Schedule(startAt)
    const mirror = (data: Uint8Array): void => this.emit(frameOf(data, this.schedule.now))
    // Each segment has its own chance, so that a change of one does not retell the others.
    const stage = (number: number) => ({ schedule: this.schedule, random: new Random(seed + number), mirror })
    iptv(stage(10))
    studio(stage(20))
    campus(stage(30))
    hotel(stage(40))
    library(stage(50))
  }

  get now(): EpochMs {
    return this.schedule.now
  }

  /** Lives on until `at`; hands over every frame the mirror port sees, in order of time. */
  advanceTo(at: EpochMs, emit: (frame: Frame) => void): void {
    this.emit = emit
    this.schedule.runUntil(at)
  }
}

const frameOf = (data: Uint8Array, now: EpochMs): Frame => ({
  at: Math.round(now * MICROSECONDS) / MICROSECONDS,
  linkType: LINKTYPE_ETHERNET,
  data,
  start: 0,
  end: data.length,
  wireLength: data.length,
  interfaceId: null,
  tunnel: null,
})
