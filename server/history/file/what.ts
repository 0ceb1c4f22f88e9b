import type { Family } from '../../../shared/address.ts'
import { wireVersion, type FilterMode, type IgmpVersion } from '../../../shared/igmp.ts'
import type { MemberState } from '../../../shared/membership.ts'

/*
 * Sixteen bits and a slip: everything small about an event in one integer of two or three octets. The bits are part of
 * the file's format: never give one another meaning, only use free ones.
 */

/** `stopped` is no event of the network: it ends an interval (monitor stopped, or a gap). By position: never reorder. */
export const KINDS = [
  'joined',
  'changed',
  'left',
  'expired',
  'group-started',
  'group-ended',
  'querier-elected',
  'querier-lost',
  'gap',
  'stopped',
  'finding-opened',
  'finding-closed',
  'finding-changed',
] as const
type Kind = (typeof KINDS)[number]

/** By position: never reorder. */
export const REASONS = ['none', 'leave', 'timeout', 'monitor-stopped', 'gap', 'evicted'] as const
export type Reason = (typeof REASONS)[number]

export interface What {
  kind: Kind
  /** After the event; for a query its own. */
  version: IgmpVersion
  mode: FilterMode
  /** Of the interval that the event ends: bit n-1 for version n. */
  versions: number
  wasMode: FilterMode
  wasState: MemberState
  reason: Reason
}

const KIND = 0xf // bits 0-3
const VERSION = 4 // bits 4-5
const VERSIONS = 6 // bits 6-8
const MODE = 1 << 9
const WAS_MODE = 1 << 10
const PRESUMED = 1 << 11
const REASON = 12 // bits 12-14
const CONTINUED = 1 << 15
const SLIP = 0x10000

export const packWhat = (what: What): number =>
  KINDS.indexOf(what.kind) |
  (what.version << VERSION) |
  (what.versions << VERSIONS) |
  (what.mode === 'EXCLUDE' ? MODE : 0) |
  (what.wasMode === 'EXCLUDE' ? WAS_MODE : 0) |
  (what.wasState === 'presumed' ? PRESUMED : 0) |
  (REASONS.indexOf(what.reason) << REASON)

export const readWhat = (bits: number): What => ({
  kind: KINDS[bits & KIND] ?? 'stopped',
  version: ((bits >> VERSION) & 3) as IgmpVersion,
  versions: (bits >> VERSIONS) & 7,
  mode: bits & MODE ? 'EXCLUDE' : 'INCLUDE',
  wasMode: bits & WAS_MODE ? 'EXCLUDE' : 'INCLUDE',
  wasState: bits & PRESUMED ? 'presumed' : 'confirmed',
  reason: REASONS[(bits >> REASON) & 7] ?? 'none',
})

/**
 * The interval that the event ends began with a change of mode or sources: its membership is older, and the `changed`
 * event at its beginning leads back. Rows of schema 4 and before do not have it: their memberships are as old as they are
 * known to be, which is since their last change.
 */
export const withContinued = (bits: number): number => bits | CONTINUED
export const isContinued = (stored: number): boolean => (stored & CONTINUED) !== 0

export const withSlip = (bits: number, slip: number): number => bits + slip * SLIP
export const slipOf = (stored: number): number => Math.floor(stored / SLIP)

/** By the mask: bit n-1 for version n. */
const VERSION_LISTS: readonly (readonly IgmpVersion[])[] = [[], [1], [2], [1, 2], [3], [1, 3], [2, 3], [1, 2, 3]]
/** As the protocol of the family numbers them. */
export function versionList(family: Family, mask: number): readonly IgmpVersion[] {
  const versions = VERSION_LISTS[mask & 7] ?? []
  return family === 'ipv4' ? versions : versions.map((version) => wireVersion(family, version))
}

const QUERY_SCOPES = ['general', 'group', 'group-and-source'] as const
/** A query: version, scope, whether its sender was elected, robustness (0 to 7, 8 when it has none). */
export const packQuery = (
  version: number,
  scope: (typeof QUERY_SCOPES)[number],
  elected: boolean,
  rv: number | null,
): number => version | (QUERY_SCOPES.indexOf(scope) << 2) | (elected ? 16 : 0) | ((rv ?? 8) << 5)

export const readQuery = (
  bits: number,
): { version: number; scope: (typeof QUERY_SCOPES)[number]; elected: boolean; robustness: number | null } => {
  const robustness = (bits >> 5) & 15
  return {
    version: bits & 3,
    scope: QUERY_SCOPES[(bits >> 2) & 3] ?? 'general',
    elected: (bits & 16) !== 0,
    robustness: robustness === 8 ? null : robustness,
  }
}
