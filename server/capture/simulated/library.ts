import { MINUTE, type DurationMs } from '../../../shared/time.ts'
import { encodeMldFrame } from './encode-mld.ts'
import { popularityOf } from './evening.ts'
import { HostV3 } from './host-v3.ts'
import { DEFAULT_TIMING } from './querier.ts'
import { groups, Segment, type Stage, VENDOR } from './segment.ts'
import { Viewer, type Habits } from './viewer.ts'

const READING_DESKS = 14
const LECTURES = 6
const FIRST_DESK = 20
const STAY: DurationMs = 25 * MINUTE

/** VLAN 50: a library whose desks watch lectures over IPv6; MLDv2, and all is well. */
export function library(stage: Stage): void {
  const segment = new Segment(stage, 50, DEFAULT_TIMING, { encode: encodeMldFrame })
  const habits: Habits = {
    channels: groups(239, 50, LECTURES),
    popularity: popularityOf(stage.schedule.now, LECTURES),
    audience: () => 0.7,
    surfing: 0.1,
    stay: STAY,
    unplugs: 0.1,
  }
  const viewers = Array.from({ length: READING_DESKS }, (_, index) => {
    const number = FIRST_DESK + index
    const host = new HostV3(segment.wire, segment.ip(number), segment.mac(VENDOR.intel, number))
    return new Viewer(segment.wire, host, habits)
  })
  segment.forwarding.onEnd = (group) => viewers.forEach((viewer) => viewer.pictureStopped(group))
  segment.querier(1, VENDOR.cisco).powerOn()
}
