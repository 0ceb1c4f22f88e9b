import type { IncomingMessage } from 'node:http'
import { plainAddress, TrustedProxies } from './trusted-proxies.ts'

/** Who asks, as the outside sees it: in front of the proxies that are trusted. */
export interface Client {
  /** Without the prefix of a mapped address; '' when the line is closed already. */
  address: string
  /** Between the client and the first of us it was https. */
  secure: boolean
  /** The name by which the client called, with its port, as in a Host header; '' when there is none. */
  host: string
}

export type ClientOf = (request: IncomingMessage) => Client

/** Entries of X-Forwarded-For that are looked at, from the right: a longer chain of own proxies is none. */
const MAX_HOPS = 32

/**
 * From whom a request comes, for HTTP and the handshake of a WebSocket alike. The headers of a proxy are believed when
 * the neighbour is trusted, and are as good as absent from anybody else. `proxies`: addresses and networks.
 */
export function clientsBehind(proxies: readonly string[] = []): ClientOf {
  const trusted = new TrustedProxies(proxies)
  return (request) => {
    const { socket, headers } = request
    const neighbour = plainAddress(socket.remoteAddress ?? '') ?? ''
    const direct = {
      address: neighbour,
      secure: 'encrypted' in socket && socket.encrypted === true,
      host: headers.host ?? '',
    }
    if (!trusted.has(neighbour)) return direct
    const scheme = nearest(headers['x-forwarded-proto'])?.toLowerCase()
    return {
      address: outermost(neighbour, headers['x-forwarded-for'], trusted),
      secure: scheme === 'https' || scheme === 'http' ? scheme === 'https' : direct.secure,
      host: nearest(headers['x-forwarded-host']) ?? direct.host,
    }
  }
}

/** Without a proxy. */
export const directClient: ClientOf = clientsBehind()

/** From the right, where the own proxies wrote: the first address that is none of them. What is no address ends the chain. */
function outermost(neighbour: string, header: string | string[] | undefined, trusted: TrustedProxies): string {
  let reached = neighbour
  for (const entry of entriesOf(header).reverse().slice(0, MAX_HOPS)) {
    const address = plainAddress(withoutPort(entry))
    if (address === null) return reached
    reached = address
    if (!trusted.has(address)) return reached
  }
  return reached
}

/** What the neighbour itself wrote stands last; what came before it may be the client's invention. */
const nearest = (header: string | string[] | undefined): string | null => entriesOf(header).at(-1) || null

const entriesOf = (header: string | string[] | undefined): string[] =>
  [header ?? []]
    .flat()
    .join(',')
    .split(',')
    .map((entry) => entry.trim())

/** Some proxies add the port: `192.0.2.1:4711`, `[2001:db8::1]:4711`. */
const withoutPort = (entry: string): string =>
  /^(\[[^\]]*\])(?::\d+)?$/.exec(entry)?.[1] ?? /^([\d.]+):\d+$/.exec(entry)?.[1] ?? entry
