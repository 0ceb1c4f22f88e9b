import { io, type Socket } from 'socket.io-client'
import { LIVE_PATH } from '../../../shared/live.ts'
import { SECOND, type DurationMs } from '../../../shared/time.ts'

/** Watches the pulse of a server, which comes each second, for the longest time that it stays out. */
export class PulseViewer {
  readonly #socket: Socket
  #last: DurationMs | null = null
  /** The server is stopped on purpose: its silence is not counted until it speaks again. */
  #excused = false
  longest: DurationMs = 0
  pulses = 0
  connections = 0

  constructor(origin: string) {
    this.#socket = io(origin, { path: LIVE_PATH, transports: ['websocket'], reconnectionDelayMax: SECOND })
    this.#socket.on('connect', () => (this.connections += 1))
    this.#socket.on('pulse', () => {
      const now = performance.now()
      if (this.#last !== null && !this.#excused) this.longest = Math.max(this.longest, now - this.#last - SECOND)
      this.#last = now
      this.#excused = false
      this.pulses += 1
    })
  }

  excuse(): void {
    this.#excused = true
  }

  /** So long no pulse came until now. */
  get silent(): DurationMs {
    return this.#last === null ? 0 : performance.now() - this.#last
  }

  close(): void {
    this.#socket.disconnect()
  }
}
