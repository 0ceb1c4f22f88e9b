import { startHere, type CaptureProcess, type StartCapture } from './capture-process.ts'
import { filterFor, readTcpdumpLine, type LaunchPlace, type TcpdumpSays } from './tcpdump.ts'
import { findProgram, hasUser, isRoot } from './program.ts'

/** How long the trial may take before it counts as not permitted. */
const TRIAL_MS = 5_000

/** May tcpdump capture here? `remedy`: the commands that would permit it. */
export type CapturePermission =
  | { permitted: true; tcpdump: string }
  | { permitted: false; why: 'missing'; remedy: string }
  | { permitted: false; why: 'not-permitted' | 'trial-failed'; tcpdump: string; detail: string; remedy: string }

export const INSTALL_REMEDY = 'sudo apt install tcpdump'

/** The capability belongs to tcpdump, never to node: everything that node runs would have it. */
export const permitRemedy = (tcpdump: string, root: boolean): string =>
  root
    ? 'this root user lacks CAP_NET_RAW: start the container with --cap-add NET_RAW'
    : `sudo setcap cap_net_raw+ep ${tcpdump} (or, in a systemd unit, AmbientCapabilities=CAP_NET_RAW)`

/** What starting tcpdump takes on this machine; null when it is not installed. */
export function launchPlace(): LaunchPlace | null {
  const tcpdump = findProgram('tcpdump')
  if (tcpdump === null) return null
  return { tcpdump, setpriv: findProgram('setpriv'), root: isRoot(), tcpdumpUser: hasUser('tcpdump') }
}

/**
 * Tries it, because root, file capabilities, ambient capabilities and security modules all have a say. The trial
 * captures nothing: it ends as soon as tcpdump says that it listens, or why not.
 */
export async function capturePermission(start: StartCapture = startHere, iface = 'lo'): Promise<CapturePermission> {
  const place = launchPlace()
  if (!place) return { permitted: false, why: 'missing', remedy: INSTALL_REMEDY }
  const { tcpdump } = place
  const remedy = permitRemedy(tcpdump, place.root)
  const said = await trial(start(place, iface, filterFor(iface)))
  switch (said.what) {
    case 'listening':
    // tcpdump asks for its rights before it looks at the interface.
    case 'interface-down':
    case 'interface-gone':
    case 'no-such-interface':
    case 'dropped':
      return { permitted: true, tcpdump }
    case 'not-permitted':
      return { permitted: false, why: 'not-permitted', tcpdump, detail: 'no CAP_NET_RAW', remedy }
    case 'bad-filter':
    case 'other':
      return { permitted: false, why: 'trial-failed', tcpdump, detail: said.detail, remedy }
  }
}

function trial(child: CaptureProcess): Promise<TcpdumpSays> {
  return new Promise((resolve) => {
    child.stdout.resume()
    let last: TcpdumpSays = { what: 'other', detail: 'tcpdump said nothing' }
    const finish = (said: TcpdumpSays): void => {
      clearTimeout(timer)
      child.kill('SIGTERM')
      resolve(said)
    }
    const timer = setTimeout(() => finish(last), TRIAL_MS)
    let text = ''
    child.stderr.setEncoding('utf8').on('data', (piece: string) => {
      const lines = (text + piece).slice(-4_096).split('\n')
      text = lines.pop() ?? ''
      for (const line of lines) {
        const said = readTcpdumpLine(line)
        if (said.what === 'other') last = said
        else finish(said)
      }
    })
    child.on('error', (error) => finish({ what: 'other', detail: error.message }))
    child.on('close', () => finish(last))
  })
}
