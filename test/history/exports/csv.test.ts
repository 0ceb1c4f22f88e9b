import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EVENTS_COLUMNS, MEMBERSHIPS_COLUMNS } from '../../../shared/export.ts'
import { cellText, csvFormat } from '../../../server/history/exports/csv.ts'
import { EVENTS, MEMBERSHIPS } from '../../../server/history/exports/file-columns.ts'
import { fileText, type FileText } from '../../../server/history/exports/file-text.ts'
import { jsonLines } from '../../../server/history/exports/jsonl.ts'
import { Octets } from '../../../server/history/exports/octets.ts'
import { Remembered } from '../../../server/history/exports/remembered.ts'
import type { EventRow, MembershipRow } from '../../../server/history/file/row.ts'
import { isZone, localTime, putUtc } from '../../../server/history/exports/zone.ts'

const membership: MembershipRow = {
  source: 'eth1',
  segment: 'eth1/100.10',
  family: 'ipv4',
  vlan: '100.10',
  segmentName: null,
  group: '239.1.1.1',
  groupName: 'TV 1',
  host: '10.0.0.5',
  hostName: '=Box',
  groupId: 1,
  hostId: 2,
  formId: null,
  mac: '00:00:00:00:00:05',
  vendor: 'XEROX CORPORATION',
  firstJoinAt: Date.UTC(2026, 2, 29, 0, 59, 59, 7),
  lastReportAt: Date.UTC(2026, 2, 29, 1, 0, 0, 70),
  endedAt: null,
  endReason: 'still-member',
  duration: 1_500,
  reports: 3,
  versions: [2, 3],
  mode: 'INCLUDE',
  sources: ['192.0.2.1', '192.0.2.2'],
  confidence: 'presumed',
}
const event: EventRow = {
  at: Date.UTC(1969, 11, 31, 23, 59, 59, 999),
  sequence: 7,
  event: 'gap',
  source: 'eth1',
  segment: 'eth1',
  family: null,
  vlan: '',
  segmentName: null,
  group: null,
  groupName: null,
  groupId: null,
  host: null,
  hostName: null,
  hostId: null,
  formId: null,
  mac: null,
  vendor: null,
  version: null,
  mode: null,
  sources: [],
  reason: 'waiting, "down" until tomorrow',
}
/** The text that is put. */
function textOf(put: (to: Octets) => void): string {
  const octets = new Octets()
  put(octets)
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(octets.take())
}
const asText = <Row>({ head, line }: FileText<Row>) => ({
  head,
  line: (row: Row): string => textOf((to) => line(row, to)),
})

interface Options {
  delimiter?: ',' | ';'
  bom?: boolean
  zone?: string
}
const membershipsCsv = ({ delimiter = ',', bom = false, zone }: Options = {}) =>
  asText(fileText(MEMBERSHIPS, csvFormat(delimiter, bom), zone ?? null))
const eventsCsv = ({ delimiter = ',', bom = false, zone }: Options = {}) =>
  asText(fileText(EVENTS, csvFormat(delimiter, bom), zone ?? null))
const rowsOf = (text: string, delimiter = ','): string[][] => parse(text, { delimiter, record_delimiter: '\r\n' })

describe('the file', () => {
  it('has a header row with the columns of the contract', () => {
    expect(rowsOf(membershipsCsv({}).head)).toEqual([[...MEMBERSHIPS_COLUMNS]])
    expect(rowsOf(eventsCsv({}).head)).toEqual([[...EVENTS_COLUMNS]])
  })

  it('has one line a row, which ends in CR LF', () => {
    const text = membershipsCsv({}).line(membership).repeat(2)
    expect(text.match(/\r\n/g)).toHaveLength(2)
    expect(text.endsWith('\r\n')).toBe(true)
  })

  it('tells a membership', () => {
    expect(membershipsCsv({}).line(membership)).toBe(
      "eth1/100.10,100.10,239.1.1.1,TV 1,10.0.0.5,'=Box,00:00:00:00:00:05,XEROX CORPORATION," +
        '2026-03-29T00:59:59.007Z,2026-03-29T01:00:00.070Z,,still-member,1.5,3,2 3,INCLUDE,' +
        '192.0.2.1 192.0.2.2,presumed\r\n',
    )
  })

  it('tells an event, with quotes and a time before 1970', () => {
    expect(eventsCsv({}).line(event)).toBe(
      '1969-12-31T23:59:59.999Z,-1,7,gap,eth1,,,,,,,,,,"waiting, ""down"" until tomorrow"\r\n',
    )
  })

  it('keeps its columns when the first cells are empty', () => {
    const [row] = rowsOf(membershipsCsv({}).line({ ...membership, segment: '', vlan: '' }))
    expect(row?.slice(0, 3)).toEqual(['', '', '239.1.1.1'])
  })

  it('takes a semicolon, and a byte order mark for Excel', () => {
    const csv = membershipsCsv({ delimiter: ';', bom: true })
    const text = csv.head + csv.line({ ...membership, vendor: 'a;b' })
    expect(text.startsWith('\uFEFFsegment;vlan;')).toBe(true)
    expect(rowsOf(text.slice(1), ';')[1]?.[7]).toBe('a;b')
    expect(eventsCsv({}).head.startsWith('\uFEFF')).toBe(false)
  })
})

describe('JSON lines', () => {
  const line = (row: Partial<MembershipRow>, zone: string | null = null): Record<string, unknown> =>
    JSON.parse(asText(fileText(MEMBERSHIPS, jsonLines(), zone)).line({ ...membership, ...row })) as Record<
      string,
      unknown
    >

  it('has the names of the columns in their order, numbers, lists, null', () => {
    expect(Object.keys(line({}))).toEqual([...MEMBERSHIPS_COLUMNS])
    expect(line({ reports: null, sources: [], vendor: null })).toMatchObject({
      duration_s: 1.5,
      reports: null,
      versions: [2, 3],
      sources: [],
      vendor: null,
      host_name: '=Box',
      ended_utc: null,
    })
  })

  it('has a local time beside each time', () => {
    expect(line({}, 'Europe/Berlin')).toMatchObject({
      last_report_utc: '2026-03-29T01:00:00.070Z',
      last_report_local: '2026-03-29T03:00:00.070+02:00',
      ended_local: null,
    })
  })

  it('has no head, and one line a row', () => {
    const { head, line: write } = asText(fileText(EVENTS, jsonLines(), null))
    expect(head).toBe('')
    expect(write(event).split('\n')).toHaveLength(2)
  })
})

describe('what people call things', () => {
  const NAMES = [
    'say "hi"',
    'two\nlines',
    'two\r\nlines',
    'a;b',
    'a,b',
    '\u{1F4FA} TV',
    '\u0000\u0001\u001b',
    "'",
    '',
    ' x ',
  ]
  it.each(NAMES)('%j comes back from each format', (name) => {
    for (const delimiter of [',', ';'] as const) {
      const file = membershipsCsv({ delimiter, bom: true })
      const text = file.head + file.line({ ...membership, groupId: null, groupName: name })
      const [, row] = rowsOf(text.slice(1), delimiter)
      expect(row?.[MEMBERSHIPS_COLUMNS.indexOf('group_name')]).toBe(name)
    }
    const json = asText(fileText(MEMBERSHIPS, jsonLines(), null)).line({
      ...membership,
      groupId: null,
      groupName: name,
    })
    expect((JSON.parse(json) as Record<string, unknown>)['group_name']).toBe(name)
  })

  it('cells of one group are made once, and of another anew', () => {
    const file = membershipsCsv()
    const of = (groupId: number | null, groupName: string): string | undefined =>
      rowsOf(file.line({ ...membership, groupId, groupName }))[0]?.[3]
    expect([of(1, 'one'), of(2, 'two'), of(1, 'one'), of(null, 'none'), of(null, 'other')]).toEqual([
      'one',
      'two',
      'one',
      'none',
      'other',
    ])
  })
})

describe('octets', () => {
  it('are the text, however long it is and wherever it was cut', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' })), fc.integer({ min: 1, max: 40_000 }), (texts, times) => {
        const octets = new Octets()
        const all = [...texts, '\u{1F4FA}'.repeat(times)]
        for (const text of all) octets.text(text)
        expect(new TextDecoder().decode(octets.take())).toBe(all.join(''))
        expect(octets.take()).toHaveLength(0)
      }),
      { numRuns: 30 },
    )
  })
})

describe('texts that come again', () => {
  // Numbers that share a place, and such as share none.
  const KEYS = [0, 1, 131_072, 131_073, -1, 2 ** 31 - 1, 2 ** 40]
  it('are those of their number, in one place with others or too long for it', () => {
    const lengths = fc.array(fc.integer({ min: 0, max: 300 }), { minLength: KEYS.length, maxLength: KEYS.length })
    fc.assert(
      fc.property(lengths, fc.array(fc.nat(KEYS.length - 1)), (lengthOf, asked) => {
        const texts = new Remembered()
        for (const one of asked) {
          const key = KEYS[one]!
          const text = `${key} `.repeat(150).slice(0, lengthOf[one])
          expect(['', text]).toContain(textOf((to) => void texts.put(key, to)))
          texts.set(key, new TextEncoder().encode(text))
          const isKept = text.length <= 100 && key < 2 ** 31
          if (isKept) expect(textOf((to) => void texts.put(key, to))).toBe(text)
        }
      }),
      { numRuns: 20 },
    )
  })
})

describe('numbers', () => {
  it('are what JavaScript writes', () => {
    const file = eventsCsv()
    fc.assert(
      fc.property(fc.maxSafeInteger(), (sequence) => {
        expect(rowsOf(file.line({ ...event, sequence }))[0]?.[2]).toBe(String(sequence))
      }),
    )
    const durations = membershipsCsv()
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 40 }), (duration) => {
        expect(Number(rowsOf(durations.line({ ...membership, duration }))[0]?.[12])).toBe(duration / 1_000)
      }),
    )
  })
})

describe('cells', () => {
  const cell = cellText(',')
  it.each([
    ['=1+1', "'=1+1"],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\tx', "'\tx"],
    ['\rx', '"\'\rx"'],
    ['=HYPERLINK("http://x","y")', '"\'=HYPERLINK(""http://x"",""y"")"'],
    ['a-b', 'a-b'],
    ['10.0.0.1', '10.0.0.1'],
    ['two\r\nlines', '"two\r\nlines"'],
    ['line\nfeed', '"line\nfeed"'],
    [' =1', ' =1'],
    ['é', 'é'],
  ])('%j is written as %j', (text, written) => expect(cell(text)).toBe(written))

  it('numbers are ours and have no guard', () => expect(cell(-1.5)).toBe('-1.5'))

  it('whatever the text, a reader gets it back, with an apostrophe where a formula begins', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.constantFrom(',', ';'), (text, delimiter) => {
        const read = rowsOf(`x${delimiter}${cellText(delimiter)(text)}${delimiter}y\r\n`, delimiter)
        const guarded = /^[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/.test(text) ? `'${text}` : text
        expect(read).toEqual([['x', guarded, 'y']])
      }),
    )
  })
})

describe('zones', () => {
  it('each time in UTC is followed by its local one', () => {
    const columns = rowsOf(membershipsCsv({ zone: 'Europe/Berlin' }).head)[0]!
    for (const name of columns.filter((column) => column.endsWith('_utc'))) {
      expect(columns[columns.indexOf(name) + 1]).toBe(name.replace('_utc', '_local'))
    }
    const csv = membershipsCsv({ zone: 'Europe/Berlin' })
    const [header, row] = rowsOf(csv.head + csv.line(membership))
    expect(header).toEqual(columns)
    const cell = (name: string): string | undefined => row?.[columns.indexOf(name)]
    // Summer time begins between the two: 01:59:59 is followed by 03:00:00.
    expect(cell('first_join_local')).toBe('2026-03-29T01:59:59.007+01:00')
    expect(cell('last_report_local')).toBe('2026-03-29T03:00:00.070+02:00')
    expect(cell('ended_local')).toBe('')
  })

  it.each([
    // Both changes of the year, and the hour that is there twice.
    ['America/New_York', Date.UTC(2026, 2, 8, 6, 59, 59, 999), '2026-03-08T01:59:59.999-05:00'],
    ['America/New_York', Date.UTC(2026, 2, 8, 7), '2026-03-08T03:00:00.000-04:00'],
    ['America/New_York', Date.UTC(2026, 10, 1, 5, 30), '2026-11-01T01:30:00.000-04:00'],
    ['America/New_York', Date.UTC(2026, 10, 1, 6, 30), '2026-11-01T01:30:00.000-05:00'],
    ['Europe/Lisbon', Date.UTC(2026, 2, 29, 0, 59, 59, 999), '2026-03-29T00:59:59.999+00:00'],
    ['Europe/Lisbon', Date.UTC(2026, 2, 29, 1), '2026-03-29T02:00:00.000+01:00'],
    ['Europe/Lisbon', Date.UTC(2026, 9, 25, 0, 30), '2026-10-25T01:30:00.000+01:00'],
    ['Europe/Lisbon', Date.UTC(2026, 9, 25, 1, 30), '2026-10-25T01:30:00.000+00:00'],
    // No more since 2019.
    ['America/Sao_Paulo', Date.UTC(2019, 1, 17, 1, 30), '2019-02-16T23:30:00.000-02:00'],
    ['America/Sao_Paulo', Date.UTC(2019, 1, 17, 2, 30), '2019-02-16T23:30:00.000-03:00'],
    ['America/Sao_Paulo', Date.UTC(2018, 10, 4, 3), '2018-11-04T01:00:00.000-02:00'],
    ['Europe/Berlin', Date.UTC(2026, 9, 25, 0, 59, 59, 999), '2026-10-25T02:59:59.999+02:00'],
    ['Europe/Berlin', Date.UTC(2026, 9, 25, 1, 0, 0, 0), '2026-10-25T02:00:00.000+01:00'],
    ['America/Sao_Paulo', Date.UTC(2026, 0, 1, 2, 59), '2025-12-31T23:59:00.000-03:00'],
    ['Asia/Kathmandu', Date.UTC(2026, 0, 1), '2026-01-01T05:45:00.000+05:45'],
    ['Australia/Lord_Howe', Date.UTC(2026, 3, 4, 14, 59), '2026-04-05T01:59:00.000+11:00'],
    ['Australia/Lord_Howe', Date.UTC(2026, 3, 4, 15, 0), '2026-04-05T01:30:00.000+10:30'],
    ['UTC', Date.UTC(2026, 0, 1), '2026-01-01T00:00:00.000+00:00'],
  ])('%s %i is %s', (zone, at, text) => expect(textOf((to) => localTime(zone)(at, to))).toBe(text))

  it('UTC is what Date says, to the millisecond that has begun', () => {
    fc.assert(
      fc.property(fc.double({ min: -2e12, max: 7e12, noNaN: true }), (at) => {
        expect(textOf((to) => putUtc(at, to))).toBe(new Date(Math.floor(at)).toISOString())
      }),
    )
  })

  it('knows which zones there are', () => {
    expect(isZone('Europe/Lisbon')).toBe(true)
    expect(isZone('Mars/Olympus')).toBe(false)
  })
})
