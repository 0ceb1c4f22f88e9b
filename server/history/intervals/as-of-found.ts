import type { FilterMode, IgmpVersion } from '../../../shared/igmp.ts'
import { SECOND, type DurationMs, type EpochMs } from '../../../shared/time.ts'
import type { Beginnings } from './beginnings.ts'
import { timeOf } from '../file/key.ts'
import type { KnownEnd } from '../file/known-end.ts'
import type { Lasting } from './keyframe-pack.ts'
import { isContinued, readWhat, slipOf } from '../file/what.ts'

/** A membership that there was at a moment. */
export interface AsOfMember {
  /** Number in `segment_group`. */
  group: number
  /** Number in `host`. */
  host: number
  /** Of the membership, over changes of mode and sources; after a gap: of its return. */
  since: EpochMs
  version: IgmpVersion
  /** Bit n-1 for version n, as far as it is known. */
  versions: number
  /** The same up to its end: one that went on may have come to some of them after the moment. */
  reportedIn: number
  mode: FilterMode
  /** Number in `source_list`. */
  sources: number | null
  /** null: it went on, and the history does not keep refreshes. */
  lastReportAt: EpochMs | null
  presumed: boolean
  /** Up to the last one; null where that is not known. */
  reports: number | null
}

/**
 * A host that reports no more for this long is presumed: the group membership interval with the defaults of RFC 3376 s8.4
 * (2 x 125 s + 10 s). What it was on the segment then is not kept.
 */
const MEMBERSHIP_INTERVAL: DurationMs = 260 * SECOND

export type OpenRecord = readonly [id: number, what: number, grp: number, host: number, sources: number | null]
export type EndRecord = readonly [
  id: number,
  what: number,
  grp: number,
  host: number,
  sources: number | null,
  was: number | null,
  lasted: number,
  silent: number | null,
  reports: number | null,
]

/** An interval that contains the moment; `end`: the event that ended it, -Infinity while it lasts. */
interface Interval {
  began: EpochMs
  end: number
  member: AsOfMember
}

/** Of each membership the interval that contains the moment. */
export class Found {
  readonly at: EpochMs
  readonly #pin: number
  readonly #beginnings: Beginnings
  readonly #isKnown: KnownEnd
  readonly #groups = new Map<number, Interval[]>()

  constructor(at: EpochMs, pin: number, beginnings: Beginnings, isKnown: KnownEnd) {
    this.at = at
    this.#pin = pin
    this.#beginnings = beginnings
    this.#isKnown = isKnown
  }

  open([id, what, group, host, sources]: OpenRecord): void {
    const began = timeOf(id, slipOf(what))
    if (began > this.at) return
    const { kind, version, mode } = readWhat(what)
    const since = kind === 'changed' ? this.#beginnings.of(began, group, host).since : began
    this.lasting({ group, host, began, since, version, mode, sources })
  }

  lasting({ group, host, began, since, version, mode, sources }: Lasting): void {
    const member: AsOfMember = {
      group,
      host,
      since,
      version,
      versions: 1 << (version - 1),
      reportedIn: 1 << (version - 1),
      mode,
      sources,
      lastReportAt: null,
      presumed: false,
      reports: null,
    }
    this.#add({ began, end: Number.NEGATIVE_INFINITY, member })
  }

  ended([id, bits, group, host, sources, was, lasted, silent, reports]: EndRecord): void {
    const what = readWhat(bits)
    const changed = what.kind === 'changed'
    const end = timeOf(id, slipOf(bits))
    const began = end - lasted
    const before = isContinued(bits) ? this.#beginnings.of(began, group, host) : null
    const isKnown = silent !== null && reports !== null && this.#isKnown(id, bits, lasted, silent, reports)
    const heard = isKnown ? end - silent : Infinity
    // Its last report was before the moment: all that its end tells was so already.
    const told = isKnown && heard <= this.at && id <= this.#pin
    const last = told && !changed ? what.version : null
    const version = onlyOf(what.versions) ?? last ?? this.#beginnings.version(began, group, host) ?? what.version
    const member: AsOfMember = {
      group,
      host,
      since: before?.since ?? began,
      version,
      versions: told ? what.versions : 1 << (version - 1),
      reportedIn: what.versions | (1 << (version - 1)),
      mode: what.wasMode,
      sources: changed ? was : sources,
      lastReportAt: told ? heard : null,
      presumed: told && what.wasState === 'presumed' && this.at >= heard + MEMBERSHIP_INTERVAL,
      reports: told ? reports + (before?.reports ?? 0) : null,
    }
    this.#add({ began, end: id, member })
  }

  /** By group and host. */
  members(): readonly AsOfMember[] {
    const members: AsOfMember[] = []
    for (const group of [...this.#groups.keys()].sort((a, b) => a - b)) {
      const intervals = this.#groups.get(group)!
      intervals.sort(byHostAndAge)
      intervals.forEach(({ member }, i) => {
        if (intervals[i + 1]?.member.host !== member.host) members.push(member)
      })
    }
    return members
  }

  #add(interval: Interval): void {
    const { group } = interval.member
    const intervals = this.#groups.get(group)
    if (intervals) intervals.push(interval)
    else this.#groups.set(group, [interval])
  }
}

/**
 * Of one host the one that began last is the last; of one interval the end tells more. Two runs may tell of two that began
 * in one millisecond (the clock went back between them): which is the last must not depend on how they were found.
 */
const byHostAndAge = (a: Interval, b: Interval): number =>
  a.member.host - b.member.host || a.began - b.began || byWhatIsWanted(a.member, b.member) || (a.end < b.end ? -1 : 1)

const byWhatIsWanted = (a: AsOfMember, b: AsOfMember): number =>
  (a.sources ?? 0) - (b.sources ?? 0) || Number(a.mode === 'EXCLUDE') - Number(b.mode === 'EXCLUDE')

/** The version, when it reported in one alone. */
const onlyOf = (versions: number): IgmpVersion | null =>
  versions === 1 ? 1 : versions === 2 ? 2 : versions === 4 ? 3 : null
