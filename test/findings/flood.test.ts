import { describe, expect, it } from 'vitest'
import { FAULTY_SENDERS_KEPT } from '../../server/conduct/sender-faults.ts'
import {
  FindingBook,
  MAX_CRITICAL_BEYOND,
  MAX_OPENED_A_MINUTE,
  MAX_OPEN_FINDINGS,
  MAX_OPEN_OF_A_CODE,
} from '../../server/findings/book.ts'
import { ASKED_A_SECOND } from '../../server/findings/watch.ts'
import { FINDING_CODES, type FindingCode, type Severity } from '../../shared/finding.ts'
import { mac } from '../../shared/address.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../../shared/time.ts'
import { aHost, observed, settled } from '../history/reading/found.ts'
import { BASE, segment } from '../history/steps.ts'
import { MACS_OF_AN_ADDRESS } from '../../server/membership/limits.ts'
import { query, v2 } from '../membership/wire.ts'
import { Scene } from './scene.ts'

/** So many hosts with a fault of this code, from number `first` on. */
const faults = (n: number, severity: Severity = 'warning', first = 0) =>
  Array.from({ length: n }, (_, i) => observed(severity, { subject: aHost(first + i) }))

/** Told minute after minute, until all that have room are open. */
function flood(book: FindingBook, code: FindingCode, seen: ReturnType<typeof faults>, at: number): void {
  for (let t = 0; t <= seen.length / MAX_OPENED_A_MINUTE; t += 1) {
    settled(book, code, segment, seen, 1e9, at + t * MINUTE)
  }
}

describe('a book of findings', () => {
  it('keeps room for other codes when one is flooded, and counts each finding without room once', () => {
    const book = new FindingBook()
    for (let s = 0; s < 3; s += 1) flood(book, 'bad-sender', faults(MAX_OPEN_OF_A_CODE + 7), BASE + s * HOUR)
    expect([book.size, book.refused]).toEqual([MAX_OPEN_OF_A_CODE, 7])
    settled(book, 'no-querier', segment, [observed('warning')], 1e9, BASE + DAY)
    expect([book.size, book.refused]).toEqual([MAX_OPEN_OF_A_CODE + 1, 7])
  })

  it('keeps room for what is critical, as far as that goes', () => {
    const book = new FindingBook()
    const flooded = FINDING_CODES.slice(0, MAX_OPEN_FINDINGS / MAX_OPEN_OF_A_CODE)
    for (const code of flooded) flood(book, code, faults(MAX_OPEN_OF_A_CODE), BASE)
    const [next] = FINDING_CODES.slice(flooded.length) as [FindingCode]
    settled(book, next, segment, [observed('warning')], 1e9, BASE + HOUR)
    expect([book.size, book.refused]).toEqual([MAX_OPEN_FINDINGS, 1])
    flood(book, next, faults(MAX_CRITICAL_BEYOND + 3, 'critical'), BASE + DAY)
    expect([book.size, book.refused]).toEqual([MAX_OPEN_FINDINGS + MAX_CRITICAL_BEYOND, 4])
  })

  it('gives room that is free again to who had none, who is not counted any more', () => {
    const book = new FindingBook()
    flood(book, 'bad-sender', faults(MAX_OPEN_OF_A_CODE + 1), BASE)
    settled(book, 'bad-sender', segment, [], 0, BASE + HOUR)
    expect([book.size, book.refused]).toEqual([0, 1])
    settled(book, 'bad-sender', segment, faults(1, 'warning', MAX_OPEN_OF_A_CODE), 1e9, BASE + HOUR + 2)
    expect([book.size, book.refused]).toEqual([1, 0])
  })

  it('opens no more of a code in a minute, whoever they are and however soon they close', () => {
    const book = new FindingBook()
    let told = 0
    for (let s = 0; s < 60; s += 1) {
      told += settled(book, 'two-queriers', segment, faults(16, 'information', 16 * s), 0, BASE + s * SECOND).length
    }
    expect(told).toBe(2 * MAX_OPENED_A_MINUTE)
    expect(settled(book, 'two-queriers', segment, faults(1, 'information'), 0, BASE + MINUTE)).toHaveLength(1)
  })
})

describe('a flood of forged frames', () => {
  it('on very many VLANs costs the rules the same each second, and each segment has its turn', () => {
    const scene = new Scene()
    const segments = 2 * ASKED_A_SECOND
    for (let vlan = 1; vlan <= segments; vlan += 1)
      scene.step(0, '10.0.0.1', v2('239.1.1.1'), { vlans: [vlan], ttl: 9 })
    const opened = (): number => scene.events.filter(({ finding }) => finding.code === 'bad-sender').length
    scene.advance(1)
    const asked = (): number =>
      [...scene.tap.watch.conducts.values()].filter(({ wire }) => wire.faults.fresh.size > 0).length
    expect([asked(), opened()]).toEqual([ASKED_A_SECOND, MAX_OPENED_A_MINUTE])
    scene.advance(2)
    expect(asked()).toBe(segments)
    expect(scene.tap.watch.book.refused).toBe(segments - MAX_OPENED_A_MINUTE)
  })

  it('from a thousand MACs in one second gives the rules no more senders than are kept', () => {
    const scene = new Scene()
    for (let i = 0; i < 1_000; i += 1) {
      const forged = { srcMac: mac(0x020000001000 + i), ttl: 9 }
      scene.step(i / 2_000, '10.0.10.1', query(), forged)
    }
    scene.advance(1)
    const [conduct] = scene.tap.watch.conducts.values()
    expect(conduct?.wire.faults.fresh.size).toBe(FAULTY_SENDERS_KEPT)
    expect(conduct?.wire.faults.dropped).toBe(1_000 - FAULTY_SENDERS_KEPT)
  })

  it('from one address and thousands of MACs ends at so many hosts, and is told in one short sentence', () => {
    const scene = new Scene()
    const forged = MACS_OF_AN_ADDRESS + 2_000
    for (let i = 0; i < forged; i += 1) {
      scene.step(i / 1_000, '10.0.10.11', v2('239.1.1.1'), { srcMac: mac(0x020000001000 + i) })
    }
    scene.advance(5)
    const { table, watch } = scene.tap
    expect([table.hosts, table.refused.hosts]).toEqual([MACS_OF_AN_ADDRESS, 2_000])
    const conflicts = [...watch.book.open()].filter(({ code }) => code === 'address-conflict')
    expect(conflicts.map(({ values }) => values['macs'])).toEqual([
      expect.stringMatching(/^02:00:00:00:10:00(, [0-9a-f:]{17}){4}, \+59$/),
    ])
  })
})
