import { spawn, spawnSync, type ChildProcess, type SpawnOptions } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { command, ended } from './command.ts'
import { LabHost } from './lab-host.ts'
import { LAYOUT, type LabNode, type LabOptions, type MirrorDirection } from './layout.ts'
import { mirrorPorts } from './mirror.ts'

export type { LabNode } from './layout.ts'
export { whyNoLab } from './possible.ts'

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
 * Routers r1, r2 have ports too; hosts may share one port (a hub); a host may have a network of its own behind it; the
 * monitor may be that of another lab, so that one product watches several switches. No interface outside of the namespaces is touched. A whole product runs in it with
 * `lab.start('mon', [process.execPath, 'server/rollcall.js', 'serve', '--source', 'live:span0'])`, and a browser that sees
 * its loopback with `chromium.launch({ executablePath: lab.launcher('mon', 'chromium') })`.
 */

/** Labs of this process. */
let made = 0
const NET = '10.99.0'
/** The network behind a host. */
const BEHIND = '10.98.0'
/** The port that hosts share. */
export const HUB_PORT = 'ph'
/** Address of the bridge, from which it queries. */
export const QUERIER = `${NET}.253`
const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url))

export class Lab {
  readonly #prefix: string
  readonly #options: Required<LabOptions>
  readonly #children = new Set<ChildProcess>()
  readonly #nodes = new Set<LabNode>()
  #folder: string | null = null

  constructor(options: LabOptions = {}) {
    this.#options = { ...LAYOUT, ...options }
    this.#prefix = `rc${process.pid}-${++made}`
  }

  /** Goes with the lab: for what its programs keep. */
  get folder(): string {
    return (this.#folder ??= mkdtempSync(join(tmpdir(), 'rollcall-lab-')))
  }

  /** Name of the node's network namespace, for `ip netns exec`. */
  namespace(node: LabNode): string {
    const { monitor } = this.#options
    return node === 'mon' && monitor !== null ? monitor.namespace('mon') : `${this.#prefix}-${node}`
  }

  address(node: LabNode): string {
    if (node === 'q') return `${NET}.254`
    const number = Number(node.slice(1))
    if (node.startsWith('d')) return `${BEHIND}.${number}`
    return `${NET}.${node.startsWith('r') ? 200 + number : number}`
  }

  mac(node: LabNode): string {
    return this.run(node, 'cat', '/sys/class/net/eth0/address').trim()
  }

  up(): void {
    const { querier, querierVersion, queryInterval, maxResponse, lastMemberInterval, mirror, hub } = this.#options
    this.#add('sw')
    if (this.#options.monitor === null) this.#add('mon')
    const hundredths = (seconds: number): string => String(Math.round(seconds * 100))
    this.run(
      'sw',
      ...['ip', 'link', 'add', 'br0', 'type', 'bridge', 'mcast_snooping', '1'],
      ...['mcast_querier', querier === 'none' ? '0' : '1', 'mcast_igmp_version', String(querierVersion)],
      ...['mcast_query_use_ifaddr', querier === 'numbered' ? '1' : '0'],
      ...['mcast_query_interval', hundredths(queryInterval), 'mcast_query_response_interval', hundredths(maxResponse)],
      ...['mcast_last_member_interval', hundredths(lastMemberInterval), 'mcast_last_member_count', '2'],
      ...['mcast_startup_query_count', '2', 'mcast_startup_query_interval', hundredths(maxResponse)],
      ...['mcast_membership_interval', hundredths(2 * queryInterval + maxResponse)],
    )
    this.run('sw', 'ip', 'addr', 'add', `${QUERIER}/24`, 'dev', 'br0')
    this.addMirrorPort()
    if (hub.length > 0) this.#addHub()
    for (const node of this.#stations()) this.#connect(node)
    this.mirror(mirror)
    // Last, so that the first queries are mirrored too.
    this.run('sw', 'ip', 'link', 'set', 'br0', 'up')
  }

  /** Ends what was started in the lab and removes every trace. May be called twice. */
  async down(): Promise<void> {
    await Promise.all([...this.#children].map(ended))
    for (const node of this.#nodes) spawnSync('ip', ['netns', 'del', this.namespace(node)])
    this.#nodes.clear()
    if (this.#folder !== null) rmSync(this.#folder, { recursive: true, force: true })
    this.#folder = null
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
    const file = join(this.folder, `${node}-${program.replaceAll('/', '_')}`)
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

  /** Which frames of its ports the switch mirrors. */
  mirror(direction: MirrorDirection): void {
    mirrorPorts((...args) => this.run('sw', ...args), this.#ports(), direction)
  }

  /** The mirror port, also after `removeMirrorPort`. The mirror session has to be made again then. */
  addMirrorPort(): void {
    const { mirrorPort } = this.#options
    const there = ['type', 'veth', 'peer', 'name', mirrorPort, 'netns', this.namespace('mon')]
    command('ip', 'link', 'add', 'mir0', 'netns', this.namespace('sw'), 'txqueuelen', '10000', ...there)
    this.run('sw', 'ip', 'link', 'set', 'mir0', 'up')
    this.run('mon', 'ip', 'link', 'set', mirrorPort, 'arp', 'off', 'up')
  }

  removeMirrorPort(): void {
    this.mirror('off')
    this.run('mon', 'ip', 'link', 'del', this.#options.mirrorPort)
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

  /** A node in a network behind `router`: its eth0 at the router's eth1. */
  addBehind(router: LabNode, node: LabNode): void {
    this.#add(node)
    const peer = ['type', 'veth', 'peer', 'name', 'eth1', 'netns', this.namespace(router)]
    command('ip', 'link', 'add', 'eth0', 'netns', this.namespace(node), ...peer)
    this.run(router, 'ip', 'addr', 'add', `${BEHIND}.254/24`, 'dev', 'eth1')
    this.run(router, 'ip', 'link', 'set', 'eth1', 'up')
    this.#raise(node)
  }

  #add(node: LabNode): void {
    command('ip', 'netns', 'add', this.namespace(node))
    this.#nodes.add(node)
    this.sysctl(node, 'net.ipv6.conf.all.disable_ipv6', 1)
    this.sysctl(node, 'net.ipv6.conf.default.disable_ipv6', 1)
    this.run(node, 'ip', 'link', 'set', 'lo', 'up')
  }

  #connect(node: LabNode): void {
    this.#add(node)
    const port = portOf(node)
    const peer = ['type', 'veth', 'peer', 'name', port, 'netns', this.namespace('sw')]
    command('ip', 'link', 'add', 'eth0', 'netns', this.namespace(node), ...peer)
    const bridge = this.#options.hub.includes(node) ? 'hub0' : 'br0'
    this.run('sw', 'ip', 'link', 'set', port, 'master', bridge, 'up')
    this.#raise(node)
  }

  #raise(node: LabNode): void {
    this.igmp(node, 3)
    this.run(node, 'ip', 'addr', 'add', `${this.address(node)}/24`, 'dev', 'eth0')
    this.run(node, 'ip', 'link', 'set', 'eth0', 'up')
    this.run(node, 'ip', 'route', 'add', '224.0.0.0/4', 'dev', 'eth0')
  }

  #addHub(): void {
    this.run('sw', 'ip', 'link', 'add', 'hub0', 'type', 'bridge', 'mcast_snooping', '0')
    this.run('sw', 'ip', 'link', 'add', HUB_PORT, 'type', 'veth', 'peer', 'name', 'uplink')
    this.run('sw', 'ip', 'link', 'set', HUB_PORT, 'master', 'br0', 'up')
    this.run('sw', 'ip', 'link', 'set', 'uplink', 'master', 'hub0', 'up')
    this.run('sw', 'ip', 'link', 'set', 'hub0', 'up')
  }

  /** What has a port. */
  #stations(): LabNode[] {
    const { hosts, routers } = this.#options
    const numbered = (letter: 'h' | 'r', count: number): LabNode[] =>
      Array.from({ length: count }, (_, index): LabNode => `${letter}${index + 1}`)
    return ['q', ...numbered('r', routers), ...numbered('h', hosts)]
  }

  #ports(): string[] {
    const { hub } = this.#options
    const own = this.#stations().filter((node) => !hub.includes(node))
    return [...own.map(portOf), ...(hub.length > 0 ? [HUB_PORT] : [])]
  }
}

/** `p1` of h1, `pr1` of r1. */
const portOf = (node: LabNode): string => `p${node.startsWith('h') ? node.slice(1) : node}`
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
