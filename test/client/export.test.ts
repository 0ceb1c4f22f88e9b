import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseCsv } from '../../client/export/csv.ts'
import { previewStarts } from '../../client/export/preview.ts'
import {
  curlLine,
  exportQuery,
  fromField,
  rangeOf,
  readExport,
  shellQuote,
  toField,
  writeExport,
  zoneOf,
  type ExportRequest,
} from '../../client/export/request.ts'
import { HOUR, MINUTE } from '../../shared/time.ts'

const NOW = Date.parse('2025-11-26T21:04:37Z')
const request = (more: Partial<ExportRequest> = {}): ExportRequest => ({ ...readExport({}), ...more })

describe('the request of a file', () => {
  it('without an address: memberships of the last hour', () => {
    expect(request()).toEqual({
      set: 'memberships',
      last: '1h',
      from: null,
      to: null,
      filter: '',
      delimiter: ',',
      bom: false,
      zone: null,
    })
    expect(writeExport(request())).toEqual({})
  })
  it('reads what it writes', () => {
    const full = request({
      set: 'events',
      last: null,
      from: NOW - HOUR,
      to: NOW,
      filter: 'vlan:10',
      delimiter: ';',
      bom: true,
      zone: 'America/Sao_Paulo',
    })
    expect(readExport(writeExport(full))).toEqual(full)
    expect(readExport(writeExport(request({ last: '7d' })))).toEqual(request({ last: '7d' }))
  })
  it.each([
    ['what nobody offers', { set: 'secrets', last: '9y', delimiter: '|' }, request()],
    ['a time in milliseconds', { from: '0' }, request({ last: null, from: 0 })],
    ['no time at all', { from: 'yesterday' }, request()],
  ])('%s', (_name, query, expected) => {
    expect(readExport(query)).toEqual(expected)
  })
  it('a preset begins at a full minute and is open to now', () => {
    expect(rangeOf(request({ last: '15m' }), NOW)).toEqual({ from: Date.parse('2025-11-26T20:49:00Z'), to: null })
  })
  it('gives the API no parameter that is at its default', () => {
    expect(exportQuery(request({ last: null }), NOW, 'UTC')).toEqual({})
    expect(exportQuery(request({ delimiter: ';', bom: true, filter: ' vlan:10 ' }), NOW, 'UTC')).toEqual({
      from: '2025-11-26T20:04:00.000Z',
      delimiter: ';',
      bom: '1',
      filter: 'vlan:10',
    })
  })
  it.each([
    [null, 'UTC', null],
    [null, 'America/Sao_Paulo', 'America/Sao_Paulo'],
    ['utc', 'America/Sao_Paulo', null],
    ['Europe/Lisbon', 'UTC', 'Europe/Lisbon'],
  ])('zone %j on a page in %s', (zone, page, expected) => {
    expect(zoneOf(request({ zone }), page)).toBe(expected)
  })
  it('fields of date and time go there and back, in both zones', () => {
    const minute = Math.floor(NOW / MINUTE) * MINUTE
    for (const utc of [true, false]) expect(fromField(toField(minute, utc), utc)).toBe(minute)
    expect(toField(NOW, true)).toBe('2025-11-26T21:04')
    expect([toField(null, true), fromField('', true), fromField('x', false)]).toEqual(['', null, null])
  })
})

describe('the curl line', () => {
  it('is the origin and the path as one word', () => {
    expect(curlLine('http://127.0.0.1:8224', '/api/v1/export/events.csv?filter=a&bom=1')).toBe(
      "curl -fOJ 'http://127.0.0.1:8224/api/v1/export/events.csv?filter=a&bom=1'",
    )
  })
  it('a shell gives back whatever was quoted', () => {
    const text = fc.string({ unit: 'binary-ascii' }).filter((word) => !word.includes('\0'))
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 20 }), (words) => {
        const script = words.map((word) => `printf '%s\\0' ${shellQuote(word)}`).join('\n')
        expect(execFileSync('sh', ['-c', script]).toString()).toBe(words.map((word) => `${word}\0`).join(''))
      }),
      { numRuns: 20 },
    )
  })
})

describe('CSV', () => {
  it.each<[string, string, string[][]]>([
    [
      'rows',
      'a,b\r\n1,2\r\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    ['a byte order mark', '\ufeffa,b\r\n', [['a', 'b']]],
    ['quotes', '"a ""b"" c","x,y"\r\n', [['a "b" c', 'x,y']]],
    ['a line break in a cell', '"a\r\nb",c\r\n', [['a\r\nb', 'c']]],
    ['an empty cell at the end', 'a,\r\n', [['a', '']]],
    ['a row that is cut is no row yet', 'a,b\r\n1', [['a', 'b']]],
    ['nothing', '', []],
  ])('%s', (_name, text, rows) => {
    expect(parseCsv(text, ',')).toEqual(rows)
  })
  it('any cells come back', () => {
    const cells = fc.array(fc.array(fc.string(), { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(cells, fc.constantFrom(',' as const, ';' as const), (rows, delimiter) => {
        const text = rows
          .map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(delimiter))
          .join('\r\n')
        expect(parseCsv(`${text}\r\n`, delimiter)).toEqual(rows)
      }),
    )
  })
})

describe('where the preview looks', () => {
  it.each<[string, number | null, number[] | null]>([
    ['the whole of time', null, [1, 15, 180]],
    ['an hour', NOW - HOUR, [1, 15]],
    ['ten seconds', NOW - 10_000, []],
  ])('%s', (_name, from, minutes) => {
    expect(previewStarts(from, NOW)).toEqual([...(minutes ?? []).map((n) => NOW - n * MINUTE), from])
  })
})
