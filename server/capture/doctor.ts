import { createSocket } from 'node:dgram'
import { Decoder } from '../decode/index.ts'
import { TZSP_PORT } from '../decode/tzsp.ts'
import { startHere } from './capture-process.ts'
import { doctorReport, type DoctorReport, type Examination, type Trial } from './doctor-report.ts'
import { erspanTrouble } from './gre.ts'
import { candidates, listInterfaces } from './interfaces.ts'
import { capturePermission, launchPlace } from './permission.ts'
import type { Frame } from './source.ts'
import { filterFor, type LaunchPlace, type TcpdumpSays } from './tcpdump.ts'
import { TcpdumpChild } from './tcpdump-child.ts'

/** Frames of any kind are counted up to here: enough to know that they arrive. */
const ENOUGH_FRAMES = 1_000

/** What becomes of the IGMP frames of one trial. */
export interface TrialWatch {
  frame(frame: Frame): void
  /** What can be told of the mirror when the trial ends. */
  sights(): Trial['sights']
}

interface DoctorOptions {
  /** Interfaces to try; empty: every candidate. */
  interfaces: readonly string[]
  /** How long to listen. */
  seconds: number
  /** Looks at what is heard on an interface. */
  watch: (name: string) => TrialWatch
  /** UDP address for TZSP; default 0.0.0.0:37008. */
  tzsp?: { host: string; port: number }
  /** Could a server that is started here give up its rights? null: there are none to give up. */
  rights?: Examination['rights']
  memory?: Examination['memory']
}

/** May I capture, on which interfaces, do frames arrive, is IGMP among them; what is missing and how to get it. */
export async function runDoctor(options: DoctorOptions): Promise<DoctorReport> {
  const permission = await capturePermission()
  const interfaces = listInterfaces()
  const known = new Set(interfaces.map((each) => each.name))
  const asked = options.interfaces
  const chosen = asked.length > 0 ? asked.filter((name) => known.has(name)) : candidates(interfaces)
  const place = launchPlace()
  const trials =
    permission.permitted && place ? await Promise.all(chosen.map((name) => tryInterface(place, name, options))) : []
  const { host, port } = options.tzsp ?? { host: '0.0.0.0', port: TZSP_PORT }
  const tzsp = { address: `${host}:${port}`, trouble: await tryToBind(host, port) }
  return doctorReport({
    permission,
    interfaces,
    asked,
    trials,
    tzsp,
    erspan: erspanTrouble(),
    rights: options.rights ?? null,
    memory: options.memory ?? null,
  })
}

async function tryInterface(place: LaunchPlace, name: string, { seconds, watch }: DoctorOptions): Promise<Trial> {
  const seen = watch(name)
  const trial: Trial = {
    interface: name,
    seconds,
    frames: 0,
    more: false,
    igmp: 0,
    queries: 0,
    trouble: null,
    sights: [],
  }
  const troubled = (last: TcpdumpSays): void => {
    trial.trouble = 'detail' in last ? last.detail : TROUBLES[last.what]
  }
  const decoder = new Decoder('')
  // Two captures: all frames until there are enough, and IGMP for the whole time.
  const all = capture(place, name, '', troubled, () => {
    trial.frames += 1
    trial.more = trial.frames === ENOUGH_FRAMES
    return !trial.more
  })
  const igmp = capture(place, name, filterFor(name), troubled, (frame) => {
    trial.igmp += 1
    seen.frame(frame)
    const message = decoder.decode(frame)
    if (typeof message !== 'string' && message.kind === 'query') trial.queries += 1
    return true
  })
  await new Promise((resolve) => setTimeout(resolve, seconds * 1_000))
  await Promise.all([all(), igmp()])
  trial.sights = seen.sights()
  return trial
}

/** Captures until its answer is called or `onFrame` says false. */
function capture(
  place: LaunchPlace,
  name: string,
  filter: string,
  onTrouble: (last: TcpdumpSays) => void,
  onFrame: (frame: Frame) => boolean,
): () => Promise<void> {
  let wanted = true
  const child = new TcpdumpChild(startHere(place, name, filter), {
    frame: (frame) => {
      if (!wanted || onFrame(frame)) return
      wanted = false
      void child.stop()
    },
    says: () => undefined,
    ended: (last) => {
      if (wanted) onTrouble(last)
    },
  })
  return async () => {
    wanted = false
    await child.stop()
  }
}

function tryToBind(host: string, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4')
    socket.once('error', (error: NodeJS.ErrnoException) => {
      socket.close()
      resolve(error.code === 'EADDRINUSE' ? 'another program uses it' : error.message)
    })
    socket.bind(port, host, () => socket.close(() => resolve(null)))
  })
}

const TROUBLES: Readonly<Record<Exclude<TcpdumpSays['what'], 'other' | 'bad-filter'>, string>> = {
  listening: 'tcpdump ended',
  dropped: 'tcpdump ended',
  'not-permitted': 'it is not permitted',
  'no-such-interface': 'there is no such interface',
  'interface-down': 'the interface is down; remedy: ip link set IFACE up',
  'interface-gone': 'the interface disappeared',
}
