import type { Page, WebSocketRoute } from 'playwright-core'
import type { OverviewHead, ViewChange, ViewSnapshot } from '../../shared/live.ts'

/** Updates under way to the page at a time: as fast as it draws them, and no faster. */
const UNDER_WAY = 40
/** Acknowledgements of the server's own updates have smaller numbers. */
const OWN_ACKS = 1_000_000_000
/** Every so many updates the trend moves too. */
const TREND_EVERY = 5
/** How far the numbers wander. */
const WANDER = 40

/**
 * Stands between the page and its server, which go on as they are, and puts further updates of the overview between the
 * server's own: a server sends four a second at most, and a million of them would take three days.
 */
export class Amplifier {
  sent = 0
  #page: WebSocketRoute | null = null
  #view: { id: number; seq: number; head: OverviewHead } | null = null
  /** How many numbers further the page is than the server, by view. */
  readonly #ahead = new Map<number, number>()
  readonly #waiting = new Map<number, () => void>()

  static async on(page: Page): Promise<Amplifier> {
    const amplifier = new Amplifier()
    await page.routeWebSocket(/\/live\//, (socket) => amplifier.#join(socket))
    return amplifier
  }

  get ready(): boolean {
    return this.#view !== null
  }

  /** Sends so many updates; resolves when the page has drawn them all. */
  async send(count: number): Promise<void> {
    const left = { count }
    await Promise.all(
      Array.from({ length: UNDER_WAY }, async () => {
        while (left.count > 0) {
          left.count -= 1
          await this.#one()
        }
      }),
    )
  }

  #one(): Promise<void> {
    const view = this.#view
    if (!view || !this.#page) throw new Error('the page watches no overview')
    this.sent += 1
    view.seq += 1
    this.#ahead.set(view.id, (this.#ahead.get(view.id) ?? 0) + 1)
    const { totals, trend } = view.head
    const more = this.sent % WANDER
    const last = trend.at(-1)
    const moved = last && { ...last, groups: (last.groups ?? 0) + more }
    const change = {
      seq: view.seq,
      head: {
        totals: { ...totals, groups: totals.groups + more, hosts: totals.hosts + more },
        ...(moved && this.sent % TREND_EVERY === 0 ? { trend: [...trend.slice(0, -1), moved] } : {}),
      },
    }
    const ack = OWN_ACKS + this.sent
    const drawn = new Promise<void>((resolve) => this.#waiting.set(ack, resolve))
    this.#page.send(`42${ack}${JSON.stringify(['change', view.id, change])}`)
    return drawn
  }

  #join(socket: WebSocketRoute): void {
    const server = socket.connectToServer()
    this.#page = socket
    this.#view = null
    this.#ahead.clear()
    server.onMessage((message) => socket.send(this.#fromServer(String(message))))
    socket.onMessage((message) => {
      const ack = Number(/^43(\d+)/.exec(String(message))?.[1] ?? 0)
      if (ack < OWN_ACKS) {
        server.send(message)
        return
      }
      this.#waiting.get(ack)?.()
      this.#waiting.delete(ack)
    })
  }

  /** An event of Socket.IO: `42`, a number to acknowledge, and its words as JSON. */
  #fromServer(message: string): string {
    const [, number = '', body = ''] = /^42(\d*)(\[[\s\S]*)$/.exec(message) ?? []
    if (body === '') return message
    const [event, id, update] = JSON.parse(body) as [string, number, ViewSnapshot | ViewChange]
    if (event === 'snapshot' && 'state' in update) {
      this.#ahead.set(id, 0)
      if ('totals' in update.state.head) this.#view = { id, seq: update.seq, head: update.state.head }
      return message
    }
    if (event !== 'change') return message
    const seq = update.seq + (this.#ahead.get(id) ?? 0)
    if (this.#view?.id === id) {
      const head = 'head' in update ? (update.head as Partial<OverviewHead>) : {}
      this.#view = { id, seq, head: { ...this.#view.head, ...head } }
    }
    return `42${number}${JSON.stringify([event, id, { ...update, seq }])}`
  }
}
