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

/** Paths one source may have, each family apart; frames of further ones are undecodable (`too-many-segments`). */
export const MAX_SEGMENTS = 4_096

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
  #count = 0

  constructor(sourceName: string) {
    this.#prefix = sourceName === '' ? '' : `${sourceName}/`
  }

  /** At most one tag and nothing else; `vlan` is -1 when untagged. null when there are too many segments. */
  plain(family: Family, vlan: number): Segment | null {
    const index = vlan === -1 ? UNTAGGED : vlan
    const segments = family === 'ipv4' ? this.#plainIPv4 : this.#plainIPv6
    const known = segments[index]
    if (known) return known
    const segment = this.#create(family, this.#prefix, vlan === -1 ? NO_VLANS : [vlan])
    if (segment) segments[index] = segment
    return segment
  }

  /** Any path. `tunnels`: `vxlan:5000`, outermost first. */
  at(family: Family, interfaceId: number | null, tunnels: readonly string[], vlans: readonly number[]): Segment | null {
    if (interfaceId === null && tunnels.length === 0 && vlans.length <= 1) return this.plain(family, vlans[0] ?? -1)
    const parts = interfaceId === null ? tunnels : [`if${interfaceId}`, ...tunnels]
    const path = `${this.#prefix}${parts.map((part) => `${part}/`).join('')}`
    const key = `${family} ${path}${vlans.join('.')}`
    const known = this.#others.get(key)
    if (known) return known
    const segment = this.#create(family, path, [...vlans])
    if (segment) this.#others.set(key, segment)
    return segment
  }

  #create(family: Family, path: string, vlans: readonly number[]): Segment | null {
    if (this.#count >= MAX_SEGMENTS) return null
    this.#count += 1
    return { family, name: path + (vlans.length === 0 ? 'untagged' : vlans.join('.')), vlans }
  }
}
