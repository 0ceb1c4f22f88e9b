import { isLinkLocalGroup, type Address } from '../../shared/address.ts'
import { MINUTE, type EpochMs } from '../../shared/time.ts'
import type { Segment } from '../decode/segment.ts'
import type { TableEvent } from '../membership/event.ts'
import { PART, type Work } from './work.ts'

/** Whole minutes that are kept beside the one that runs. */
export const MINUTES_KEPT = 5

/** Groups of one minute that are counted one by one; what changes beyond them in a flood is not told as a change of late. */
const GROUPS_COUNTED = 20_000

/** What happened to one group on one segment. */
export interface GroupChurn {
  segment: Segment
  group: Address
  joined: number
  left: number
  expired: number
  started: boolean
  ended: boolean
}

interface Bucket {
  minute: number
  segments: Map<Segment, Map<Address, GroupChurn>>
  /** Groups of it, all segments together. */
  size: number
}

/** What changed in the last minutes, counted by group as it happens: a busy minute has millions of events. */
export class Churn {
  /** The newest last. */
  readonly #buckets: Bucket[] = []

  /** Events of groups beyond those that are counted. */
  uncounted = 0

  push(event: TableEvent): void {
    if (!('group' in event) || isLinkLocalGroup(event.group)) return
    const churn = churnOf(this.#bucket(Math.floor(event.at / MINUTE)), event.segment, event.group, GROUPS_COUNTED)
    if (churn) count(churn, event)
    else this.uncounted += 1
  }

  #bucket(minute: number): Bucket {
    const newest = this.#buckets.at(-1)
    if (newest && newest.minute >= minute) return newest
    const bucket = { minute, segments: new Map(), size: 0 }
    this.#buckets.push(bucket)
    if (this.#buckets.length > MINUTES_KEPT + 1) this.#buckets.shift()
    return bucket
  }

  /** Each group that changed in the minute that runs at `now` and the whole minutes before it. */
  *recent(now: EpochMs): Work<GroupChurn[]> {
    const since = Math.floor(now / MINUTE) - MINUTES_KEPT
    const buckets = this.#buckets.filter(({ minute }) => minute >= since)
    const sum: Bucket = { minute: since, segments: new Map(), size: 0 }
    let seen = 0
    for (const { segments } of buckets) {
      for (const [segment, groups] of segments) {
        for (const churn of groups.values()) {
          const all = churnOf(sum, segment, churn.group, Number.POSITIVE_INFINITY)
          if (all) add(all, churn)
          seen += 1
          if (seen % PART === 0) yield
        }
      }
    }
    return [...sum.segments.values()].flatMap((groups) => [...groups.values()])
  }
}

/** null: there is no room for another one. */
function churnOf(bucket: Bucket, segment: Segment, group: Address, most: number): GroupChurn | null {
  const { segments } = bucket
  let groups = segments.get(segment)
  if (!groups) segments.set(segment, (groups = new Map<Address, GroupChurn>()))
  let churn = groups.get(group)
  if (!churn) {
    if (bucket.size >= most) return null
    bucket.size += 1
    churn = { segment, group, joined: 0, left: 0, expired: 0, started: false, ended: false }
    groups.set(group, churn)
  }
  return churn
}

function add(sum: GroupChurn, more: GroupChurn): void {
  sum.joined += more.joined
  sum.left += more.left
  sum.expired += more.expired
  sum.started ||= more.started
  sum.ended ||= more.ended
}

function count(churn: GroupChurn, { event }: TableEvent): void {
  switch (event) {
    case 'joined':
    case 'left':
    case 'expired':
      churn[event] += 1
      return
    case 'group-started':
      churn.started = true
      return
    case 'group-ended':
      churn.ended = true
      return
    // It gave its place away: nobody knows whether it left.
    case 'evicted':
    case 'changed':
    case 'querier-elected':
    case 'querier-lost':
      return
  }
}
