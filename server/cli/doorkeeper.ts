import type { IncomingMessage } from 'node:http'
import { Access } from '../access/access.ts'
import { Audit } from '../access/audit.ts'
import { Outside } from '../access/outside.ts'
import { newToken } from '../access/secret.ts'
import { Guard } from '../http/guard.ts'
import type { ClientOf } from '../http/client-of.ts'
import type { Log } from '../log.ts'
import { isLoopback } from '../loopback.ts'
import type { Certificate } from '../tls.ts'
import { addUser } from './add-user.ts'
import { UsageError } from './usage-error.ts'

interface DoorkeeperOptions {
  host: string
  data: string
  token: string | null
  allowedHosts: readonly string[]
  clientOf: ClientOf
  /** Who is out now is cut off. */
  cutOff: (isMeant: (request: IncomingMessage) => boolean) => void
  log: Log
}

/** Who may come in, and where it is written down. */
export interface Doorkeeper {
  access: Access
  audit: Audit
  guard: Guard
  /** Which the commands of this machine show, as long as this server runs. */
  key: string
  /** To be called each second: what commands wrote, and what is over. */
  look: () => void
  heard: (pair: Certificate['pair']) => void
  stop: () => Promise<void>
}

/** Throws `UsageError` where anybody could call and nobody would be asked. */
export function doorkeeper(options: DoorkeeperOptions): Doorkeeper {
  const { host, data: folder, token, allowedHosts, clientOf, cutOff, log } = options
  const beyond = !isLoopback(host)
  const cut = (): void => cutOff((request) => !guard.holds(request))
  const audit = new Audit({ folder, now: Date.now, log })
  const outside = new Outside(folder, (entry) => audit.write(entry))
  const access = new Access({
    ...{ folder, beyond, hasToken: token !== null, now: Date.now, log },
    onChange: cut,
    onOutside: (change) => outside.seen(change),
  })
  if (beyond && !access.any && !access.damaged) {
    throw new UsageError(
      `Listening on ${host} lets other machines in, and nobody could say who they are. Remedy: ${addUser(folder)}, or --token TOKEN.`,
    )
  }
  const key = newToken()
  const guard = new Guard({
    ...{ token, access, serverKey: key, clientOf },
    allowedHosts: [host, ...allowedHosts],
    onWrong: ({ address }) =>
      audit.write({ action: 'token-refused', who: null, role: null, address, subject: '', done: false }),
  })
  return {
    access,
    audit,
    guard,
    key,
    look: () => {
      access.look()
      outside.look()
      audit.look()
      cut()
    },
    heard: ({ fingerprint }) =>
      audit.write({
        action: 'certificate-loaded',
        ...{ who: null, role: null, address: '', done: true },
        subject: fingerprint,
      }),
    stop: async () => {
      await access.close()
      outside.close()
      await audit.close()
    },
  }
}
