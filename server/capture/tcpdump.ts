/**
 * The only filter that matches IGMP untagged, under 802.1Q, under a priority tag and under QinQ: a `vlan` in a filter
 * shifts everything after it, so the alternatives have to be nested.
 */
export const IGMP_FILTER = 'igmp or (vlan and (igmp or (vlan and igmp)))'
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
}

/**
 * The command that captures. setpriv makes the child end with its parent, even when that is killed. A tcpdump that is
 * started as root changes its user, and the kernel forgets the parent's death signal at that moment; so setpriv changes
 * the user and leaves it CAP_NET_RAW alone. (A tcpdump with a file capability forgets it too: where the parent is killed
 * with SIGKILL, that one lives until its next frame.)
 */
export function captureCommand(place: LaunchPlace, iface: string, filter: string = IGMP_FILTER): Command {
  const args = [
    ...['-i', iface, '-n', '-U', '--immediate-mode', '-s', String(SNAP_LENGTH), '-B', String(RING_KIB)],
    ...['-Q', 'in', '--time-stamp-precision=nano', '-w', '-', filter],
  ]
  if (place.setpriv === null) return { file: place.tcpdump, args }
  const give = ['--reuid=tcpdump', '--regid=tcpdump', '--clear-groups']
  const keep = ['--inh-caps=-all,+net_raw', '--ambient-caps=-all,+net_raw']
  const user = place.root && place.tcpdumpUser ? [...give, ...keep] : []
  return { file: place.setpriv, args: [...user, '--pdeathsig', 'TERM', '--', place.tcpdump, ...args] }
}

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

/** `N packets dropped by kernel` comes alone at the end, and with the other counters after SIGUSR1. */
export function readTcpdumpLine(line: string): TcpdumpSays {
  const dropped = /(\d+) packets? dropped by kernel/.exec(line)
  if (dropped) return { what: 'dropped', frames: Number(dropped[1]) }
  for (const [pattern, what] of SAYINGS) if (pattern.test(line)) return { what }
  const detail = line.replace(/^tcpdump: /, '').trim()
  return /filter expression|syntax error/.test(line) ? { what: 'bad-filter', detail } : { what: 'other', detail }
}
