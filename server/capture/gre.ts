import { notice, sentence, type Notice } from '../../shared/notice.ts'
import { ERSPAN_I_II, ERSPAN_III } from '../decode/gre.ts'
import { meansHere, type OpenGre } from './means.ts'
import { IPPROTO_GRE, openGre } from './raw-gre.ts'
import { RAW_SOCKET_REMEDY, type OpenedRaw } from './raw-socket.ts'
import { rawDrops } from './socket-drops.ts'
import type { Transport, TransportEvents } from './transport.ts'

/** A socket that could not be opened is tried again. */
const RETRY_MS = 10_000
const EVERYWHERE = '0.0.0.0'

/**
 * ERSPAN as it comes to this machine: GRE over IPv4, from a raw socket. Other GRE is none of its business and is neither
 * counted nor offered for approval.
 */
export class GreTransport implements Transport {
  readonly #host: string
  readonly #open: OpenGre
  #close: (() => void) | null = null
  #timer: NodeJS.Timeout | null = null
  #stopped = false
  /** The kernel's count at the start: others may have a raw socket for GRE as well. */
  #droppedBefore: number | null = null

  /** `host`: the address of this machine that the mirrors are sent to; 0.0.0.0 is any. */
  constructor({ host = EVERYWHERE, open = meansHere.openGre }: { host?: string; open?: OpenGre }) {
    this.#host = host
    this.#open = open
  }

  get place(): string {
    return `GRE to ${this.#host}`
  }

  start(events: TransportEvents): void {
    void this.#tryToOpen(events)
  }

  async #tryToOpen(events: TransportEvents): Promise<void> {
    const opened = await this.#open(
      (datagram, sender) => this.#received(events, datagram, sender),
      (detail) => {
        this.#shut()
        this.#failed(events, { kind: 'failed', detail })
      },
    )
    if (this.#stopped) {
      if (opened.kind === 'open') opened.close()
      return
    }
    if (opened.kind !== 'open') {
      this.#failed(events, opened)
      return
    }
    this.#close = opened.close
    this.#droppedBefore = rawDrops(IPPROTO_GRE)
    events.state('running', null)
  }

  stop(): Promise<void> {
    this.#stopped = true
    if (this.#timer) clearTimeout(this.#timer)
    this.#shut()
    return Promise.resolve()
  }

  dropped(): number | null {
    const now = rawDrops(IPPROTO_GRE)
    return now === null || this.#droppedBefore === null ? null : Math.max(0, now - this.#droppedBefore)
  }

  /** The buffer begins with the IPv4 header (RFC 791 s3.1); GRE is given on. */
  #received(events: TransportEvents, data: Uint8Array, sender: string): void {
    if (this.#close === null) return
    const start = (data[0]! & 0xf) * 4
    const end = Math.min(data.length, (data[2]! << 8) | data[3]!)
    if (this.#host !== EVERYWHERE && data.subarray(16, 20).join('.') !== this.#host) return
    if (end < start + 4) return
    const protocol = (data[start + 2]! << 8) | data[start + 3]!
    if (protocol === ERSPAN_I_II || protocol === ERSPAN_III) events.datagram(data, start, end, sender)
  }

  #failed(events: TransportEvents, why: Exclude<OpenedRaw<undefined>, { kind: 'open' }>): void {
    if (this.#stopped) return
    events.state('failed', trouble(why))
    this.#timer = setTimeout(() => this.start(events), RETRY_MS)
  }

  #shut(): void {
    this.#close?.()
    this.#close = null
  }
}

/** Why no ERSPAN can be received here, or null: a socket is opened and closed again. */
export function erspanTrouble(open: typeof openGre = openGre): string | null {
  const ignore = (): void => undefined
  const opened = open(ignore, ignore)
  if (opened.kind !== 'open') return sentence(trouble(opened))
  opened.close()
  return null
}

function trouble(why: Exclude<OpenedRaw<undefined>, { kind: 'open' }>): Notice {
  switch (why.kind) {
    case 'missing':
      return notice('raw-socket-missing', { detail: why.detail })
    case 'not-permitted':
      return notice('raw-socket-not-permitted', { remedy: RAW_SOCKET_REMEDY })
    case 'failed':
      return notice('source-crashed', { source: 'erspan', detail: why.detail })
  }
}
