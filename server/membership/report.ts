import type { Address } from '../../shared/address.ts'
import type { RecordType } from '../../shared/igmp.ts'
import type { DurationMs, EpochMs } from '../../shared/time.ts'
import type { Group, SourceTimer } from './group.ts'

/** Source timers one group may have; further sources are refused and counted. RFC 3376 sets no limit, memory does. */
export const MAX_SOURCES_PER_GROUP = 4_096

/**
 * The reception of a group record by a router, RFC 3376 s6.4.1 and s6.4.2 (the same in RFC 9776), row by row.
 * A passive monitor does everything but "Send Q": it lowers a timer when it sees the query (`specific-query.ts`).
 * In EXCLUDE(X, Y), X are the sources with a running timer and Y those whose timer is zero.
 *
 * Changes `group` in place. Returns how many sources were refused because the group has too many.
 */
export function receiveRecord(
  group: Group,
  type: RecordType,
  sources: readonly Address[],
  now: EpochMs,
  gmi: DurationMs,
): number {
  if (group.mode === 'INCLUDE') {
    switch (type) {
      case 'IS_IN': // row 1: INCLUDE(A+B), (B)=GMI
      case 'ALLOW': // row 5: the same
      case 'TO_IN': // row 8: the same; Send Q(G, A-B)
        return refresh(group, sources, now + gmi)
      case 'BLOCK': // row 6: INCLUDE(A); Send Q(G, A*B)
        return 0
      case 'IS_EX': // row 2: EXCLUDE(A*B, B-A), (B-A)=0, delete (A-B), Group Timer=GMI
      case 'TO_EX': // row 7: the same; Send Q(G, A*B)
        return exclude(group, sources, 0, now + gmi)
    }
  }
  switch (type) {
    case 'IS_IN': // row 3: EXCLUDE(X+A, Y-A), (A)=GMI
    case 'ALLOW': // row 9: the same
    case 'TO_IN': // row 12: the same; Send Q(G, X-A), Send Q(G)
      return refresh(group, sources, now + gmi)
    case 'IS_EX': // row 4: EXCLUDE(A-Y, Y*A), (A-X-Y)=GMI, delete (X-A) and (Y-A), Group Timer=GMI
      return exclude(group, sources, now + gmi, now + gmi)
    case 'TO_EX': // row 11: as row 4, but (A-X-Y)=Group Timer as it was; Send Q(G, A-Y)
      return exclude(group, sources, group.until, now + gmi)
    case 'BLOCK': // row 10: EXCLUDE(X+(A-Y), Y), (A-X-Y)=Group Timer; Send Q(G, A-Y)
      return addUnknown(group, sources, group.until)
  }
}

/** Each of `sources` gets the timer, whatever it had. */
function refresh(group: Group, sources: readonly Address[], until: EpochMs): number {
  if (sources.length === 0) return 0
  const timers = (group.sources ??= new Map<Address, SourceTimer>())
  let refused = 0
  for (const source of sources) {
    if (timers.size >= MAX_SOURCES_PER_GROUP && !timers.has(source)) refused += 1
    else timers.set(source, { until, lowered: false })
  }
  return refused
}

/** EXCLUDE with exactly `sources`: known ones keep their timer, others get `unknown`; the group timer starts. */
function exclude(group: Group, sources: readonly Address[], unknown: EpochMs, groupTimer: EpochMs): number {
  const before = group.sources
  group.mode = 'EXCLUDE'
  group.until = groupTimer
  group.lowered = false
  group.sources = null
  if (sources.length === 0) return 0
  const timers = new Map<Address, SourceTimer>()
  for (const source of sources.slice(0, MAX_SOURCES_PER_GROUP)) {
    timers.set(source, before?.get(source) ?? { until: unknown, lowered: false })
  }
  group.sources = timers
  return Math.max(0, sources.length - MAX_SOURCES_PER_GROUP)
}

function addUnknown(group: Group, sources: readonly Address[], until: EpochMs): number {
  if (sources.length === 0) return 0
  const timers = (group.sources ??= new Map<Address, SourceTimer>())
  let refused = 0
  for (const source of sources) {
    if (timers.has(source)) continue
    if (timers.size >= MAX_SOURCES_PER_GROUP) refused += 1
    else timers.set(source, { until, lowered: false })
  }
  return refused
}
