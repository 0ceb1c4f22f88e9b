import type { MemberRow } from '../../shared/membership.ts'
import { tellsRobustness } from '../format/family.ts'

/**
 * What one has to know of a membership beside its timer. `suppressed`: another host's report holds its own back (RFC 2236
 * s3, RFC 2710 s4). `sources`: it asked for some sources only, or for all but some (RFC 3376 s3). `speaks`: a version that
 * answers for itself, so nobody holds it back (RFC 3376 s5.2). `no-leave`: version 1 has no leave (RFC 1112), so only time
 * tells that it is gone. `leave-or-time`: version 2, which may go without a word when it was not the last to report.
 */
export type RestsOn = 'suppressed' | 'sources' | 'speaks' | 'no-leave' | 'leave-or-time'

export function restsOn({ state, family, version, mode, sources }: MemberRow): RestsOn {
  if (state === 'presumed') return 'suppressed'
  if (tellsRobustness(family, version)) return mode === 'INCLUDE' || sources.length > 0 ? 'sources' : 'speaks'
  return family === 'ipv4' && version === 1 ? 'no-leave' : 'leave-or-time'
}
