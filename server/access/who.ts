import type { Role, UserRole } from '../../shared/access.ts'
import type { EpochMs } from '../../shared/time.ts'

/** Somebody who was let in, and what lets them stay. */
export type Who =
  /** This server asks nobody who they are. */
  | { by: 'nobody'; role: 'operator' }
  /** With a token that is kept nowhere: of `--token`, or of the server itself for its commands. */
  | { by: 'given'; role: 'operator'; name: string }
  /** `id`: of the token. */
  | { by: 'token'; role: Role; id: string; name: string }
  /** `session`: the digest of its id. */
  | { by: 'session'; role: UserRole; user: string; session: string; endsAt: EpochMs }

/** As the audit log and a list of tokens say it: a user, `token:NAME`, or null. */
export function nameOf(who: Who | null): string | null {
  switch (who?.by) {
    case 'session':
      return who.user
    case 'token':
    case 'given':
      return `token:${who.name}`
    case 'nobody':
    case undefined:
      return null
  }
}
