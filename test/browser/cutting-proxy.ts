import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** A way to a server that breaks where it is told to: of the next answers to what fits, after so many octets. */
export class CuttingProxy {
  readonly #sockets = new Set<Socket>()
  readonly #server = createServer((from) => this.#pass(from))
  readonly #target: number
  readonly #fits: RegExp
  /** Octets of an answer after which the connection ends, one for each; `Infinity` lets it through. */
  cuts: number[] = []
  /** Where all others are cut. */
  after = Infinity
  /** Octets a second of what fits; null: as fast as it goes. */
  rate: number | null = null
  /** Connections that were cut. */
  cut = 0

  constructor(target: string, fits: RegExp) {
    this.#target = Number(new URL(target).port)
    this.#fits = fits
  }

  async start(): Promise<string> {
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  stop(): void {
    this.#server.close()
    for (const socket of this.#sockets) socket.destroy()
  }

  #pass(from: Socket): void {
    const to = connect(this.#target, '127.0.0.1')
    /** What is left of the answer that is under way; null: it is none of ours. */
    let left: number | null = null
    const end = (): void => {
      from.destroy()
      to.destroy()
      this.#sockets.delete(from)
    }
    this.#sockets.add(from)
    for (const socket of [from, to]) socket.on('error', end).on('close', end)
    from.on('data', (chunk) => {
      const [request = ''] = chunk.toString('latin1').split('\r\n')
      if (/^[A-Z]+ .* HTTP\/1\.1$/.test(request))
        left = this.#fits.test(request) ? (this.cuts.shift() ?? this.after) : null
      to.write(chunk)
    })
    to.on('data', (chunk) => {
      if (left === null) {
        from.write(chunk)
        return
      }
      const taken = chunk.subarray(0, left)
      left -= taken.length
      const over = (): void => {
        if (left !== null && left <= 0) {
          this.cut += 1
          from.end()
          end()
        } else to.resume()
      }
      to.pause()
      void this.#send(from, taken).then(over)
    })
  }

  async #send(to: Socket, octets: Buffer): Promise<void> {
    let at = 0
    while (at < octets.length && !to.destroyed) {
      const step = this.rate === null ? octets.length : Math.max(1, Math.round(this.rate / 10))
      to.write(octets.subarray(at, at + step))
      at += step
      if (this.rate !== null) await sleep(100)
    }
  }
}
