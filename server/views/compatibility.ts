import { wireVersion } from '../../shared/igmp.ts'
import type { Compatibility } from '../../shared/membership.ts'
import type { EpochMs } from '../../shared/time.ts'
import type { QuerierConduct } from '../conduct/querier-conduct.ts'
import type { Group } from '../membership/group.ts'
import { hostId } from '../membership/line.ts'
import { known } from '../membership/unknown.ts'

/** Group compatibility mode (RFC 3376 s7.3.2): the oldest report within the older host present timeout. */
export function groupCompatibility(group: Group, at: EpochMs): Compatibility {
  const { family } = group.segment.segment
  const version = group.version(at)
  if (version === 3) return { version: wireVersion(family, 3), forcedBy: null, until: null }
  const { by, until } =
    version === 1 ? { by: group.v1By, until: group.v1Until } : { by: group.v2By, until: group.v2Until }
  return { version: wireVersion(family, version), forcedBy: by && hostId(by), until: known(until) }
}

/** Host compatibility mode (RFC 3376 s7.2.1): the oldest general query within the older version querier present timeout. */
export function hostCompatibility({ versions, table }: QuerierConduct, at: EpochMs): Compatibility {
  const { family } = table.segment
  const lasts = table.election.timing.olderQuerierPresent
  const oldest = versions.oldestAsked(at, lasts)
  if (!oldest) return { version: wireVersion(family, 3), forcedBy: null, until: null }
  const { version, by, queries } = oldest
  return { version: wireVersion(family, version), forcedBy: by && hostId(by), until: queries.lastAt + lasts }
}
