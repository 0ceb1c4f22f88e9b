import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readCapture } from '../../server/capture/file.ts'
import type { FindingEvent } from '../../server/findings/event.ts'
import { findingLine } from '../../server/findings/line.ts'
import { QUERIER_RULES } from '../../server/findings/querier-rules.ts'
import { Tap } from '../../server/tap.ts'
import { SECOND } from '../../shared/time.ts'

const folder = join(import.meta.dirname, '../fixtures/captures')
const CODES = new Set(QUERIER_RULES.map(({ code }) => code))

/** What is told about queriers, up to a second after the end: `381 opened querier-changed information 10.0.10.2`. */
async function told(file: string, tap = new Tap('', { formula: 'rfc3376', dedupe: 5 })): Promise<string[]> {
  const events: FindingEvent[] = []
  let start: number | null = null
  await readCapture(
    join(folder, file),
    (frame) => {
      start ??= frame.at
      events.push(...tap.take(frame).findings)
    },
    () => Promise.resolve(true),
  )
  events.push(...tap.roll.advance(tap.table.clock + SECOND).findings)
  return events.map(findingLine).flatMap(({ event, at, code, segment, severity, host }) => {
    if (!CODES.has(code)) return []
    const place = segment === 'untagged' ? [] : [segment]
    const who = host === null ? [] : [host.ip === '0.0.0.0' ? host.mac : host.ip]
    const second = Math.round((at - start!) / SECOND)
    return [[second, ...place, event.replace('finding-', ''), code, severity, ...who].join(' ')]
  })
}

describe('captures of the field', () => {
  it.each<[string, readonly string[]]>([
    [
      '05-querier-failover-to-higher-ip',
      [
        '263 opened querier-silent information',
        '313 changed querier-silent warning',
        '380 changed querier-silent critical',
        '381 closed querier-silent critical',
        '381 opened querier-changed information 10.0.10.2',
      ],
    ],
    [
      '07-rogue-querier-off-subnet',
      [
        '61 opened querier-changed information 10.0.0.1',
        '61 opened mixed-versions warning 10.0.0.1',
        '126 opened two-queriers information 10.0.10.1',
      ],
    ],
    ['09-ethernet-padding', ['2 opened mixed-versions warning 10.0.10.1']],
    [
      '11-v3-maxresp-qqic-float',
      ['4 opened slow-querier warning 10.0.10.1', '7 changed slow-querier critical 10.0.10.1'],
    ],
    ['13-v1-query-report-leave-ignored', ['4 opened mixed-versions warning']],
    ['21-non-querier-sends-GSQ', ['21 opened odd-specific-query warning 10.0.10.2']],
    // Nobody asks for the first 190 s.
    ['23-report-just-after-max-resp', ['135 opened no-querier warning', '191 closed no-querier warning']],
    [
      '25-query-source-0.0.0.0',
      [
        '61 opened unnumbered-querier information 02:00:00:00:0a:fe',
        '61 opened mixed-versions information 02:00:00:00:0a:fe',
        // The router with an address asks in version 2 again.
        '101 closed unnumbered-querier information 02:00:00:00:0a:fe',
        '101 opened mixed-versions warning 10.0.10.1',
        '101 closed mixed-versions information 02:00:00:00:0a:fe',
      ],
    ],
    ['29-mldv2-three-records', []],
  ])('%s', async (name, expected) => {
    expect(await told(`cases/${name}.pcap`)).toEqual(expected)
  })

  it('31: MLD is told by its own versions, and intervals beyond all sense', async () => {
    const tap = new Tap('', { formula: 'rfc3376', dedupe: 5 })
    const lines = await told('cases/31-mldv2-max-response-code.pcap', tap)
    expect(lines).toContain('5 changed slow-querier critical fe80::1')
    expect(lines).toContain('7 opened mixed-versions warning fe80::1')
    expect([...tap.watch.conducts.values()].map(({ queriers }) => queriers.malformed)).toEqual([1])
  })
})

it('the hour: an election, a querier that fails, its successor, and its return', async () => {
  expect(await told('hour.pcap')).toEqual([
    '21 10 opened two-queriers information 10.0.10.2',
    '275 10 closed two-queriers information 10.0.10.2',
    // Set-top boxes of version 2 come to a querier of version 3.
    '501 10 opened mixed-versions information',
    '1547 10 opened querier-silent information',
    '1597 10 changed querier-silent warning',
    '1665 10 closed querier-silent warning',
    '1665 10 opened querier-changed information 10.0.10.2',
    '1920 10 closed querier-changed information 10.0.10.2',
    '2806 10 closed mixed-versions information',
    '2901 10 opened querier-changed information 10.0.10.1',
    '3155 10 closed querier-changed information 10.0.10.1',
  ])
})
