import type { MinuteCounts } from '../membership/step.ts'
import type { MembershipTable } from '../membership/table.ts'
import { RecentMinutes } from './recent-minutes.ts'
import { Sparks } from './sparks.ts'

/** What a tap remembers of its last minutes, beside its trend. */
export class TapPast {
  readonly minutes = new RecentMinutes()
  readonly sparks = new Sparks()

  /** The minutes of a step, and the table that made the step. */
  feed(minutes: readonly MinuteCounts[], table: MembershipTable): void {
    const newest = minutes.at(-1)
    if (!newest) return
    this.minutes.feed(minutes)
    this.sparks.feed(newest.at, table.segments.values())
  }
}
