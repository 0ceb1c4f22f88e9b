import type { Address, Mac } from '../../shared/address.ts'
import type { Name } from '../../shared/names.ts'

/** A segment as a name is asked for it: its path, and its VLAN stack, outermost first. */
export interface NamedSegment {
  readonly name: string
  readonly vlans: readonly number[]
}
/** A host as a name is asked for it. */
export interface NamedHost {
  readonly ip: Address
  readonly mac: Mac | null
}

/** Who has which name. Asked for every row of a list, so each answer is a few looks into maps. */
export interface Names {
  segment(segment: NamedSegment): string | null
  group(group: Address, segment: NamedSegment): Name | null
  /** Of a row that is shown: who has no name may be looked up in the DNS. */
  host(host: NamedHost, segment: NamedSegment): Name | null
  /** As far as is known already, for a look at every host. */
  knownHost(host: NamedHost, segment: NamedSegment): Name | null
}

export const NO_NAMES: Names = { segment: () => null, group: () => null, host: () => null, knownHost: () => null }
