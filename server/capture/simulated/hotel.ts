import { type DurationMs, MINUTE, SECOND } from '../../../shared/time.ts'
import { popularityOf } from './evening.ts'
import { HostV3 } from './host-v3.ts'
import { OPENING } from './opening.ts'
import { DEFAULT_TIMING, type Querier } from './querier.ts'
import { groups, Segment, type Stage, VENDOR } from './segment.ts'
import { type Habits, Viewer } from './viewer.ts'

const ROOMS = 24
const CHANNELS = 10
const FIRST_ROOM = 20

/*
 * The querier goes down 3.75 s after a general query (start-up at 0 and 31.25 s, then each 125 s: the twelfth comes at
 * 1281.25 s) and comes back some seven minutes later. What was live then ends one membership interval, 260 s, after its
 * last report: 260 to 270 s after that query. Later joins end 260 s after the join, so something counts down all the
 * while. The other querier present interval ends at 255 s; three queries are missed.
 */
const UP: DurationMs = 1285 * SECOND
const DOWN: DurationMs = 430 * SECOND
/** Into the cycle when a page opens on the story: 190 s after the last query. */
const AT_OPENING: DurationMs = 1471 * SECOND
const FIRST_START: DurationMs = (OPENING - AT_OPENING) % (UP + DOWN)

/** VLAN 40: a hotel's television whose only querier fails for seven minutes of each half-hour, and nobody takes over. */
export function hotel(stage: Stage): void {
  const startAt = stage.schedule.now
  const segment = new Segment(stage, 40, DEFAULT_TIMING)
  const habits: Habits = {
    channels: groups(239, 40, CHANNELS),
    popularity: popularityOf(startAt, CHANNELS),
    audience: () => 0.8,
    surfing: 0.25,
    stay: 18 * MINUTE,
    unplugs: 0.2,
  }
  const viewers = Array.from({ length: ROOMS }, (_, index) => {
    const number = FIRST_ROOM + index
    const host = new HostV3(segment.wire, segment.ip(number), segment.mac(VENDOR.lg, number))
    return new Viewer(segment.wire, host, habits)
  })
  segment.forwarding.onEnd = (group) => viewers.forEach((viewer) => viewer.pictureStopped(group))
  const querier = segment.querier(1, VENDOR.mikrotik)
  stage.schedule.after(FIRST_START, () => cycle(stage, querier))
}

function cycle(stage: Stage, querier: Querier): void {
  querier.powerOn()
  stage.schedule.after(UP, () => querier.powerOff())
  stage.schedule.after(UP + DOWN, () => cycle(stage, querier))
}
