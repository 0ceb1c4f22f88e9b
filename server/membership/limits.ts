/** What one table holds at most. What is new and does not fit is refused and counted; what is known stays. */
export interface TableLimits {
  segments: number
  groups: number
  hosts: number
  memberships: number
}
export const TABLE_LIMITS: TableLimits = { segments: 4_096, groups: 200_000, hosts: 2_000_000, memberships: 4_000_000 }

/** What was refused, by reason. */
export interface Refused extends TableLimits {
  sources: number
}
export const nothingRefused = (): Refused => ({ segments: 0, groups: 0, hosts: 0, memberships: 0, sources: 0 })
