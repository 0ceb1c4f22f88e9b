/** What may be held at most, by all tables that share it. */
export interface TableLimits {
  segments: number
  groups: number
  hosts: number
  memberships: number
}
export const TABLE_LIMITS: TableLimits = { segments: 4_096, groups: 200_000, hosts: 2_000_000, memberships: 4_000_000 }

/**
 * MACs with one address on a segment, each a host of its own; further ones are refused. They are looked for one by one,
 * so whoever forges them must not make each message cost more than the one before.
 */
export const MACS_OF_AN_ADDRESS = 256

/** What was refused, by reason. */
export interface Refused extends TableLimits {
  sources: number
}
export const nothingRefused = (): Refused => ({ segments: 0, groups: 0, hosts: 0, memberships: 0, sources: 0 })
export const nothingEvicted = (): TableLimits => ({ segments: 0, groups: 0, hosts: 0, memberships: 0 })
