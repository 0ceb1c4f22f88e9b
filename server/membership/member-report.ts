import type { Address } from '../../shared/address.ts'
import type { RecordType } from '../../shared/igmp.ts'
import { SECOND, type DurationMs, type EpochMs } from '../../shared/time.ts'
import type { Member, MemberSources } from './member.ts'

/** Sources kept for one member; further ones are refused and counted. */
export const MAX_SOURCES_PER_MEMBER = 1_024
/** RFC 3376 s8.11: TO_INs this near to each other are parts of one long list (s4.2.16 splits it). */
const UNSOLICITED_REPORT_INTERVAL: DurationMs = 1 * SECOND

/**
 * What a host's own record says about its membership. Not the router's table: IS_IN only adds, because a host in
 * EXCLUDE(A) answers Q(G, B) with IS_IN(B-A) and long lists are split (RFC 3376 s5.2, s4.2.16). A member that is empty
 * afterwards has said that it has no reception any more.
 *
 * Returns how many sources were refused because the member has too many.
 */
export function hostReports(
  member: Member,
  type: RecordType,
  sources: readonly Address[],
  now: EpochMs,
  gmi: DurationMs,
): number {
  switch (type) {
    case 'IS_EX':
    case 'TO_EX':
      member.mode = 'EXCLUDE'
      member.until = now + gmi
      member.sources = sources.length === 0 ? null : { ...empty(), excluded: new Set(bounded(sources)) }
      return Math.max(0, sources.length - MAX_SOURCES_PER_MEMBER)
    case 'IS_IN':
      // A host that is asked and has nothing to tell is silent (s5.2): an empty IS_IN says "no reception".
      if (sources.length === 0) clear(member)
      return include(member, sources, now + gmi)
    case 'ALLOW':
      for (const source of sources) member.sources?.excluded.delete(source)
      return include(member, sources, now + gmi)
    case 'TO_IN': {
      const part =
        sources.length > 0 &&
        member.mode === 'INCLUDE' &&
        member.sources !== null &&
        now - member.sources.toInAt <= UNSOLICITED_REPORT_INTERVAL
      if (!part) clear(member)
      const refused = include(member, sources, now + gmi)
      if (member.sources) member.sources.toInAt = now
      return refused
    }
    case 'BLOCK':
      if (member.mode === 'INCLUDE') {
        for (const source of sources) member.sources?.included.delete(source)
        return 0
      }
      return exclude(member, sources)
  }
}

function clear(member: Member): void {
  member.mode = 'INCLUDE'
  member.sources = null
}

/** True when this record of a host without a membership makes one. */
export const begins = (type: RecordType, sources: readonly Address[]): boolean =>
  type === 'IS_EX' || type === 'TO_EX' || (type !== 'BLOCK' && sources.length > 0)

function include(member: Member, sources: readonly Address[], until: EpochMs): number {
  if (sources.length === 0) return 0
  const { included } = (member.sources ??= empty())
  let refused = 0
  for (const source of sources) {
    if (included.size < MAX_SOURCES_PER_MEMBER || included.has(source)) included.set(source, until)
    else refused += 1
  }
  return refused
}

/** The list of EXCLUDE grows. */
function exclude(member: Member, sources: readonly Address[]): number {
  const { excluded, included } = (member.sources ??= empty())
  let refused = 0
  for (const source of sources) {
    included.delete(source)
    if (excluded.size < MAX_SOURCES_PER_MEMBER || excluded.has(source)) excluded.add(source)
    else refused += 1
  }
  return refused
}

/** Deadlines at or before `now` end. Returns `true` while something is left. */
export function lapse(member: Member, now: EpochMs): boolean {
  const sources = member.sources
  if (sources) for (const [source, until] of sources.included) if (until <= now) sources.included.delete(source)
  if (member.mode === 'EXCLUDE') {
    if (member.until > now) return true
    if (!sources || sources.included.size === 0) return false
    member.mode = 'INCLUDE'
    sources.excluded.clear()
    return true
  }
  return sources !== null && sources.included.size > 0
}

const empty = (): MemberSources => ({ excluded: new Set(), included: new Map(), toInAt: Number.NEGATIVE_INFINITY })
const bounded = (sources: readonly Address[]): readonly Address[] => sources.slice(0, MAX_SOURCES_PER_MEMBER)
