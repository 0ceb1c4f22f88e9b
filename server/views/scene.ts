import { formatMac, type Family, type Mac } from '../../shared/address.ts'
import type { SegmentRow } from '../../shared/segment.ts'
import { byQuerier, byShown, type Judged } from '../../shared/segment-order.ts'
import type { SourceRow } from '../../shared/source.ts'
import type { DurationMs, EpochMs } from '../../shared/time.ts'
import type { SegmentTable } from '../membership/segment-table.ts'
import { alarmsBySegment } from './findings.ts'
import { healthOf, type Health } from './health.ts'
import { compareNames } from './order.ts'
import type { Subject, SubjectTap } from './subject.ts'
import { scanGroups, type GroupScan } from './totals.ts'
import { done, PART, type Work } from './work.ts'

/** One segment with what its tap and its health say about it. */
export interface Place {
  readonly tap: SubjectTap
  readonly source: SourceRow
  readonly segment: SegmentTable
  /** What people call it. */
  readonly name: string | null
  /** The clock of its tap. */
  readonly at: EpochMs
  readonly health: Health
  /** Its place among all segments by name, in natural order. */
  readonly rank: number
}

/** Makers of network cards that are remembered; when full, all are forgotten. */
const VENDORS_REMEMBERED = 100_000
/** The longest blocks that are sold have 36 bits: all cards of one have one maker. */
const BLOCK = 2 ** 12

type Candidate = Judged & { readonly place: Place }

const NO_ALARMS: SegmentRow['alarms'] = { critical: 0, warning: 0 }

interface Remembered {
  ranks: Map<SegmentTable, number>
  vendors: Map<number, string | null>
}
const remembered = new WeakMap<Subject, Remembered>()

/** The subject at one moment: every segment with its health. Made for one view and thrown away. */
export class Scene {
  readonly subject: Subject
  readonly sources: readonly SourceRow[]
  readonly #places = new Map<SegmentTable, Place>()
  readonly #candidates = new Map<Place, Candidate>()
  readonly #vendors: Map<number, string | null>
  readonly #scans: Map<SegmentTable, GroupScan>
  #alarms: ReturnType<typeof alarmsBySegment> | null = null

  /** `scans`: of segments of which every group was looked at a moment ago. */
  constructor(subject: Subject, scans = new Map<SegmentTable, GroupScan>()) {
    this.subject = subject
    this.#scans = scans
    this.sources = subject.taps.map((tap) => tap.source())
    const { ranks, vendors } = rememberedOf(subject)
    this.#vendors = vendors
    subject.taps.forEach((tap, i) => {
      const source = this.sources[i]!
      const at = tap.table.clock
      for (const segment of tap.table.segments.values()) {
        const health = healthOf(segment, at, source.state)
        const name = subject.names.segment(segment.segment)
        this.#places.set(segment, { tap, source, segment, name, at, health, rank: ranks.get(segment) ?? 0 })
      }
    })
  }

  get places(): Iterable<Place> {
    return this.#places.values()
  }

  placeOf(segment: SegmentTable): Place {
    return this.#places.get(segment)!
  }

  /** By the segment's name and, where it is given, the family; undefined when there is none. */
  placeNamed(name: string, family?: Family): Place | undefined {
    for (const place of this.#places.values()) {
      const { segment } = place.segment
      if (segment.name === name && (family === undefined || segment.family === family)) return place
    }
    return undefined
  }

  /** Findings about a segment that are alarms. */
  alarmsOf(segment: SegmentTable): SegmentRow['alarms'] {
    this.#alarms ??= alarmsBySegment(this.subject)
    return this.#alarms.get(segment.segment) ?? NO_ALARMS
  }

  scanOf(segment: SegmentTable): GroupScan {
    const known = this.#scans.get(segment)
    // The one that was to end first has ended meanwhile: who is next?
    if (known && known.nextExpiry?.group.listed !== false) return known
    const scan = done(scanGroups(segment))
    this.#scans.set(segment, scan)
    return scan
  }

  /** As the strip shows it. */
  judged(place: Place): Judged {
    return this.#candidate(place)
  }

  /** Made once: thousands of segments are compared with each other, and counted by their state. */
  #candidate(place: Place): Candidate {
    let known = this.#candidates.get(place)
    if (!known) {
      known = { ...place.health, alarms: this.alarmsOf(place.segment), place }
      this.#candidates.set(place, known)
    }
    return known
  }

  /** Worst first by what the strip shows, then by name. */
  worstFirst(places: Iterable<Place> = this.places): Place[] {
    const compare = byShown(this.#stopsIn)
    const candidates = Array.from(places, (place) => this.#candidate(place))
    return candidates.sort((a, b) => compare(a, b) || a.place.rank - b.place.rank).map(({ place }) => place)
  }

  /** The one that the sentence of the wall is about. */
  worstByQuerier(places: Iterable<Place>): Place | undefined {
    const compare = byQuerier(this.#stopsIn)
    let worst: Candidate | undefined
    for (const place of places) {
      const candidate = this.#candidate(place)
      const order = worst === undefined ? -1 : compare(candidate, worst) || place.rank - worst.place.rank
      if (order < 0) worst = candidate
    }
    return worst?.place
  }

  readonly #stopsIn = ({ place }: Candidate): DurationMs =>
    (this.scanOf(place.segment).nextExpiry?.at ?? Infinity) - place.at

  vendor(mac: Mac | null): string | null {
    if (mac === null) return null
    const block = Math.floor(mac / BLOCK)
    const known = this.#vendors.get(block)
    if (known !== undefined) return known
    if (this.#vendors.size >= VENDORS_REMEMBERED) this.#vendors.clear()
    const vendor = this.subject.vendor(formatMac(mac))
    this.#vendors.set(block, vendor)
    return vendor
  }
}

/** One for which every group of every segment was looked at, in parts. */
export function* scannedScene(subject: Subject): Work<Scene> {
  const scans = new Map<SegmentTable, GroupScan>()
  let seen = 0
  for (const { table } of subject.taps) {
    for (const segment of table.segments.values()) {
      seen += segment.groups.size
      scans.set(segment, yield* scanGroups(segment))
      if (seen < PART) continue
      seen = 0
      yield
    }
  }
  return new Scene(subject, scans)
}

/** Segments are never taken out of a table, so their order by name holds until there is another one. */
function rememberedOf(subject: Subject): Remembered {
  const segments = subject.taps.flatMap((tap) => [...tap.table.segments.values()])
  const known = remembered.get(subject)
  if (known?.ranks.size === segments.length && segments.every((segment) => known.ranks.has(segment))) return known
  segments.sort((a, b) => compareNames(a.segment.name, b.segment.name))
  const ranks = new Map(segments.map((segment, i) => [segment, i]))
  const made = { ranks, vendors: known?.vendors ?? new Map<number, string | null>() }
  remembered.set(subject, made)
  return made
}
