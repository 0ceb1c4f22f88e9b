import { BlockList, isIP } from 'node:net'

/** Proxies and networks of them; more are refused at the start. */
export const MAX_TRUSTED_PROXIES = 256

/** The largest networks that one owner has: 10.0.0.0/8, and 16 bits of IPv6. */
const LEAST_BITS = { ipv4: 8, ipv6: 16 } as const

/** `::ffff:192.0.2.1` is 192.0.2.1; brackets and the zone of a link-local address are no part of it. null: no address. */
export function plainAddress(text: string): string | null {
  const bare = text
    .trim()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/%.*$/, '')
    .toLowerCase()
  const plain = /^::ffff:(?=\d+\.)/.test(bare) ? bare.slice('::ffff:'.length) : bare
  return isIP(plain) === 0 ? null : plain
}

/** Proxies whose word about the client is believed. */
export class TrustedProxies {
  readonly #list = new BlockList()

  /** `192.0.2.1`, `10.0.0.0/8`, `2001:db8::/32`: `proxyProblem` was asked about each before. */
  constructor(proxies: readonly string[] = []) {
    for (const text of proxies) {
      const network = networkOf(text)
      if (network) this.#list.addSubnet(network.address, network.bits, network.family)
    }
  }

  has(address: string): boolean {
    const family = isIP(address)
    return family !== 0 && this.#list.check(address, family === 4 ? 'ipv4' : 'ipv6')
  }
}

/** null: it is an address or a network that can be trusted. */
export function proxyProblem(text: string): string | null {
  const network = networkOf(text)
  if (!network) return `"${text}" is no address or network of a proxy, as in 127.0.0.1 or 10.0.0.0/8.`
  // Nearly everybody could say then who he is; two halves are all.
  if (network.bits < LEAST_BITS[network.family]) {
    return `"${text}" is nearly everybody, and not everybody can be trusted. Remedy: the proxy alone.`
  }
  return null
}

interface ProxyNetwork {
  address: string
  bits: number
  family: 'ipv4' | 'ipv6'
}

function networkOf(text: string): ProxyNetwork | null {
  const [, given = '', length] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(text.trim()) ?? []
  const address = plainAddress(given)
  if (address === null) return null
  const family = isIP(address) === 4 ? 'ipv4' : 'ipv6'
  const most = family === 'ipv4' ? 32 : 128
  const bits = length === undefined ? most : Number(length)
  return bits > most ? null : { address, bits, family }
}
