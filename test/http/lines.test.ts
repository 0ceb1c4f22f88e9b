import { EventEmitter } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import { describe, expect, it } from 'vitest'
import { Lines } from '../../server/http/lines.ts'
import { MAX_OF_ADDRESS, Seats } from '../../server/live/seats.ts'

/** A line of which only its addresses matter. */
class Wire extends EventEmitter {
  readonly localAddress = '::'
  destroyed = false
  readonly remoteAddress: string
  readonly remotePort: number

  constructor(remoteAddress: string, remotePort: number) {
    super()
    this.remoteAddress = remoteAddress
    this.remotePort = remotePort
  }

  destroy(): void {
    if (this.destroyed) return
    this.destroyed = true
    this.emit('close')
  }
}

const [MOST, EACH] = [16, 8]
const known = new Set<unknown>()

function open(): { lines: Lines; come: (address: string) => Wire; ask: (wire: Wire) => EventEmitter } {
  // Its own ears would want real lines.
  const server = createServer().removeAllListeners('connection')
  const lines = new Lines(server, { most: MOST, each: EACH, isProxy: () => false })
  lines.sparing((request: IncomingMessage) => known.has(request.socket))
  let port = 0
  return {
    lines,
    come: (address) => {
      const wire = new Wire(address, (port += 1))
      server.emit('connection', wire)
      return wire
    },
    ask: (wire) => {
      const response = new EventEmitter()
      server.emit('request', { socket: wire }, response)
      return response
    },
  }
}

describe('of one network', () => {
  it.each<[string, (i: number) => string, number]>([
    ['one address of IPv4', () => '192.0.2.7', EACH],
    ['one of IPv4, written as IPv6', () => '::ffff:192.0.2.7', EACH],
    ['all addresses of a /64', (i) => `2001:db8:0:1::${i.toString(16)}`, EACH],
    ['all temporary addresses of a /64', (i) => `2001:db8::${i}:7:8:9`, EACH],
    ['as many networks as there are addresses', (i) => `2001:db8:0:${i.toString(16)}::1`, MOST],
    ['as many neighbours of IPv4', (i) => `192.0.2.${i}`, MOST],
  ])('%s', (_, addressOf, most) => {
    const { lines, come } = open()
    for (let i = 1; i <= 3 * MOST; i += 1) come(addressOf(i))
    expect(lines.open).toBe(most)
  })

  it.each<[string, (i: number) => string, boolean]>([
    ['pages of one /64 are bounded', (i) => `2001:db8:0:1::${i.toString(16)}`, false],
    ['those of another one find a place', (i) => `2001:db8:0:${i.toString(16)}::1`, true],
  ])('%s', (_, addressOf, free) => {
    const seats = new Seats()
    const visitor = (i: number) => ({ address: addressOf(i), session: null, display: false })
    const leaves = Array.from({ length: MAX_OF_ADDRESS }, (_, i) => seats.take(visitor(i)))
    expect(seats.isFree(visitor(9_999))).toBe(free)
    for (const leave of leaves) leave()
    expect(seats.isFree(visitor(9_999))).toBe(true)
  })
})

describe('where no connection is idle', () => {
  const full = (isKnown: boolean) => {
    const opened = open()
    const wires = Array.from({ length: MOST }, (_, i) => opened.come(`2001:db8:0:${i >> 2}::1`))
    if (isKnown) for (const wire of wires) known.add(wire)
    const answers = wires.map((wire) => opened.ask(wire))
    return { ...opened, wires, answers }
  }

  it('a stranger whose request takes longest makes room for another network at once', () => {
    const { lines, come, wires } = full(false)
    const [first, second] = wires
    expect(come('192.0.2.7').destroyed).toBe(false)
    expect(wires.filter(({ destroyed }) => destroyed)).toEqual([first])
    expect(come('192.0.2.8').destroyed).toBe(false)
    // What has come since has no request: it is idle, and goes first.
    expect(second?.destroyed).toBe(false)
    expect([lines.open, lines.cut, lines.refused]).toEqual([MOST, 2, 0])
  })

  it('whoever is let in meanwhile keeps their line', () => {
    const { come, wires } = full(false)
    for (const wire of wires.slice(0, 5)) known.add(wire)
    expect(come('192.0.2.7').destroyed).toBe(false)
    expect(wires.findIndex(({ destroyed }) => destroyed)).toBe(5)
  })

  it('those who are signed in are not cut: the new one is refused', () => {
    const { lines, come, wires } = full(true)
    expect(come('192.0.2.7').destroyed).toBe(true)
    expect(wires.some(({ destroyed }) => destroyed)).toBe(false)
    expect([lines.cut, lines.refused]).toEqual([0, 1])
  })

  it('one that was answered is idle again', () => {
    const { come, wires, answers } = full(true)
    answers[7]?.emit('close')
    expect(come('192.0.2.7').destroyed).toBe(false)
    expect(wires.findIndex(({ destroyed }) => destroyed)).toBe(7)
  })
})
