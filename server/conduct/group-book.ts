import type { Address } from '../../shared/address.ts'
import type { GroupConduct } from '../../shared/conduct.ts'
import { MINUTE, type DurationMs, type EpochMs } from '../../shared/time.ts'
import type { Allowance } from './allowance.ts'
import { Buckets } from './buckets.ts'
import { LeaveNotes, NO_LEAVES } from './leave-notes.ts'

/** The last hour, in spans. */
const SPANS = 12
const SPAN: DurationMs = 5 * MINUTE
/** When there is no room, so many of the oldest groups are looked at for one that has been quiet for an hour. */
const LOOKED_AT = 8

interface GroupNotes {
  readonly changes: Buckets
  /** null before the first leave. */
  leaves: LeaveNotes | null
}

/** What is written down of the groups of one segment, by address: a group ends and begins anew, its story goes on. */
export class GroupBook {
  readonly #allowance: Allowance
  readonly #groups = new Map<Address, GroupNotes>()

  constructor(allowance: Allowance) {
    this.#allowance = allowance
  }

  changed(group: Address, at: EpochMs): void {
    this.#noted(group, at)?.changes.add(at)
  }

  /** null: there is no room to write it down. */
  leavesOf(group: Address, at: EpochMs): LeaveNotes | null {
    const notes = this.#noted(group, at)
    return notes && (notes.leaves ??= new LeaveNotes())
  }

  of(group: Address, at: EpochMs): GroupConduct {
    const notes = this.#groups.get(group)
    return { leaves: notes?.leaves?.conduct() ?? NO_LEAVES, changesPerHour: notes?.changes.sum(at) ?? 0 }
  }

  #noted(group: Address, at: EpochMs): GroupNotes | null {
    const known = this.#groups.get(group)
    if (known) return known
    if (!this.#allowance.take() && !this.#makeRoom(at)) return null
    const notes = { changes: new Buckets(SPANS, SPAN), leaves: null }
    this.#groups.set(group, notes)
    return notes
  }

  /** A group that was quiet for an hour gives its place away; the others go to the end. */
  #makeRoom(at: EpochMs): boolean {
    let looked = 0
    for (const [group, notes] of this.#groups) {
      looked += 1
      if (looked > LOOKED_AT) return false
      this.#groups.delete(group)
      if (notes.changes.sum(at) === 0) return true
      this.#groups.set(group, notes)
    }
    return false
  }
}
