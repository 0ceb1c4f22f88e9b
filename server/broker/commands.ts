import { fileURLToPath } from 'node:url'
import { launchPlace } from '../capture/permission.ts'
import { captureCommand, type Command } from '../capture/tcpdump.ts'
import { CAP_NET_ADMIN, CAP_NET_RAW, holds, type Rights } from './capabilities.ts'
import type { Asked } from './protocol.ts'
import { asUser, type RunAs } from './run-as.ts'

const HELPER = fileURLToPath(new URL('./raw-helper.js', import.meta.url))
/**
 * Node opens a debugger for whoever sends it SIGUSR1, and who runs as the same user may. Through it the right to capture
 * would be theirs: so its door has a secret name that is told here alone, at an address that is nobody's (RFC 5737).
 */
export const NO_DEBUGGER = ['--inspect-publish-uid=stderr', '--inspect-port=192.0.2.1:9229']

interface Place {
  setpriv: string
  rights: Rights
  /** null: the user stays. */
  user: RunAs | null
}

/** The process that does what was asked, with no more rights than it needs; text: why there is none. */
export function commandFor({ setpriv, rights, user }: Place, asked: Asked): Command | string {
  if (asked.ask === 'capture') {
    const place = launchPlace()
    if (!place) return 'tcpdump is not installed'
    return captureCommand({ ...place, onlyNetRaw: holds(rights.effective, CAP_NET_RAW) }, asked.interface, asked.filter)
  }
  // Only the multicast router of the kernel is given v1 and v2 reports.
  const isAdmin = asked.ask === 'igmp-socket' && holds(rights.effective, CAP_NET_ADMIN)
  const wanted = [...(holds(rights.effective, CAP_NET_RAW) ? ['net_raw'] : []), ...(isAdmin ? ['net_admin'] : [])]
  const kept = ['-all', ...wanted.map((name) => `+${name}`)].join(',')
  const words = asked.ask === 'igmp-socket' ? [asked.ask, asked.interface] : [asked.ask]
  const keep = [`--inh-caps=${kept}`, `--ambient-caps=${kept}`, `--bounding-set=${kept}`, '--no-new-privs']
  const args = [
    ...asUser(user),
    ...keep,
    '--pdeathsig',
    'TERM',
    '--',
    process.execPath,
    ...NO_DEBUGGER,
    HELPER,
    ...words,
  ]
  return { file: setpriv, args }
}
