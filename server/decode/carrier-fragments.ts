import type { Address } from '../../shared/address.ts'
import type { IpHeader } from './ip.ts'

/** Datagrams that are remembered; the oldest go first. */
const REMEMBERED = 64

/**
 * Datagrams in fragments of which the first one was looked into: a tunnel, MLD. A later fragment has no ports and no type,
 * so what it belongs to is known from the first one alone, which comes just before it.
 */
export class CarrierFragments {
  readonly #ids: number[] = []
  readonly #sources: Address[] = []
  readonly #destinations: Address[] = []
  #next = 0

  /** The first fragment of a datagram that carries what is read here. */
  add({ id, src, dst }: IpHeader): void {
    this.#ids[this.#next] = id
    this.#sources[this.#next] = src
    this.#destinations[this.#next] = dst
    this.#next = (this.#next + 1) % REMEMBERED
  }

  /**
   * Whether a later fragment is missing to somebody: RFC 791 s3.2 and RFC 8200 s4.5 tell the datagram by its addresses
   * and its number. UDP and ICMPv6 are ordinary traffic, but for what was looked into; an MLD message has Router Alert in
   * each of its fragments (RFC 3810 s5).
   */
  concerns({ protocol, routerAlert, id, src, dst }: IpHeader): boolean {
    switch (protocol) {
      case 'igmp':
      case 'gre':
      case 'ipv4':
      case 'ipv6':
        return true
      case 'mld':
        if (routerAlert === true) return true
        break
      case 'udp':
        break
    }
    return this.#ids.some((one, i) => one === id && this.#sources[i] === src && this.#destinations[i] === dst)
  }
}
