import type { Family } from '../../shared/address.ts'

/**
 * One broadcast domain as the tap sees it, for one address family: IGMP and MLD have queriers, timers and members of
 * their own. The object is the identity: one for each path of a source and family.
 */
export interface Segment {
  readonly family: Family
  /** The path: the source's name, the tunnel with its id, the VLAN stack: `eth1/vxlan:5000/100.10`. */
  readonly name: string
  /** VLAN ids, outermost first; empty when untagged. */
  readonly vlans: readonly number[]
}

/**
 * Paths of more than a VLAN that one source may have, each family apart; beyond them one that no table holds makes room, and
 * where there is none frames are undecodable (`too-many-segments`). Of plain VLANs there are no more than 4,096.
 */
export const MAX_SEGMENTS = 4_096
/** Paths that are looked at to find one that no table holds. */
const LOOKED_AT = 4

const UNTAGGED = 4_096
const NO_VLANS: readonly number[] = []
const noSegments = (): (Segment | undefined)[] => new Array<Segment | undefined>(UNTAGGED + 1).fill(undefined)

/** The segments of one source. A name that is empty (a file that is decoded) leaves the first part out. */
export class Segments {
  readonly #prefix: string
  /** By VLAN id, for frames without tunnel, interface number or second tag: nearly all. */
  readonly #plainIPv4 = noSegments()
  readonly #plainIPv6 = noSegments()
  readonly #others = new Map<string, Segment>()
  readonly #held: (segment: Segment) => boolean

  /** `held`: whether anything is known of it. */
  constructor(sourceName: string, held: (segment: Segment) => boolean = () => true) {
    this.#held = held
    this.#prefix = sourceName === '' ? '' : `${sourceName}/`
  }

  /** At most one tag and nothing else; `vlan` is -1 when untagged. */
  plain(family: Family, vlan: number): Segment {
    const index = vlan === -1 ? UNTAGGED : vlan
    const segments = family === 'ipv4' ? this.#plainIPv4 : this.#plainIPv6
    const known = segments[index]
    if (known) return known
    return (segments[index] = create(family, this.#prefix, vlan === -1 ? NO_VLANS : [vlan]))
  }

  /** Any path. `tunnels`: `vxlan:5000`, outermost first. null when there are too many segments. */
  at(family: Family, interfaceId: number | null, tunnels: readonly string[], vlans: readonly number[]): Segment | null {
    if (interfaceId === null && tunnels.length === 0 && vlans.length <= 1) return this.plain(family, vlans[0] ?? -1)
    const parts = interfaceId === null ? tunnels : [`if${interfaceId}`, ...tunnels]
    const path = `${this.#prefix}${parts.map((part) => `${part}/`).join('')}`
    const key = `${family} ${path}${vlans.join('.')}`
    const known = this.#others.get(key)
    if (known) return known
    if (this.#others.size >= MAX_SEGMENTS && !this.#makeRoom()) return null
    const segment = create(family, path, [...vlans])
    this.#others.set(key, segment)
    return segment
  }

  /** Each that is held goes behind the others, so that all have their turn. */
  #makeRoom(): boolean {
    let looked = 0
    for (const [key, segment] of this.#others) {
      looked += 1
      if (looked > LOOKED_AT) return false
      this.#others.delete(key)
      if (!this.#held(segment)) return true
      this.#others.set(key, segment)
    }
    return false
  }
}

const create = (family: Family, path: string, vlans: readonly number[]): Segment => ({
  family,
  name: path + (vlans.length === 0 ? 'untagged' : vlans.join('.')),
  vlans,
})
