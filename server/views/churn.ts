import { isLinkLocalGroup, type Address } from '../../shared/address.ts'
import { MINUTE, type EpochMs } from '../../shared/time.ts'
import type { Segment } from '../decode/segment.ts'
import type { TableEvent } from '../membership/event.ts'
import { PART, type Work } from './work.ts'

/** Whole minutes that are kept beside the one that runs. */
export const MINUTES_KEPT = 5

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
}

/** What changed in the last minutes, counted by group as it happens: a busy minute has millions of events. */
export class Churn {
  /** The newest last. */
  readonly #buckets: Bucket[] = []

  push(event: TableEvent): void {
    if (!('group' in event) || isLinkLocalGroup(event.group)) return
    count(churnOf(this.#bucket(Math.floor(event.at / MINUTE)), event.segment, event.group), event)
  }

  #bucket(minute: number): Bucket {
    const newest = this.#buckets.at(-1)
    if (newest && newest.minute >= minute) return newest
    const bucket = { minute, segments: new Map() }
    this.#buckets.push(bucket)
    if (this.#buckets.length > MINUTES_KEPT + 1) this.#buckets.shift()
    return bucket
  }

  /** Each group that changed in the minute that runs at `now` and the whole minutes before it. */
  *recent(now: EpochMs): Work<GroupChurn[]> {
    const since = Math.floor(now / MINUTE) - MINUTES_KEPT
    const buckets = this.#buckets.filter(({ minute }) => minute >= since)
    const sum: Bucket = { minute: since, segments: new Map() }
    let seen = 0
    for (const { segments } of buckets) {
      for (const [segment, groups] of segments) {
        for (const churn of groups.values()) {
          add(churnOf(sum, segment, churn.group), churn)
          seen += 1
          if (seen % PART === 0) yield
        }
      }
    }
    return [...sum.segments.values()].flatMap((groups) => [...groups.values()])
  }
}

function churnOf({ segments }: Bucket, segment: Segment, group: Address): GroupChurn {
  let groups = segments.get(segment)
  if (!groups) segments.set(segment, (groups = new Map<Address, GroupChurn>()))
  let churn = groups.get(group)
  if (!churn) {
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
    case 'changed':
    case 'querier-elected':
    case 'querier-lost':
      return
  }
}
