import type { Notice } from '../../shared/notice.ts'
import { startHere, type StartCapture } from './capture-process.ts'
import { openGre } from './raw-gre.ts'
import { openIgmpSocket, type Opened } from './raw-igmp.ts'
import type { OpenedRaw } from './raw-socket.ts'

/** As `openGre`, perhaps in another process. */
export type OpenGre = (
  onDatagram: (datagram: Uint8Array, sender: string) => void,
  onError: (detail: string) => void,
) => Promise<OpenedRaw<undefined>>

/** As `openIgmpSocket`, perhaps in another process. */
export type OpenIgmp = (
  iface: { name: string; index: number },
  onDatagram: (datagram: Uint8Array) => void,
  onError: (detail: string) => void,
) => Promise<Opened>

/** How sources get at what takes rights: in this process, or by the broker. */
export interface CaptureMeans {
  start: StartCapture
  openGre: OpenGre
  openIgmp: OpenIgmp
  /** What a person should know of the rights that are used. */
  notes: readonly Notice[]
}

/** With the rights of this process. */
export const meansHere: CaptureMeans = {
  start: startHere,
  openGre: (...on) => Promise.resolve(openGre(...on)),
  openIgmp: (...on) => Promise.resolve(openIgmpSocket(...on)),
  notes: [],
}
