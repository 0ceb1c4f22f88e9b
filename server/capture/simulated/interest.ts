import type { IPv4 } from '../../../shared/address.ts'
import type { FilterMode } from '../../../shared/igmp.ts'
import type { OutgoingRecord } from './message.ts'

/** What a host wants of a group. INCLUDE of nothing is to want nothing. */
export interface Interest {
  mode: FilterMode
  sources: readonly IPv4[]
}
export const NOTHING: Interest = { mode: 'INCLUDE', sources: [] }
export const EVERY_SOURCE: Interest = { mode: 'EXCLUDE', sources: [] }

/** RFC 3376 s4.2.12: the current-state record. */
export const currentState = (group: IPv4, { mode, sources }: Interest): OutgoingRecord => ({
  type: mode === 'EXCLUDE' ? 'IS_EX' : 'IS_IN',
  group,
  sources,
})

/** RFC 3376 s5.2: the whole state for a group query; INCLUDE(A*B) or INCLUDE(B-A) for one that names sources. */
export function answerTo(asked: ReadonlySet<IPv4>, group: IPv4, interest: Interest): OutgoingRecord | null {
  const { mode, sources } = interest
  if (asked.size === 0) return currentState(group, interest)
  const wanted =
    mode === 'INCLUDE'
      ? sources.filter((source) => asked.has(source))
      : [...asked].filter((source) => !sources.includes(source))
  return wanted.length > 0 ? { type: 'IS_IN', group, sources: wanted } : null
}
