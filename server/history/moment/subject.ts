import type { GmiFormula } from '../../../shared/segment.ts'
import type { Moment } from '../../../shared/past.ts'
import type { Address } from '../../../shared/address.ts'
import type { EpochMs } from '../../../shared/time.ts'
import type { Segment } from '../../decode/segment.ts'
import type { HostKey } from '../../membership/event.ts'
import { restoreHost } from '../../membership/restore.ts'
import type { SegmentTable } from '../../membership/segment-table.ts'
import type { Names } from '../../names/names.ts'
import { vendorOf } from '../../vendor.ts'
import { NO_DESK } from '../../views/desk.ts'
import { ListCache } from '../../views/list-cache.ts'
import type { Subject } from '../../views/subject.ts'
import { NO_WALLS } from '../../views/walls.ts'
import { PART, type Work } from '../../views/work.ts'
import { asOf, type AsOfMember } from '../intervals/as-of.ts'
import { NOBODY_SILENT, type SilentBook, type SilentMember } from './silent-members.ts'
import type { Db } from '../file/sqlite.ts'
import { Addresses } from './addresses.ts'
import { LONGEST_LOOK, readDepartures, USUAL_LOOK } from './departures.ts'
import { restoreFindings } from './findings.ts'
import { firstSeen } from './first-seen.ts'
import { beginnings, endings, pastGroup } from './groups.ts'
import { hearAgain } from './queries.ts'
import { PastTap } from './tap.ts'
import { momentOf, stoppedSince, tapsAt, type TapAt } from './taps.ts'

/** The network as it stood at a moment: the views look at it as they do at what is live. */
export interface PastSubject {
  readonly subject: Omit<Subject, 'taps'> & { readonly taps: readonly PastTap[] }
  readonly moment: Moment
  readonly lists: ListCache
  readonly addresses: Addresses
  /** How much memory it takes, in memberships. */
  readonly size: number
}

/** Made from the file, in parts. `silent`: what the running monitor knows of those that last. */
export function* pastSubject(
  db: Db,
  names: Names,
  formula: GmiFormula,
  at: EpochMs,
  silent: SilentBook = NOBODY_SILENT,
): Work<PastSubject> {
  const known = tapsAt(db, at)
  const moment = momentOf(db, known, at)
  const addresses = new Addresses(db)
  const members = yield* asOf(db, at)
  yield* addresses.learnHosts(members.map(({ host }) => host))
  const byGroup = yield* grouped(members)
  const taps: PastTap[] = []
  const places = new Map<number, Place>()
  const seen = firstSeen(db)
  const held = segmentsOf(byGroup, addresses)
  for (const tap of known) {
    const past = new PastTap(tap, formula, at)
    const shown = tap.segments.filter(({ id }) => held.has(id) || !isOver(tap))
    for (const { id, segment } of shown) {
      const since = Math.min(seen(id, at) ?? Infinity, held.get(id) ?? Infinity)
      if (since <= at) past.table.segmentOf({ segment, at: since })
      places.set(id, { tap: past, segment })
    }
    if (shown.length > 0) taps.push(past)
    yield
  }
  yield* hearAgain(db, addresses, taps, at)
  yield* restoreGroups(db, addresses, byGroup, places, at, silent)
  yield* restoreFindings(db, addresses, taps, at)
  const subject = {
    asOf: at,
    demo: false,
    startedAt: at,
    taps,
    desk: NO_DESK,
    names,
    walls: NO_WALLS,
    captureRemedy: null,
    vendor: vendorOf,
  }
  const lists = new ListCache({ now: () => 0, old: false })
  return { subject, moment, lists, addresses, size: members.length + 1 }
}

/** A segment that may have been there. */
interface Place {
  tap: PastTap
  segment: Segment
}

/** A tap that was not heard again has no segments of its own any more, unless something of them was still there. */
const isOver = ({ blind }: TapAt): boolean => blind !== null && blind.to === null

function* grouped(members: readonly AsOfMember[]): Work<Map<number, AsOfMember[]>> {
  const groups = new Map<number, AsOfMember[]>()
  let seen = 0
  for (const member of members) {
    const list = groups.get(member.group)
    if (list) list.push(member)
    else groups.set(member.group, [member])
    seen += 1
    if (seen % (16 * PART) === 0) yield
  }
  return groups
}

/** By segment the oldest of its memberships. */
function segmentsOf(byGroup: ReadonlyMap<number, readonly AsOfMember[]>, addresses: Addresses): Map<number, EpochMs> {
  const oldest = new Map<number, EpochMs>()
  for (const [group, members] of byGroup) {
    const segment = addresses.group(group)?.segment
    if (segment === undefined) continue
    const since = members.reduce((first, member) => Math.min(first, member.since), Infinity)
    oldest.set(segment, Math.min(oldest.get(segment) ?? Infinity, since))
  }
  return oldest
}

function* restoreGroups(
  db: Db,
  addresses: Addresses,
  byGroup: ReadonlyMap<number, readonly AsOfMember[]>,
  places: ReadonlyMap<number, Place>,
  at: EpochMs,
  silent: SilentBook,
): Work<void> {
  const tables = new Set([...places.values()].map(({ tap }) => tap.table))
  const segments = (): SegmentTable[] => [...tables].flatMap((table) => [...table.segments.values()])
  const longest = Math.max(USUAL_LOOK, ...segments().map(({ gmi }) => gmi))
  const departed = yield* readDepartures(db, at - Math.min(longest, LONGEST_LOOK), at)
  const began = beginnings(db, at)
  const endOf = endings(db, at)
  const numbers = new Set([...byGroup.keys(), ...departed.departures.keys(), ...departed.started.keys()])
  let done = 0
  for (const number of numbers) {
    const place = places.get(addresses.group(number)?.segment ?? -1)
    if (!place) continue
    const { tap, segment } = place
    const start = began(number)
    // Of a segment that is not counted yet this is the first that is known.
    const table = tap.table.segmentOf({ segment, at: start ?? at })
    if (!table) continue
    const members = byGroup.get(number) ?? NONE
    // Without a member nobody knows of a group that nobody watches.
    const runSince = stoppedSince(tap.tap) === null ? tap.tap.runSince : Infinity
    const toldOf = (group: Address, host: HostKey): SilentMember | null =>
      silent.of(tap.tap.name, segment.name, group, host)
    const known = { at, addresses, departed, began: start, endOf, runSince, toldOf }
    const past = pastGroup(number, members, table, known)
    if (past) tap.table.restore(table, past)
    done += members.length + 1
    if (done < PART) continue
    done = 0
    yield
  }
  for (const table of segments()) yield* restoreHosts(table, at)
}

const NONE: readonly AsOfMember[] = []

function* restoreHosts(table: SegmentTable, at: EpochMs): Work<void> {
  let seen = 0
  let oldest = Infinity
  for (const host of table.hosts) {
    restoreHost(host)
    for (const member of host.members()) if (!member.presumed) oldest = Math.min(oldest, member.since)
    seen += 1
    if (seen % PART === 0) yield
  }
  // Who is there for longer than the membership interval has reported in it, and it was asked for that.
  if (oldest <= at - table.gmi) table.answered(at - table.gmi)
}
