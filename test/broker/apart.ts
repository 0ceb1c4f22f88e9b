import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { createRequire } from 'node:module'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { findProgram } from '../../server/capture/program.ts'

const LAUNCHER = fileURLToPath(new URL('../../server/rollcall.js', import.meta.url))
const SEND_FRAME = fileURLToPath(new URL('../lab/send-frame.pl', import.meta.url))
const SEND_GRE = fileURLToPath(new URL('../lab/send-gre.pl', import.meta.url))
/** In a network of its own nothing else is there. */
const PORT = 8_224

/** Why rights cannot be tried here, or null. Say it loudly: `SKIPPED: ...`. */
export function whyNoRights(): string | null {
  if (process.platform !== 'linux') return 'capabilities are of Linux'
  if (process.getuid?.() !== 0) return 'giving rights to a process needs root'
  const missing = ['setpriv', 'unshare', 'nsenter', 'ip', 'tcpdump', 'perl'].filter(
    (name) => findProgram(name) === null,
  )
  if (missing.length > 0)
    return `${missing.join(', ')} missing. Remedy: sudo apt install util-linux iproute2 tcpdump perl`
  const tried = spawnSync('unshare', ['-n', '-m', 'ip', 'link', 'add', 'v0', 'type', 'veth', 'peer', 'name', 'v1'])
  return tried.status === 0 ? null : 'this machine permits no network namespaces'
}

export const hasRawSocket = (): boolean => {
  try {
    createRequire(import.meta.url).resolve('raw-socket')
    return true
  } catch {
    return false
  }
}

export interface Seen {
  pid: number
  parent: number
  command: string
  status: string
}

/** The whole product in a network of its own with the interfaces v0 and v1, which are two ends of one cable. */
export class Apart {
  readonly child: ChildProcess
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>
  said = ''

  /** `as`: arguments of setpriv for the start; `flags`: of serve. */
  constructor(as: readonly string[], flags: readonly string[]) {
    // /sys shows the interfaces of the network that it was mounted in. Without IPv6 no kernel reports by MLD, whose messages
    // are counted with those of IGMP.
    const network = [
      'mount -t sysfs none /sys',
      'echo 1 > /proc/sys/net/ipv6/conf/default/disable_ipv6',
      'ip link set lo up',
      'ip link add v0 type veth peer name v1',
      'ip addr add 10.0.0.1/24 dev v0',
      'ip link set v0 up',
      'ip link set v1 up',
    ].join('; ')
    const product = [process.execPath, LAUNCHER, 'serve', ...flags, '--listen', `127.0.0.1:${PORT}`]
    const start = [...(as.length > 0 ? ['setpriv', ...as, '--'] : []), ...product]
    this.child = spawn('unshare', ['-n', '-m', 'sh', '-c', `${network}; exec "$@"`, 'sh', ...start], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.said += text))
    this.ended = new Promise((resolve) => this.child.on('close', (code, signal) => resolve({ code, signal })))
  }

  /** This process and all that descend from it. The first is the one that was started. */
  get processes(): Seen[] {
    const all = readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? (seen(Number(name)) ?? []) : []))
    const tree = all.filter(({ pid }) => pid === this.child.pid)
    for (const one of tree) tree.push(...all.filter(({ parent }) => parent === one.pid))
    return tree
  }

  /** The process that serves: a node below the first, and no helper. */
  get server(): Seen | undefined {
    return this.processes.slice(1).find(({ command }) => command.includes('rollcall.js'))
  }

  process(word: string): Seen | undefined {
    return this.processes.slice(1).find(({ command }) => command.includes(word))
  }

  /** A program in its network. */
  inside(...args: readonly string[]): string {
    const { stdout, stderr, status } = spawnSync('nsenter', ['-n', '-m', `-t${String(this.child.pid)}`, ...args], {
      encoding: 'utf8',
    })
    if (status !== 0) throw new Error(stderr)
    return stdout
  }

  /** An answer of the API. */
  api(path: string): unknown {
    const script = `fetch('http://127.0.0.1:${PORT}/api/v1${path}').then((a) => a.text()).then((t) => console.log(t))`
    return JSON.parse(this.inside(process.execPath, '-e', script))
  }

  sendFrame(hex: string): void {
    this.inside('perl', SEND_FRAME, this.inside('cat', '/sys/class/net/v1/ifindex').trim(), hex)
  }

  sendGre(hex: string): void {
    this.inside('perl', SEND_GRE, '127.0.0.1', '127.0.0.1', hex)
  }
}

function seen(pid: number): Seen | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
    return { pid, parent, command, status: readFileSync(`/proc/${pid}/status`, 'utf8') }
  } catch {
    return null
  }
}

/** Does it run? One that has ended and waits for its parent does not. */
export function runs(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}
