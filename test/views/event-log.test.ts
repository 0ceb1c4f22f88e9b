import fc from 'fast-check'
import type { Segment } from '../../server/decode/segment.ts'
import { describe, expect, it } from 'vitest'
import type { HostKey, TableEvent } from '../../server/membership/event.ts'
import { EventLog } from '../../server/views/event-log.ts'
import { mac } from '../../shared/address.ts'
import { ip } from '../generate/message.ts'

const SEGMENTS: readonly Segment[] = [
  { family: 'ipv4', name: '10', vlans: [10] },
  { family: 'ipv4', name: '20', vlans: [20] },
]
const G1 = ip('239.1.1.1')
const HOST = { ip: ip('10.0.0.5'), mac: mac(5) }

const joined = (at: number, segment = 0, group = G1, host: HostKey = HOST): TableEvent => ({
  event: 'joined',
  at,
  segment: SEGMENTS[segment]!,
  group,
  host,
  version: 3,
  mode: 'EXCLUDE',
  sources: [],
  frame: 1,
  before: null,
})
const times = (events: Iterable<TableEvent>): number[] => [...events].map(({ at }) => at)

describe('the log', () => {
  it('keeps the last ones and counts what went', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(5), { maxLength: 12 }), fc.integer({ min: 1, max: 7 }), (pieces, kept) => {
        const log = new EventLog(kept)
        const all: number[] = []
        for (const size of pieces) {
          const events = Array.from({ length: size }, (_, i) => joined(all.length + i))
          all.push(...times(events))
          log.push(events)
        }
        expect(times(log.newest())).toEqual(all.slice(-kept).reverse())
        expect([log.pushed, log.size + log.dropped]).toEqual([all.length, all.length])
      }),
    )
  })

  it('finds a group and a host', () => {
    const log = new EventLog()
    const other = { ip: HOST.ip, mac: mac(6) }
    log.push([joined(1), joined(2, 1), joined(3, 0, ip('239.1.1.2')), joined(4, 0, G1, other), joined(5)])
    log.push([{ event: 'querier-lost', at: 6, segment: SEGMENTS[0]!, querier: HOST, version: 3 }])
    expect(times(log.ofGroup('10', G1, 10))).toEqual([1, 4, 5])
    expect(times(log.ofGroup('10', G1, 2))).toEqual([4, 5])
    expect(times(log.ofHost('10', HOST, 10))).toEqual([1, 3, 5])
    log.push([joined(6, 0, G1, other)])
    expect(log.hostAt('10', HOST.ip)).toEqual(other)
    expect(log.hostAt('20', HOST.ip)).toEqual(HOST)
    expect(log.hostAt('10', ip('10.0.0.99'))).toBeNull()
  })
})
