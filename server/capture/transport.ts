import type { Notice } from '../../shared/notice.ts'

/** What a transport hands over. All are called synchronously. */
export interface TransportEvents {
  /** data[start..end) is what `sender` sent, without the headers that are the transport's own. It does not last. */
  datagram(data: Uint8Array, start: number, end: number, sender: string): void
  state(state: 'running' | 'failed', notice: Notice | null): void
}

/** Where mirrors come in over the network: a UDP port, or a raw socket for GRE. It tries again by itself when it fails. */
export interface Transport {
  /** Where it listens, as a person writes it. */
  readonly place: string
  start(events: TransportEvents): void
  /** Resolves when nothing more will be handed over. */
  stop(): Promise<void>
  /** What the kernel dropped since it listens; null where it does not tell. */
  dropped(): number | null
}
