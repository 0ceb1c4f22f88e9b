import type { Settings } from '../config.ts'
import { ConnectionLimit, placesBySystem, USUAL_MAX_CONNECTIONS } from '../edge-config.ts'
import { MAX_TRUSTED_PROXIES, proxyProblem } from '../http/trusted-proxies.ts'
import type { PairFiles } from '../tls-pair.ts'
import { UsageError } from './usage-error.ts'

/** How the outside reaches the server. */
export interface EdgeOptions {
  /** null: plain http. */
  tls: PairFiles | null
  /** Addresses and networks. */
  trustedProxies: readonly string[]
  maxConnections: number
}

export interface EdgeFlags {
  tlsCert?: string
  tlsKey?: string
  trustedProxy: string[]
  maxConnections?: string
}

/** The command line over the configuration file. Throws `UsageError`. */
export function edgeOptions(flags: EdgeFlags, file: Settings): EdgeOptions {
  const trustedProxies = flags.trustedProxy.length > 0 ? flags.trustedProxy : (file['trusted-proxy'] ?? [])
  if (trustedProxies.length > MAX_TRUSTED_PROXIES) {
    throw new UsageError(`At most ${MAX_TRUSTED_PROXIES} trusted proxies; a network of them is one.`)
  }
  for (const proxy of trustedProxies) {
    const problem = proxyProblem(proxy)
    if (problem !== null) throw new UsageError(problem)
  }
  return { tls: filesOf(flags, file), trustedProxies, maxConnections: connectionsOf(flags, file) }
}

function filesOf(flags: EdgeFlags, file: Settings): PairFiles | null {
  const cert = flags.tlsCert ?? file.tls?.cert
  const key = flags.tlsKey ?? file.tls?.key
  if (cert === undefined && key === undefined) return null
  if (cert === undefined) throw new UsageError('A key alone is no TLS. Remedy: --tls-cert FILE beside --tls-key.')
  if (key === undefined)
    throw new UsageError('A certificate alone is no TLS. Remedy: --tls-key FILE beside --tls-cert.')
  return { cert, key }
}

function connectionsOf(flags: EdgeFlags, file: Settings): number {
  const given = flags.maxConnections === undefined ? file['max-connections'] : Number(flags.maxConnections)
  const wanted = ConnectionLimit.safeParse(given ?? USUAL_MAX_CONNECTIONS)
  if (!wanted.success) throw new UsageError(`--max-connections: ${wanted.error.issues[0]?.message ?? ''}.`)
  const possible = placesBySystem() ?? wanted.data
  if (given !== undefined && wanted.data > possible) {
    throw new UsageError(
      `The system lets this process have ${possible} connections, not ${wanted.data}. Remedy: LimitNOFILE= of its service, or ulimit -n.`,
    )
  }
  return Math.min(wanted.data, possible)
}
