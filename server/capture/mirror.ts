import type { MirrorKind } from '../../shared/source.ts'
import { TZSP_PORT } from '../decode/tzsp.ts'
import { ERSPAN } from './erspan.ts'
import { GreTransport } from './gre.ts'
import type { OpenGre } from './means.ts'
import { MirrorListener, type ListenerOptions } from './mirror-listener.ts'
import type { MirrorProtocol } from './mirror-protocol.ts'
import { SFLOW } from './sflow.ts'
import { TZSP } from './tzsp.ts'
import { UdpTransport } from './udp.ts'
import { VXLAN } from './vxlan.ts'

/** Every mirror that comes over the network; `port` is that of UDP, null where it is GRE. */
const MIRRORS: Readonly<Record<MirrorKind, { protocol: MirrorProtocol; port: number | null }>> = {
  tzsp: { protocol: TZSP, port: TZSP_PORT },
  erspan: { protocol: ERSPAN, port: null },
  vxlan: { protocol: VXLAN, port: 4_789 },
  sflow: { protocol: SFLOW, port: 6_343 },
}

export const isMirrorKind = (text: string): text is MirrorKind => Object.hasOwn(MIRRORS, text)

/** The UDP port that mirrors of this kind are sent to by default; null: it is no UDP. */
export const mirrorPort = (kind: MirrorKind): number | null => MIRRORS[kind].port

/** A listener for one kind of mirror, on every address of this machine unless one is given. */
export function openMirror(
  kind: MirrorKind,
  options: ListenerOptions & { host?: string; port?: number; openGre?: OpenGre | undefined },
): MirrorListener {
  const { protocol, port } = MIRRORS[kind]
  const at = options.host === undefined ? {} : { host: options.host }
  const transport =
    port === null
      ? new GreTransport({ ...at, ...(options.openGre ? { open: options.openGre } : {}) })
      : new UdpTransport({ ...at, port: options.port ?? port })
  return new MirrorListener(protocol, transport, options)
}
