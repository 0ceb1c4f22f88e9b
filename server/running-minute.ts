import type { Segment } from './decode/segment.ts'
import { emptyTally, type MinuteTally } from './membership/segment-table.ts'
import type { MinuteCounts } from './membership/step.ts'
import type { MembershipTable } from './membership/table.ts'
import { MINUTE } from '../shared/time.ts'

/** What happened within a minute; the rest of `MinuteCounts` stands at its end, or says which minute of what. */
const FLOWS = Object.keys(emptyTally()) as (keyof MinuteTally)[]
type Size = Exclude<keyof MinuteCounts, 'at' | 'segment' | keyof MinuteTally>
const SIZES = ['groups', 'hosts', 'memberships'] as const satisfies readonly Size[]

/**
 * The minute of a table that is not over, in parts: each tells what came since the one before it, so whoever adds them up
 * has the whole, and has what came so far if there is no rest.
 */
export class RunningMinute {
  /** As it was told last. Weakly: a flood makes segments up. */
  #told = new WeakMap<Segment, MinuteCounts>()

  /** What came since it was told last, of the segments of which there is anything. */
  part(table: MembershipTable): MinuteCounts[] {
    const at = Math.floor(table.clock / MINUTE) * MINUTE
    const parts: MinuteCounts[] = []
    for (const segment of table.segments.values()) {
      const { segment: name, routableGroups: groups, hostsWithGroups: hosts, confirmed, presumed, tally } = segment
      const now = { at, segment: name, groups, hosts, memberships: confirmed + presumed, ...tally }
      const before = this.#told.get(name)
      const differs = ([...(before ? SIZES : []), ...FLOWS] as const).some(
        (column) => now[column] !== (before?.[column] ?? 0),
      )
      if (!differs) continue
      parts.push(less(now, before))
      this.#told.set(name, now)
    }
    return parts
  }

  /** Minutes that are over, less what was told of them. */
  rest(minutes: readonly MinuteCounts[]): readonly MinuteCounts[] {
    return minutes.map((minute) => {
      const before = this.#told.get(minute.segment)
      this.#told.delete(minute.segment)
      return less(minute, before)
    })
  }
}

function less(minute: MinuteCounts, before: MinuteCounts | undefined): MinuteCounts {
  if (!before) return minute
  const came = { ...minute }
  for (const flow of FLOWS) came[flow] -= before[flow]
  return came
}
