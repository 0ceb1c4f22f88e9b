import { isLoopback } from '../loopback.ts'
import { addUser } from './add-user.ts'

interface Openness {
  folder: string
  host: string
  /** It speaks TLS itself. */
  tls: boolean
  trustedProxies: readonly string[]
  allowedHosts: readonly string[]
  /** Nobody comes in unasked. */
  needed: boolean
}

/** What whoever starts a server should know of who can read along, or come in. */
export function exposures({ folder, host, tls, trustedProxies, allowedHosts, needed }: Openness): string[] {
  if (!isLoopback(host)) {
    // Before a proxy it is the proxy's affair.
    if (tls || trustedProxies.length > 0) return []
    return [
      'Without TLS whoever reads the network on the way reads passwords too. Remedy: --tls-cert FILE --tls-key FILE, or a proxy and --trusted-proxy.',
    ]
  }
  // Nobody gives another name or a proxy to what this machine alone shall see.
  if (needed || (trustedProxies.length === 0 && allowedHosts.length === 0)) return []
  return [
    `Nobody has been given access, so whoever comes through a proxy on this machine may do everything. Remedy: ${addUser(folder)}.`,
  ]
}
