/*
 * Runs in the page before its own scripts: stands between its socket and its server, which go on as they are, and puts
 * further updates of the overview between the server's own. A server sends four a second at most, and a million of them
 * would take three days. In the page, since each word from outside would cost more than what is measured.
 */
{
  /** Acknowledgements of the server's own updates have smaller numbers. */
  const OWN_ACKS = 1_000_000_000
  /** Every so many updates the trend moves too. */
  const TREND_EVERY = 5
  /** How far the numbers wander. */
  const WANDER = 40
  /** After so long the page has its turn: its clock, its server, its frames. */
  const TURN_MS = 50

  let page = null
  let view = null
  /** How many numbers further the page is than the server, by view. */
  const ahead = new Map()
  let drawn = null

  /** An event of Socket.IO: `42`, a number to acknowledge, and its words as JSON. */
  const fromServer = (message) => {
    const [, number = '', body = ''] = /^42(\d*)(\[[\s\S]*)$/.exec(message) ?? []
    if (body === '') return message
    const [event, id, update] = JSON.parse(body)
    if (event === 'snapshot') {
      ahead.set(id, 0)
      if ('totals' in update.state.head) view = { id, seq: update.seq, head: update.state.head }
      return message
    }
    if (event !== 'change') return message
    const seq = update.seq + (ahead.get(id) ?? 0)
    if (view?.id === id) view = { id, seq, head: { ...view.head, ...update.head } }
    return `42${number}${JSON.stringify([event, id, { ...update, seq }])}`
  }

  const tell = (data) => page.told?.({ data })

  const joined = (socket) => (page = socket)
  const isLive = (url) => new URL(url, location.href).pathname.startsWith('/live/')
  window.WebSocket = class extends WebSocket {
    told = null

    constructor(url, protocols) {
      super(url, protocols)
      if (!isLive(url)) return
      joined(this)
      view = null
      ahead.clear()
      drawn = null
    }

    get onmessage() {
      return super.onmessage
    }

    set onmessage(listener) {
      this.told = listener
      super.onmessage = ({ data }) => listener({ data: page === this ? fromServer(data) : data })
    }

    send(data) {
      if (typeof data === 'string' && Number(/^43(\d+)/.exec(data)?.[1] ?? 0) >= OWN_ACKS) drawn?.()
      else super.send(data)
    }
  }

  const amplifier = {
    sent: 0,

    get ready() {
      return view !== null
    },

    /** Sends so many updates, each when the page has drawn the one before. */
    async send(count) {
      const turn = new MessageChannel()
      let until = performance.now() + TURN_MS
      for (let left = count; left > 0; left -= 1) {
        await new Promise((resolve) => {
          drawn = resolve
          amplifier.one()
        })
        if (performance.now() < until) continue
        await new Promise((resolve) => {
          turn.port1.onmessage = resolve
          turn.port2.postMessage(null)
        })
        until = performance.now() + TURN_MS
      }
      turn.port1.close()
    },

    one() {
      if (view === null) throw new Error('the page watches no overview')
      amplifier.sent += 1
      view.seq += 1
      ahead.set(view.id, (ahead.get(view.id) ?? 0) + 1)
      const { totals, trend } = view.head
      const more = amplifier.sent % WANDER
      const last = trend.at(-1)
      const moved = last && { ...last, groups: (last.groups ?? 0) + more }
      const change = {
        seq: view.seq,
        head: {
          totals: { ...totals, groups: totals.groups + more, hosts: totals.hosts + more },
          ...(moved && amplifier.sent % TREND_EVERY === 0 ? { trend: [...trend.slice(0, -1), moved] } : {}),
        },
      }
      tell(`42${OWN_ACKS + amplifier.sent}${JSON.stringify(['change', view.id, change])}`)
    },
  }
  window.amplifier = amplifier
}
