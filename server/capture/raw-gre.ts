import { openRawSocket, type OpenedRaw } from './raw-socket.ts'

export const IPPROTO_GRE = 47

/** Opens a raw socket for GRE over IPv4, on every address of this machine. */
export const openGre = (
  onDatagram: (datagram: Uint8Array, sender: string) => void,
  onError: (detail: string) => void,
): OpenedRaw<undefined> => openRawSocket(IPPROTO_GRE, () => undefined, onDatagram, onError)
