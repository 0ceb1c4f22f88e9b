import type { DurationMs, EpochMs } from '../../shared/time.ts'
import type { Deadlines, Expiring } from './deadlines.ts'
import type { Group } from './group.ts'
import type { Member } from './member.ts'
import type { SegmentTable } from './segment-table.ts'
import { mayBeSuppressed } from './suppression.ts'

/*
 * What a time in which the tap saw nothing does to a segment. Silence that nobody watched proves nothing: all timers
 * stand still until a query cycle has passed with the tap seeing, so nothing ends in a mass, and who was not heard by then
 * is unknown.
 */

/** The tap sees nothing from `at` on. */
export function goBlind(segment: SegmentTable, at: EpochMs): void {
  segment.blindness.begin(at)
  segment.unknown = segment.confirmed + segment.presumed
  for (const group of segment.groups.values()) group.unknown = group.members.length
}

/**
 * It was blind until `at`; the clock of the table stands at `clock`. Who was heard at that very moment is known: all are
 * counted again.
 */
export function resume(segment: SegmentTable, at: EpochMs, clock: EpochMs, deadlines: Deadlines): void {
  goBlind(segment, clock)
  const stood = segment.blindness.end(at, cycleOf(segment), clock)
  segment.election.resume(at)
  segment.unknown = 0
  for (const group of segment.groups.values()) {
    postpone(group, stood(group.lastReportAt), deadlines)
    let unknown = 0
    for (const member of group.members) {
      postpone(member, stood(member.lastReportAt), deadlines)
      if (segment.blindness.since(member.lastReportAt) !== null) unknown += 1
    }
    group.unknown = unknown
    if (!group.linkLocal) segment.unknown += unknown
  }
  deadlines.schedule(segment.blindness)
}

function postpone(item: Group | Member, by: DurationMs, deadlines: Deadlines): void {
  item.postpone(by)
  // Nearer than before: the querier that is known by now asks more often than one has to assume where none is.
  if (by < 0) deadlines.schedule(item)
}

/** The clock stood at `clock` and was set back to `to`. All of `deadlines` are gone, and are made anew. */
export function setBack(segment: SegmentTable, to: EpochMs, clock: EpochMs, deadlines: Deadlines): void {
  goBlind(segment, clock)
  const stood = segment.blindness.end(to, cycleOf(segment), clock)
  segment.blindness.setBack(to)
  segment.election.setBack(to)
  const latest = to - 1
  segment.setBack(latest)
  const again = (item: Expiring): void => {
    item.slot = -1
    deadlines.schedule(item)
  }
  for (const group of segment.groups.values()) {
    group.setBack(latest, stood(group.lastReportAt))
    again(group)
    for (const member of group.members) {
      member.setBack(latest, stood(member.lastReportAt))
      again(member)
    }
  }
  for (const host of segment.hosts) {
    host.setBack(latest)
    again(host)
  }
  again(segment.election)
  again(segment.blindness)
}

/**
 * A query cycle has passed since the tap sees again. A silent v1/v2 host whose group another one answered for may be
 * suppressed (RFC 2236 s3); of who else is silent the time runs on.
 */
export function knownAgain(segment: SegmentTable, at: EpochMs): void {
  const { resumedAt } = segment.blindness
  segment.blindness.over()
  segment.unknown = 0
  for (const group of segment.groups.values()) {
    group.unknown = 0
    if (group.lastReportAt < resumedAt || group.version(at) === 3) continue
    for (const member of group.members) {
      if (member.lastReportAt < resumedAt && mayBeSuppressed(member, at)) segment.setPresumed(member, true)
    }
  }
}

/** Within it a host that is there has been asked and has answered (RFC 3376 s8.2, s8.3); where nobody asks: s8.4. */
function cycleOf({ election: { elected, unnumbered, timing } }: SegmentTable): DurationMs {
  return elected || unnumbered ? timing.queryInterval + timing.maxResponse : timing.groupMembership
}
