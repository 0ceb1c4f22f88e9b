import { builtInFilter, type FilterTunnel } from './capture-filter.ts'

/** The interface that stands for all of this machine. */
export const ANY_INTERFACE = 'any'
/** Octets kept of a frame. Ring slots are sized by it: with the whole 256 KiB half the frames are lost at 100k a second. */
const SNAP_LENGTH = 2_048
/** Capture ring in KiB. */
const RING_KIB = 16_384

export interface Command {
  file: string
  args: readonly string[]
}

/** What is known of this machine before tcpdump is started. */
export interface LaunchPlace {
  tcpdump: string
  /** Path of setpriv (util-linux), or null. */
  setpriv: string | null
  root: boolean
  /** There is a user `tcpdump` to give root away to. */
  tcpdumpUser: boolean
  /** This process holds CAP_NET_RAW without being root, and perhaps more: the child gets that one alone. */
  onlyNetRaw?: boolean
}

/**
 * The command that captures. setpriv makes the child end with its parent, even when that is killed. A tcpdump that is
 * started as root changes its user, and the kernel forgets the parent's death signal at that moment; so setpriv changes
 * the user and leaves it CAP_NET_RAW alone. (A tcpdump with a file capability forgets it too: where the parent is killed
 * with SIGKILL, that one lives until its next frame.)
 */
export function captureCommand(place: LaunchPlace, iface: string, filter: string = filterFor(iface)): Command {
  const args = [
    // Of the two cooked link types the older one keeps the VLAN tag that the kernel took off; the newer one loses it.
    ...(iface === ANY_INTERFACE ? ['-y', 'LINUX_SLL'] : []),
    ...['-i', iface, '-n', '-U', '--immediate-mode', '-s', String(SNAP_LENGTH), '-B', String(RING_KIB)],
    ...['-Q', 'in', '--time-stamp-precision=nano', '-w', '-', '--', filter],
  ]
  if (place.setpriv === null) return { file: place.tcpdump, args }
  const give = ['--reuid=tcpdump', '--regid=tcpdump', '--clear-groups']
  const keep = ['--inh-caps=-all,+net_raw', '--ambient-caps=-all,+net_raw', '--bounding-set=-all,+net_raw']
  const given = place.root && place.tcpdumpUser ? give : []
  const user = given.length > 0 || (place.onlyNetRaw ?? false) ? [...given, ...keep, '--no-new-privs'] : []
  return { file: place.setpriv, args: [...user, '--pdeathsig', 'TERM', '--', place.tcpdump, ...args] }
}

/** The built-in filter, fit for the interface. */
export const filterFor = (iface: string, tunnels: readonly FilterTunnel[] = []): string =>
  builtInFilter(tunnels, iface === ANY_INTERFACE)

/** What a line of tcpdump's standard error says. */
export type TcpdumpSays =
  | { what: 'listening' }
  | { what: 'dropped'; frames: number }
  | { what: 'not-permitted' }
  | { what: 'no-such-interface' }
  | { what: 'interface-down' }
  | { what: 'interface-gone' }
  | { what: 'bad-filter'; detail: string }
  | { what: 'other'; detail: string }

const SAYINGS: readonly (readonly [RegExp, Exclude<TcpdumpSays['what'], 'dropped' | 'bad-filter' | 'other'>])[] = [
  [/listening on /, 'listening'],
  [/permission to (?:perform this capture|capture)|Operation not permitted|must be root/i, 'not-permitted'],
  [/No such device|not exist/i, 'no-such-interface'],
  [/is not up|went down|Network is down/i, 'interface-down'],
  [/interface disappeared/i, 'interface-gone'],
]

/** What libpcap says of an expression that it does not take. */
const BAD_FILTER =
  /filter expression|syntax error|unknown (host|port|ether host|network|\w+ proto)|rejects all packets|greater than maximum|non-network bits|not supported in this configuration|modifier applied to|overflows 32 bits|no VLAN support/

/** `N packets dropped by kernel` comes alone at the end, and with the other counters after SIGUSR1. */
export function readTcpdumpLine(line: string): TcpdumpSays {
  const dropped = /(\d+) packets? dropped by kernel/.exec(line)
  if (dropped) return { what: 'dropped', frames: Number(dropped[1]) }
  for (const [pattern, what] of SAYINGS) if (pattern.test(line)) return { what }
  const detail = line.replace(/^tcpdump: /, '').trim()
  return BAD_FILTER.test(line) ? { what: 'bad-filter', detail } : { what: 'other', detail }
}
