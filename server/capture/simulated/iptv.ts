import { MINUTE, SECOND } from '../../../shared/time.ts'
import { audienceOf, popularityOf } from './evening.ts'
import { HostV3 } from './host-v3.ts'
import { DEFAULT_TIMING } from './querier.ts'
import { groups, Segment, type Stage, VENDOR } from './segment.ts'
import { type Habits, Viewer } from './viewer.ts'
import type { Quirks } from './wire.ts'

const BOXES = 120
const CHANNELS = 40
const FIRST_BOX = 20

/** VLAN 10: healthy version 3, 120 set-top boxes, an evening of 40 channels; a few boxes are not quite right. */
export function iptv(stage: Stage): void {
  const startAt = stage.schedule.now
  const segment = new Segment(stage, 10, DEFAULT_TIMING)
  const habits: Habits = {
    channels: groups(239, 10, CHANNELS),
    popularity: popularityOf(startAt, CHANNELS),
    audience: audienceOf(startAt),
    surfing: 0.4,
    stay: 14 * MINUTE,
    unplugs: 0.15,
  }
  const viewers = Array.from({ length: BOXES }, (_, index) => {
    const number = FIRST_BOX + index
    const vendor = index % 4 === 3 ? VENDOR.sagemcom : VENDOR.amino
    const host = new HostV3(segment.wire, segment.ip(number), segment.mac(vendor, number), quirksOf(index))
    return new Viewer(segment.wire, host, habits)
  })
  segment.forwarding.onEnd = (group) => viewers.forEach((viewer) => viewer.pictureStopped(group))
  const querier = segment.querier(1, VENDOR.cisco)
  stage.schedule.after(2 * SECOND, () => querier.powerOn())
}

function quirksOf(index: number): Quirks {
  if (index % 20 === 7) return { noRouterAlert: true }
  if (index === 33) return { badChecksumOneIn: 40 }
  if (index === 58) return { deaf: true }
  return {}
}
