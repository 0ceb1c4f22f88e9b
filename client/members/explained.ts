import type { MemberRow } from '../../shared/membership.ts'

/** The membership whose reason is shown: the chosen one, else one that is only presumed, since that asks for a reason. */
export const explainedOf = (rows: readonly MemberRow[], chosen: string | null): MemberRow | null =>
  rows.find(({ key }) => key === chosen) ?? rows.find(({ state }) => state === 'presumed') ?? rows[0] ?? null
