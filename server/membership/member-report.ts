import type { IPv4 } from '../../shared/address.ts'
import type { RecordType } from '../../shared/igmp.ts'
import { SECOND, type DurationMs, type EpochMs } from '../../shared/time.ts'
import type { Member, MemberSources } from './member.ts'

/** Sources kept for one member; further ones are refused and counted. */
export const MAX_SOURCES_PER_MEMBER = 1_024
/** RFC 3376 s8.11: TO_INs this near to each other are parts of one long list (s4.2.16 splits it). */
const UNSOLICITED_REPORT_INTERVAL: DurationMs = 1 * SECOND

/**
 * What a host's own record says about its membership. Not the router's table: IS_IN only adds, because a host in
 * EXCLUDE(A) answers Q(G, B) with IS_IN(B-A) and long lists are split (RFC 3376 s5.2, s4.2.16).
 * `false`: the host has said that it has no reception any more.
 */
export function hostReports(
  member: Member,
  type: RecordType,
  sources: readonly IPv4[],
  now: EpochMs,
  gmi: DurationMs,
): boolean {
  switch (type) {
    case 'IS_EX':
    case 'TO_EX':
      member.mode = 'EXCLUDE'
      member.until = now + gmi
      member.sources = sources.length === 0 ? null : { ...empty(), excluded: new Set(bounded(sources)) }
      return true
    case 'IS_IN':
      // A host without reception answers nothing (s5.2), so an empty IS_IN is the host saying that it has none.
      if (sources.length === 0) return false
      include(member, sources, now + gmi)
      return true
    case 'ALLOW':
      if (sources.length === 0) return true
      include(member, sources, now + gmi)
      for (const source of sources) member.sources?.excluded.delete(source)
      return true
    case 'TO_IN': {
      if (sources.length === 0) return false
      const before = member.sources
      const continues =
        member.mode === 'INCLUDE' && before !== null && now - before.toInAt <= UNSOLICITED_REPORT_INTERVAL
      if (!continues) member.sources = null
      member.mode = 'INCLUDE'
      include(member, sources, now + gmi)
      if (member.sources) member.sources.toInAt = now
      return true
    }
    case 'BLOCK':
      if (member.mode === 'EXCLUDE') {
        const { excluded } = (member.sources ??= empty())
        for (const source of sources) if (excluded.size < MAX_SOURCES_PER_MEMBER) excluded.add(source)
        return true
      }
      for (const source of sources) member.sources?.included.delete(source)
      return member.sources !== null && member.sources.included.size > 0
  }
}

/** True when this record of a host without a membership makes one. */
export const begins = (type: RecordType, sources: readonly IPv4[]): boolean =>
  type === 'IS_EX' || type === 'TO_EX' || (type !== 'BLOCK' && sources.length > 0)

function include(member: Member, sources: readonly IPv4[], until: EpochMs): void {
  const { included } = (member.sources ??= empty())
  for (const source of sources) {
    if (included.size < MAX_SOURCES_PER_MEMBER || included.has(source)) included.set(source, until)
  }
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
const bounded = (sources: readonly IPv4[]): readonly IPv4[] => sources.slice(0, MAX_SOURCES_PER_MEMBER)
