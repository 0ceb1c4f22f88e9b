import { spawn, spawnSync, type ChildProcess, type SpawnOptions } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findProgram } from '../../server/capture/program.ts'
import { LabHost } from './lab-host.ts'

/*
 * A network of real kernels in namespaces that are made and removed by a test:
 *
 *   q            h1  h2  h3            hosts: real IGMP of the kernel, eth0
 *    \           |   |   |             veth pairs: pq, p1, p2, p3 in the switch
 *     +--------- br0 (sw) ---------+   snooping bridge, which is the querier too
 *                  |
 *        tc mirred: every port's frames, received and sent
 *                  |
 *      mir0 (sw) ==== span0 (mon)      the mirror port: no address, no ARP
 *
 * No interface outside of the namespaces is touched. A whole product runs in it with
 * `lab.start('mon', [process.execPath, 'server/rollcall.js', 'serve', '--source', 'live:span0'])`, and a browser that sees
 * its loopback with `chromium.launch({ executablePath: lab.launcher('mon', 'chromium') })`.
 */

export type LabNode = 'sw' | 'mon' | 'q' | `h${number}`
type MirrorDirection = 'both' | 'rx' | 'tx' | 'off'

interface LabOptions {
  /** Hosts h1 to hN. */
  hosts?: number
  mirror?: MirrorDirection
  /** Version of the bridge's queries. */
  querierVersion?: 2 | 3
  /** Seconds, to the hundredth. */
  queryInterval?: number
  maxResponse?: number
  lastMemberInterval?: number
}

const DEFAULTS: Required<LabOptions> = {
  hosts: 3,
  mirror: 'both',
  querierVersion: 3,
  queryInterval: 4,
  maxResponse: 1,
  lastMemberInterval: 0.5,
}
/** Labs of this process. */
let made = 0
const NET = '10.99.0'
/** Address of the bridge, from which it queries. */
export const QUERIER = `${NET}.253`
const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url))

/** Why there can be no lab here, or null. Say it loudly: `SKIPPED: ...`. */
export function whyNoLab(): string | null {
  if (process.platform !== 'linux') return 'the lab needs Linux'
  if (process.getuid?.() !== 0) return 'the lab needs root (network namespaces)'
  const missing = ['ip', 'tc', 'sysctl', 'perl', 'tcpdump'].filter((program) => findProgram(program) === null)
  if (missing.length > 0)
    return `the lab needs ${missing.join(', ')}. Remedy: sudo apt install iproute2 procps perl tcpdump`
  const name = `rclab-try-${process.pid}`
  const added = spawnSync('ip', ['netns', 'add', name]).status === 0
  const linked =
    added && spawnSync('ip', ['-n', name, 'link', 'add', 'br0', 'type', 'bridge', 'mcast_snooping', '1']).status === 0
  if (added) spawnSync('ip', ['netns', 'del', name])
  return linked ? null : 'this machine permits no network namespaces with a bridge'
}

export class Lab {
  readonly #prefix: string
  readonly #options: Required<LabOptions>
  readonly #children = new Set<ChildProcess>()
  readonly #folder = mkdtempSync(join(tmpdir(), 'rollcall-lab-'))

  constructor(options: LabOptions = {}) {
    this.#options = { ...DEFAULTS, ...options }
    this.#prefix = `rc${process.pid}-${++made}`
  }

  /** Name of the node's network namespace, for `ip netns exec`. */
  namespace(node: LabNode): string {
    return `${this.#prefix}-${node}`
  }

  address(node: LabNode): string {
    return node === 'q' ? `${NET}.254` : `${NET}.${node.slice(1)}`
  }

  mac(node: LabNode): string {
    return this.run(node, 'cat', '/sys/class/net/eth0/address').trim()
  }

  up(): void {
    const { hosts, querierVersion, queryInterval, maxResponse, lastMemberInterval, mirror } = this.#options
    for (const node of this.#nodes()) {
      command('ip', 'netns', 'add', this.namespace(node))
      this.sysctl(node, 'net.ipv6.conf.all.disable_ipv6', 1)
      this.sysctl(node, 'net.ipv6.conf.default.disable_ipv6', 1)
      this.run(node, 'ip', 'link', 'set', 'lo', 'up')
    }
    const hundredths = (seconds: number): string => String(Math.round(seconds * 100))
    this.run(
      'sw',
      ...['ip', 'link', 'add', 'br0', 'type', 'bridge', 'mcast_snooping', '1', 'mcast_querier', '1'],
      ...['mcast_igmp_version', String(querierVersion), 'mcast_query_use_ifaddr', '1'],
      ...['mcast_query_interval', hundredths(queryInterval), 'mcast_query_response_interval', hundredths(maxResponse)],
      ...['mcast_last_member_interval', hundredths(lastMemberInterval), 'mcast_last_member_count', '2'],
      ...['mcast_startup_query_count', '2', 'mcast_startup_query_interval', hundredths(maxResponse)],
      ...['mcast_membership_interval', hundredths(2 * queryInterval + maxResponse)],
    )
    this.run('sw', 'ip', 'addr', 'add', `${QUERIER}/24`, 'dev', 'br0')
    this.addMirrorPort()
    for (const node of this.#nodes()) if (node === 'q' || /^h\d+$/.test(node)) this.#connect(node)
    if (hosts > 0 || mirror !== 'off') this.mirror(mirror)
    // Last, so that the first queries are mirrored too.
    this.run('sw', 'ip', 'link', 'set', 'br0', 'up')
  }

  /** Ends what was started in the lab and removes every trace. May be called twice. */
  async down(): Promise<void> {
    await Promise.all([...this.#children].map(ended))
    for (const node of this.#nodes()) spawnSync('ip', ['netns', 'del', this.namespace(node)])
    rmSync(this.#folder, { recursive: true, force: true })
  }

  /** Runs a program on a node and gives its output. Throws with its standard error when it fails. */
  run(node: LabNode, ...args: readonly string[]): string {
    return command('ip', 'netns', 'exec', this.namespace(node), ...args)
  }

  /** Starts a program on a node; `down` ends it. The child is the program itself, not a shell. */
  start(node: LabNode, args: readonly string[], options: SpawnOptions = {}): ChildProcess {
    const child = spawn('ip', ['netns', 'exec', this.namespace(node), ...args], options)
    this.#children.add(child)
    child.once('close', () => this.#children.delete(child))
    return child
  }

  /** A file that runs a program on a node: for what starts programs by their path, as a browser driver does. */
  launcher(node: LabNode, program: string): string {
    const file = join(this.#folder, `${node}-${program.replaceAll('/', '_')}`)
    writeFileSync(file, `#!/bin/sh\nexec ip netns exec ${this.namespace(node)} ${program} "$@"\n`, { mode: 0o755 })
    return file
  }

  /** A host's kernel speaks this version; 0: what the querier asks for. */
  igmp(node: LabNode, version: 0 | 1 | 2 | 3): void {
    this.sysctl(node, 'net.ipv4.conf.all.force_igmp_version', version)
    this.sysctl(node, 'net.ipv4.conf.eth0.force_igmp_version', version)
  }

  /** A process on a host that joins and leaves groups. */
  async host(node: LabNode): Promise<LabHost> {
    const child = this.start(node, [process.execPath, here('host.js'), this.address(node)])
    const host = new LabHost(child)
    await host.ready
    return host
  }

  /** Which frames of its ports the switch mirrors. `both` shows a flooded frame once for every port. */
  mirror(direction: MirrorDirection): void {
    for (const port of this.#ports()) {
      spawnSync('ip', ['netns', 'exec', this.namespace('sw'), 'tc', 'qdisc', 'del', 'dev', port, 'clsact'])
      if (direction === 'off') continue
      this.run('sw', 'tc', 'qdisc', 'add', 'dev', port, 'clsact')
      if (direction !== 'tx') this.#mirrorPort(port, 'ingress')
      if (direction !== 'rx') this.#mirrorPort(port, 'egress')
    }
  }

  /** The mirror port, also after `removeMirrorPort`. The mirror session has to be made again then. */
  addMirrorPort(): void {
    const there = ['type', 'veth', 'peer', 'name', 'span0', 'netns', this.namespace('mon')]
    command('ip', 'link', 'add', 'mir0', 'netns', this.namespace('sw'), 'txqueuelen', '10000', ...there)
    this.run('sw', 'ip', 'link', 'set', 'mir0', 'up')
    this.run('mon', 'ip', 'link', 'set', 'span0', 'arp', 'off', 'up')
  }

  removeMirrorPort(): void {
    this.mirror('off')
    this.run('mon', 'ip', 'link', 'del', 'span0')
  }

  /** Pulls a host's cable (its kernel says no goodbye), or puts it back. */
  cable(node: LabNode, state: 'pulled' | 'in'): void {
    this.run('sw', 'ip', 'link', 'set', portOf(node), state === 'in' ? 'up' : 'down')
  }

  /** Writes raw Ethernet frames to a node's interface. */
  send(node: LabNode, frames: readonly Uint8Array[], iface = 'eth0'): void {
    const index = this.run(node, 'cat', `/sys/class/net/${iface}/ifindex`).trim()
    this.run(node, 'perl', here('send-frame.pl'), index, ...frames.map(hex))
  }

  /** Sends frames as TZSP over the monitor's own loopback, from an address of 127/8. */
  sendTzsp(frames: readonly Uint8Array[], options: { from?: string; to?: string; port?: number } = {}): void {
    const { from = '127.0.0.9', to = '127.0.0.1', port = 37_008 } = options
    const datagrams = frames.map((frame) => `0100000101${hex(frame)}`)
    this.run('mon', process.execPath, here('send-udp.js'), from, to, String(port), ...datagrams)
  }

  sysctl(node: LabNode, key: string, value: number): void {
    this.run(node, 'sysctl', '-qw', `${key}=${value}`)
  }

  #connect(node: LabNode): void {
    const port = portOf(node)
    const peer = ['type', 'veth', 'peer', 'name', port, 'netns', this.namespace('sw')]
    command('ip', 'link', 'add', 'eth0', 'netns', this.namespace(node), ...peer)
    this.run('sw', 'ip', 'link', 'set', port, 'master', 'br0', 'up')
    this.igmp(node, 3)
    this.run(node, 'ip', 'addr', 'add', `${this.address(node)}/24`, 'dev', 'eth0')
    this.run(node, 'ip', 'link', 'set', 'eth0', 'up')
    this.run(node, 'ip', 'route', 'add', '224.0.0.0/4', 'dev', 'eth0')
  }

  #mirrorPort(port: string, side: 'ingress' | 'egress'): void {
    const filter = ['tc', 'filter', 'add', 'dev', port, side]
    const action = ['action', 'mirred', 'egress', 'mirror', 'dev', 'mir0']
    try {
      this.run('sw', ...filter, 'matchall', ...action)
    } catch {
      // Kernels without cls_matchall.
      this.run('sw', ...filter, 'protocol', 'all', 'u32', 'match', 'u32', '0', '0', ...action)
    }
  }

  #nodes(): LabNode[] {
    return ['sw', 'mon', 'q', ...Array.from({ length: this.#options.hosts }, (_, index): LabNode => `h${index + 1}`)]
  }

  #ports(): string[] {
    return this.#nodes().slice(2).map(portOf)
  }
}

const portOf = (node: LabNode): string => (node === 'q' ? 'pq' : `p${node.slice(1)}`)
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

function command(program: string, ...args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8' })
  if (error) throw error
  if (status !== 0) throw new Error(`${[program, ...args].join(' ')}: ${stderr.trim()}`)
  return stdout
}

/** SIGTERM, and SIGKILL two seconds later. */
function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) {
      resolve()
      return
    }
    const timer = setTimeout(() => child.kill('SIGKILL'), 2_000)
    child.once('close', () => {
      clearTimeout(timer)
      resolve()
    })
    child.kill('SIGTERM')
  })
}
