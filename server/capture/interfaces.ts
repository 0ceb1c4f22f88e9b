import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs'
import { join } from 'node:path'

/** Why an interface is not captured from unless it is named. */
export type NoCandidate =
  | 'loopback'
  | 'not-ethernet'
  | 'down'
  | 'part-of-bridge' // its frames are seen on another member or the bridge
  | 'part-of-bond'
  | 'vlan' // its parent shows the same frames with their tag
  | 'container' // veth, and what container and virtual machine managers make

export interface InterfaceInfo {
  name: string
  up: boolean
  /** null: a candidate. */
  why: NoCandidate | null
}

/** Names of the interfaces that are up and could be a mirror port. */
export const candidates = (interfaces: readonly InterfaceInfo[]): string[] =>
  interfaces.filter((each) => each.why === null).map((each) => each.name)

/** The kernel's table of interfaces; `os.networkInterfaces` leaves out those without an address, as mirror ports are. */
const SYS_CLASS_NET = '/sys/class/net'
const ARPHRD_ETHER = 1
const IFF_UP = 1
const CONTAINER_NAME = /^(docker|br-[0-9a-f]{12}$|virbr|lxcbr|lxdbr|cni|flannel|cali|cilium|kube|podman|vnet|tap|ifb)/

/** All interfaces, by name. Empty where there is no sysfs. */
export function listInterfaces(root = SYS_CLASS_NET): InterfaceInfo[] {
  let names: string[]
  try {
    names = readdirSync(root).sort()
  } catch {
    return []
  }
  return names.filter((name) => existsSync(join(root, name, 'type'))).map((name) => describe(root, name))
}

/** Is it there, and is it up? `up` where there is no sysfs to ask: then only trying tells. `any` is all of them. */
export function lookAtInterface(name: string, root = SYS_CLASS_NET): 'up' | 'down' | 'gone' {
  if (!existsSync(root) || name === 'any') return 'up'
  const flags = readNumber(join(root, name, 'flags'))
  // It is there and cannot be read: without a file descriptor left nothing can.
  if (flags === null) return existsSync(join(root, name)) ? 'up' : 'gone'
  return flags & IFF_UP ? 'up' : 'down'
}

/** By which the kernel knows it: another one under the same name has another. null: there is none, or nobody to ask. */
export const indexOfInterface = (name: string, root = SYS_CLASS_NET): number | null =>
  readNumber(join(root, name, 'ifindex'))

function describe(root: string, name: string): InterfaceInfo {
  const folder = join(root, name)
  const up = lookAtInterface(name, root) === 'up'
  return { name, up, why: unfit(folder, name) ?? (up ? null : 'down') }
}

function unfit(folder: string, name: string): NoCandidate | null {
  if (name === 'lo') return 'loopback'
  if (readNumber(join(folder, 'type')) !== ARPHRD_ETHER) return 'not-ethernet'
  if (existsSync(join(folder, 'brport'))) return 'part-of-bridge'
  if (existsSync(join(folder, 'bonding_slave'))) return 'part-of-bond'
  if (/^DEVTYPE=vlan$/m.test(readText(join(folder, 'uevent')))) return 'vlan'
  if (CONTAINER_NAME.test(name) || existsSync(join(folder, 'tun_flags')) || isVeth(folder)) return 'container'
  return null
}

/** A veth is virtual and linked to an interface that is not below it: its peer. */
function isVeth(folder: string): boolean {
  let target: string
  try {
    target = realpathSync(folder)
  } catch {
    return false
  }
  if (!target.includes('/virtual/')) return false
  if (readNumber(join(folder, 'iflink')) === readNumber(join(folder, 'ifindex'))) return false
  return !readdirSync(folder).some((entry) => entry.startsWith('lower_'))
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

/** Decimal or 0x; null when there is no such file. */
function readNumber(path: string): number | null {
  const text = readText(path).trim()
  return text === '' ? null : Number(text)
}
