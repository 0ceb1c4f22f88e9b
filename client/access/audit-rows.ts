import type { AuditAction, AuditRow } from '../../shared/access.ts'

/* What somebody looks for among what people did. Pure. */

const TOKEN = 'token:'
/** The name of the token that somebody came with; null: it was no token. */
export const tokenOf = ({ who }: AuditRow): string | null =>
  who?.startsWith(TOKEN) === true ? who.slice(TOKEN.length) : null

/** `who`: a part of the name, or of the address; whichever letters are large. */
export function matches(row: AuditRow, action: AuditAction | 'any', who: string): boolean {
  if (action !== 'any' && row.action !== action) return false
  const wanted = who.trim().toLowerCase()
  return wanted === '' || [row.who ?? '', row.address].some((text) => text.toLowerCase().includes(wanted))
}
