import { describe, expect, it } from 'vitest'
import type { FindingEvent } from '../../server/findings/event.ts'
import { findingLine } from '../../server/findings/line.ts'
import { WIRE_RULES } from '../../server/findings/wire-rules.ts'
import { Tap } from '../../server/tap.ts'
import { SECOND } from '../../shared/time.ts'
import { readFrames } from '../membership/captured.ts'

const CODES = new Set(WIRE_RULES.map(({ code }) => code))

/** What is opened about the wire, up to a second after the end: `bad-sender warning 10.0.10.12 bad-checksum 1`. */
function opened(file: string): string[] {
  const tap = new Tap('', { formula: 'rfc3376', dedupe: 5 })
  const lines: string[] = []
  const note = (events: readonly FindingEvent[]): void => {
    for (const { event, code, severity, segment, host, group, values } of events.map(findingLine)) {
      if (event !== 'finding-opened' || !CODES.has(code)) continue
      const where = segment === null || segment === 'untagged' ? [] : [segment]
      const who = [...(group === null ? [] : [group]), ...(host === null ? [] : [host.ip])]
      const what = code === 'bad-sender' ? [String(values['faults'])] : []
      lines.push([...where, code, severity, ...who, ...what].join(' '))
    }
  }
  for (const frame of readFrames(file)) note(tap.take(frame).findings)
  note(tap.roll.advance(tap.table.clock + SECOND).findings)
  return lines
}

describe('captures of the field', () => {
  it.each<[string, readonly string[]]>([
    [
      '01-bad-checksum-leave',
      ['bad-sender warning 10.0.10.12 bad-checksum 1', 'bad-sender warning 10.0.10.11 bad-checksum 1'],
    ],
    [
      '03-v2-report-dst-mismatch',
      ['bad-sender warning 10.0.10.11 wrong-destination 1', 'bad-sender warning 10.0.10.12 wrong-destination 1'],
    ],
    [
      '17-truncated-group-record',
      [
        'bad-sender warning 10.0.10.11 malformed-record 1',
        'bad-sender warning 10.0.10.12 malformed-record 1',
        'bad-sender warning 10.0.10.13 malformed-record 1',
      ],
    ],
    [
      '27-no-router-alert',
      [
        'bad-sender information 10.0.10.1 no-router-alert 1',
        'bad-sender information 10.0.10.11 no-router-alert 1',
        'bad-sender information 10.0.10.12 no-router-alert 1',
      ],
    ],
    ['31-mldv2-max-response-code', ['bad-sender warning fe80::1 bad-length 1']],
    ['33-span-duplicates-vs-retransmit', ['tap-limits information']],
    ['35-snaplen-truncated', ['tap-limits warning']],
    ['37-type22-with-v2-layout', ['bad-sender warning 10.0.10.11 malformed-record 1, wrong-destination 1']],
    ['41-ip-fragments', ['bad-sender information 10.0.10.11 fragment 1']],
    // Nothing is wrong with the frames of these.
    ['23-report-just-after-max-resp', []],
    ['29-mldv2-three-records', []],
    ['39-other-igmp-types', []],
  ])('%s', (file, expected) => {
    expect(opened(`cases/${file}.pcap`)).toEqual(expected)
  })

  it('the hour: the frames that are wrong, and the copies of its mirror', () => {
    expect(opened('hour.pcap')).toEqual([
      'tap-limits information',
      '10 bad-sender warning 10.0.10.12 bad-checksum 1',
      '20 bad-sender warning 10.0.20.31 bad-checksum 1',
      '20 bad-sender warning 10.0.20.35 bad-checksum 1',
      '10 bad-sender warning 10.0.10.16 bad-checksum 1',
      '20 bad-sender warning 10.0.20.250 bad-checksum 1',
    ])
  })
})
