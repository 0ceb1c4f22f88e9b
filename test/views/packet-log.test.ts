import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeFrame } from '../../server/capture/simulated/encode.ts'
import { Decoder } from '../../server/decode/index.ts'
import type { Message } from '../../server/decode/message.ts'
import { frameOf as octetsOf, PacketLog } from '../../server/views/packet-log.ts'
import { PacketPool } from '../../server/views/packet-pool.ts'
import { groupsOf } from '../../server/views/packets.ts'
import { ALL_NODES, ipv4 } from '../../shared/address.ts'
import { arbitrarySent, frameOf } from '../generate/frame.ts'
import { ip, HOSTS } from '../generate/message.ts'
import { mac } from '../../shared/address.ts'

const G1 = ip('239.1.1.1')
const report = (group = G1, src = HOSTS[0]!) =>
  encodeFrame({ kind: 'report', version: 2, group }, { src, srcMac: mac(0x020000000001) })

/** Feeds frames as a tap does. */
function fed(log: PacketLog, count: number, make: (i: number) => Uint8Array = () => report()): Message[] {
  const decoder = new Decoder('')
  return Array.from({ length: count }, (_, i) => {
    const frame = frameOf(make(i), i)
    const message = decoder.decode(frame)
    if (typeof message === 'string') throw new Error(message)
    log.push(frame, message, message.segment, i % 7 === 3)
    return message
  })
}
const framesOf = (log: PacketLog, wanted = {}): number[] =>
  [...log.newest(wanted)].map(({ block, index }) => block.frame[index]!)

describe('kept packets', () => {
  it('are the last ones, whole blocks of the oldest go first, and what went is counted', () => {
    const log = new PacketLog(new PacketPool(), 20_000)
    const pushed = 50_000
    fed(log, pushed)
    const { packets, dropped, octets, since } = log.kept()
    expect(packets).toBeLessThanOrEqual(20_000)
    expect(packets).toBeGreaterThan(20_000 - 2 * 4_096)
    expect(packets + dropped).toBe(pushed)
    expect(octets).toBe(packets * report().length)
    expect(framesOf(log)).toEqual(Array.from({ length: packets }, (_, i) => pushed - i))
    expect(since).toBe(dropped)
    expect(log.find(dropped)).toBeNull()
    expect(log.find(dropped + 1)).not.toBeNull()
    expect(log.find(pushed + 1)).toBeNull()
  })

  it('are bounded in octets: large ones leave room for fewer', () => {
    const log = new PacketLog(new PacketPool(8, 4))
    const large = new Uint8Array(60_000)
    fed(log, 40, () => {
      const data = large.slice()
      data.set(report())
      return data
    })
    expect(log.blocks).toBe(4)
    expect(log.kept().packets).toBe(16)
    expect(log.kept().dropped).toBe(24)
  })

  it('of a busy tap do not push out those of a quiet one', () => {
    const pool = new PacketPool(5, 4)
    const [quiet, busy] = [new PacketLog(pool), new PacketLog(pool)]
    fed(quiet, 10)
    fed(busy, 40_000)
    const third = new PacketLog(pool)
    fed(third, 10)
    expect(quiet.kept()).toMatchObject({ packets: 10, dropped: 0 })
    expect(third.kept()).toMatchObject({ packets: 10, dropped: 0 })
    expect(busy.blocks).toBe(3)
  })

  it('are copies: what the source does with its buffer afterwards changes nothing', () => {
    const log = new PacketLog()
    const data = report()
    const before = Buffer.from(data).toString('hex')
    fed(log, 1, () => data)
    data.fill(0xff)
    const [kept] = log.newest()
    const frame = octetsOf(kept!)
    expect(Buffer.from(frame.data.subarray(frame.start, frame.end)).toString('hex')).toBe(before)
  })

  it('stay readable to whoever goes through them while newer ones push them out', () => {
    const log = new PacketLog(new PacketPool(), 10_000)
    fed(log, 8_000)
    const through = log.newest()
    through.next()
    const more = new Decoder('')
    for (let i = 0; i < 30_000; i += 1) {
      const frame = frameOf(report(), i)
      const message = more.decode(frame)
      if (typeof message !== 'string') log.push(frame, message, message.segment, false)
    }
    const rest = [...through].map(({ block, index }) => block.frame[index]!)
    expect(rest).toEqual(Array.from({ length: 7_999 }, (_, i) => 7_999 - i))
  })
})

describe('going through them', () => {
  it('passes over none that is about what is asked for', () => {
    fc.assert(
      fc.property(fc.array(arbitrarySent, { minLength: 1, maxLength: 60 }), fc.nat(), (sent, which) => {
        const log = new PacketLog()
        const decoder = new Decoder('')
        const messages = sent.flatMap(({ data }, i) => {
          const frame = frameOf(data, i)
          const message = decoder.decode(frame)
          if (typeof message === 'string') return []
          log.push(frame, message, message.segment, false)
          return [message]
        })
        const one = messages[which % Math.max(1, messages.length)]
        if (!one) return
        const [group] = groupsOf(one)
        const found = new Set(framesOf(log, { segment: one.segment.name, host: one.src, ...(group ? { group } : {}) }))
        for (const message of messages) {
          const isIt = message.src === one.src && (group === undefined || groupsOf(message).includes(group))
          if (isIt && message.segment.name === one.segment.name) expect(found).toContain(message.frame)
        }
      }),
      { numRuns: 300 },
    )
  })

  it('passes over nearly all that are about others', () => {
    const log = new PacketLog()
    fed(log, 3_000, (i) => report(ipv4(0xef010000 + (i % 300))))
    expect(framesOf(log, { group: G1 }).length).toBeLessThan(400)
    expect(framesOf(log, { group: ALL_NODES }).length).toBeLessThan(400)
    expect(framesOf(log, { segment: 'another' })).toEqual([])
  })
})
