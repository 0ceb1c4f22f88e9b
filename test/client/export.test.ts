import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { EXPORT_FORMATS, EXPORT_STEPS, EXPORTS } from '../../shared/export.ts'
import { exportFileName } from '../../shared/export-name.ts'
import { DAY, HOUR, MINUTE } from '../../shared/time.ts'
import { parseCsv } from '../../client/export/csv.ts'
import { commandLine, curlLine, exportQuery, rowsQuery, shellQuote } from '../../client/export/lines.ts'
import { fetchLast, previewStarts, rowsOf } from '../../client/export/preview.ts'
import {
  EXPORT_PARAMETERS,
  forExcel,
  isForExcel,
  PRESETS,
  rangeOf,
  readExport,
  writeExport,
  wrongTime,
  zoneOf,
  type ExportRequest,
} from '../../client/export/request.ts'

const NOW = Date.parse('2025-11-26T21:04:37Z')
const AT = Date.parse('2025-11-26T20:43:00Z')
const request = (more: Partial<ExportRequest> = {}): ExportRequest => ({ ...readExport({}), ...more })

const moment = fc.option(fc.integer({ min: 0, max: 4e12 }), { nil: null })
const anyRequest = fc
  .record({
    set: fc.constantFrom(...EXPORTS),
    last: fc.constantFrom(...PRESETS),
    from: moment,
    to: moment,
    at: moment,
    step: fc.constantFrom(null, ...EXPORT_STEPS),
    filter: fc.string({ unit: 'binary' }),
    format: fc.constantFrom(...EXPORT_FORMATS),
    gzip: fc.boolean(),
    delimiter: fc.constantFrom(',' as const, ';' as const),
    bom: fc.boolean(),
    zone: fc.constantFrom(null, 'utc', 'Europe/Lisbon', 'Etc/GMT+3'),
  })
  .map((all): ExportRequest => ({ ...all, last: all.from === null && all.to === null ? all.last : null }))

describe('the request of a file', () => {
  it('without an address: memberships of the last hour', () => {
    expect(request()).toEqual({
      set: 'memberships',
      last: '1h',
      from: null,
      to: null,
      at: null,
      step: null,
      filter: '',
      format: 'csv',
      gzip: false,
      delimiter: ',',
      bom: false,
      zone: null,
    })
    expect(writeExport(request())).toEqual({})
  })
  it('reads what it writes, whatever was asked', () => {
    fc.assert(
      fc.property(anyRequest, (asked) => {
        const written = writeExport(asked)
        expect(readExport(written)).toEqual(asked)
        expect(EXPORT_PARAMETERS).toEqual(expect.arrayContaining(Object.keys(written)))
      }),
    )
  })
  it.each([
    ['what nobody offers', { set: 'secrets', last: '9y', delimiter: '|', format: 'xml', step: 'day' }, request()],
    ['a time in milliseconds', { from: '0' }, request({ last: null, from: 0 })],
    ['no time at all', { from: 'yesterday' }, request()],
    ['a time that no calendar has', { from: '9e15', at: '99999999999999999' }, request()],
    [
      'a page that is seen as of a moment: what is there then',
      { at: String(AT) },
      request({ set: 'snapshot', at: AT }),
    ],
    ['a data set that is named keeps its name', { at: String(AT), set: 'events' }, request({ set: 'events', at: AT })],
  ])('%s', (_name, query, expected) => {
    expect(readExport(query)).toEqual(expected)
  })
  it('a preset begins at a full minute and is open to now', () => {
    expect(rangeOf(request({ last: '15m' }), NOW)).toEqual({ from: Date.parse('2025-11-26T20:49:00Z'), to: null })
  })
  it.each<[string, Partial<ExportRequest>, ReturnType<typeof wrongTime>]>([
    ['a preset', {}, null],
    ['all that there is', { last: null }, null],
    ['the end before the beginning', { last: null, from: NOW, to: AT }, 'order'],
    ['a beginning that is not yet', { last: null, from: NOW + DAY }, 'order'],
    ['a snapshot has no range', { set: 'snapshot', last: null, from: NOW, to: AT }, null],
    ['a difference from now on back', { set: 'difference' }, null],
    ['a difference from nothing', { set: 'difference', last: null, to: AT }, 'needsFrom'],
    ['a difference that goes back', { set: 'difference', last: null, from: NOW, to: AT }, 'order'],
  ])('%s', (_name, part, expected) => {
    expect(wrongTime(request(part), NOW)).toBe(expected)
  })
})

describe('what the API is asked for', () => {
  it('has no parameter that is at its default', () => {
    expect(exportQuery(request({ last: null }), NOW, 'UTC')).toEqual({})
    expect(exportQuery(request({ delimiter: ';', bom: true, filter: ' vlan:10 ' }), NOW, 'UTC')).toEqual({
      from: '2025-11-26T20:04:00.000Z',
      delimiter: ';',
      bom: '1',
      filter: 'vlan:10',
    })
  })
  const times = { last: null, from: AT, to: NOW, at: AT } as const
  const range = { from: '2025-11-26T20:43:00.000Z', to: '2025-11-26T21:04:37.000Z' }
  it.each<[ExportRequest['set'], Record<string, string>]>([
    ['memberships', range],
    ['events', range],
    ['snapshot', { at: range.from }],
    ['counts', { ...range, step: 'minute' }],
    ['group-counts', { ...range, step: 'minute' }],
    ['queriers', range],
    ['findings', range],
    ['difference', range],
  ])('%s takes what belongs to it, and nothing else', (set, expected) => {
    expect(rowsQuery(request({ ...times, set, step: 'minute' }), NOW)).toEqual(expected)
  })
  it('JSON lines have no delimiter and no byte order mark', () => {
    const asked = request({ ...times, format: 'jsonl', delimiter: ';', bom: true, gzip: true })
    expect(exportQuery(asked, NOW, 'Europe/Lisbon')).toEqual({ ...range, zone: 'Europe/Lisbon', gzip: '1' })
  })
  it.each<[string, Partial<ExportRequest>, string]>([
    ['two days', { last: null, from: NOW - 2 * DAY }, 'minute'],
    ['more', { last: null, from: NOW - 2 * DAY - 1 }, 'hour'],
    ['an end', { last: null, from: AT - 30 * DAY, to: AT - 29 * DAY }, 'minute'],
    ['all that there is', { last: null }, 'hour'],
    ['what was chosen', { last: null, step: 'minute' }, 'minute'],
  ])('the step of %s', (_name, part, step) => {
    expect(rowsQuery(request({ set: 'counts', ...part }), NOW)).toMatchObject({ step })
  })
  it('a difference to now says when that was', () => {
    expect(rowsQuery(request({ set: 'difference' }), NOW)).toEqual({
      from: '2025-11-26T20:04:00.000Z',
      to: '2025-11-26T21:04:00.000Z',
    })
  })
  it('a snapshot of now has no time', () => {
    expect(exportQuery(request({ set: 'snapshot' }), NOW, 'UTC')).toEqual({})
  })
  it.each([
    [null, 'UTC', null],
    [null, 'America/Sao_Paulo', 'America/Sao_Paulo'],
    ['utc', 'America/Sao_Paulo', null],
    ['Europe/Lisbon', 'UTC', 'Europe/Lisbon'],
  ])('zone %j on a page in %s', (zone, page, expected) => {
    expect(zoneOf(request({ zone }), page)).toBe(expected)
  })
  it('for Excel in Portuguese is one choice, and keeps a zone that was chosen', () => {
    const changed = { ...request({ format: 'jsonl', gzip: true }), ...forExcel(request(), 'America/Sao_Paulo', 'UTC') }
    expect(isForExcel(changed, 'UTC')).toBe(true)
    expect(exportQuery({ ...changed, last: null }, NOW, 'UTC')).toEqual({
      zone: 'America/Sao_Paulo',
      delimiter: ';',
      bom: '1',
    })
    expect(forExcel(request({ zone: 'Europe/Lisbon' }), 'America/Sao_Paulo', 'UTC').zone).toBe('Europe/Lisbon')
    expect(forExcel(request(), 'America/Sao_Paulo', 'America/Sao_Paulo').zone).toBeNull()
    for (const part of [
      { bom: false },
      { delimiter: ',' },
      { gzip: true },
      { format: 'jsonl' },
      { zone: 'utc' },
    ] as const)
      expect(isForExcel({ ...changed, ...part }, 'UTC')).toBe(false)
  })
})

describe('the name of the file', () => {
  const named = { set: 'events', filter: '', format: 'csv', gzip: false } as const
  it.each([
    ['all', named, 'events_all.csv'],
    ['a range', { ...named, from: AT }, 'events_20251126T204300Z_now.csv'],
    ['a filter', { ...named, filter: 'group:239.1.1.1 vlan:20' }, 'events_group-239.1.1.1-vlan-20_all.csv'],
    ['a filter that would climb', { ...named, filter: '../../x' }, 'events_x_all.csv'],
    ['a moment', { ...named, set: 'snapshot' as const, at: AT }, 'snapshot_20251126T204300Z.csv'],
    ['now', { ...named, set: 'snapshot' as const, from: AT }, 'snapshot_now.csv'],
    ['compressed lines', { ...named, format: 'jsonl' as const, gzip: true }, 'events_all.jsonl.gz'],
  ])('%s', (_name, of, expected) => {
    expect(exportFileName(of)).toBe(expected)
  })
})

/** What a shell makes of a line: its words. */
const wordsOf = (line: string): string[] =>
  execFileSync('sh', ['-c', `printf '%s\\0' ${line}`])
    .toString()
    .split('\0')
    .slice(0, -1)
const plainText = fc.string({ unit: 'binary-ascii' }).filter((word) => !word.includes('\0'))

describe('the lines for a terminal', () => {
  it('curl has the origin and the path as one word', () => {
    expect(curlLine('http://127.0.0.1:8224', '/api/v1/export/events.csv?filter=a&bom=1')).toBe(
      "curl -fOJ 'http://127.0.0.1:8224/api/v1/export/events.csv?filter=a&bom=1'",
    )
  })
  it('a shell gives back whatever was quoted', () => {
    fc.assert(
      fc.property(fc.array(plainText, { minLength: 1, maxLength: 20 }), (words) => {
        expect(wordsOf(words.map(shellQuote).join(' '))).toEqual(words)
      }),
      { numRuns: 20 },
    )
  })
  it.each<[string, Partial<ExportRequest>, string | null, string]>([
    ['the least', { last: null }, null, 'npx rollcall export memberships -o f.csv'],
    [
      'everything',
      {
        ...{ set: 'counts', last: null, from: AT, to: NOW, step: 'minute', filter: 'name:"TV 1"', gzip: true },
        ...{ delimiter: ';', bom: true, zone: 'Etc/GMT+3' },
      },
      '/var/lib/roll call',
      'npx rollcall export counts --from 2025-11-26T20:43:00.000Z --to 2025-11-26T21:04:37.000Z --step minute' +
        ` --filter 'name:"TV 1"' --zone Etc/GMT+3 --delimiter ';' --bom --gzip --data '/var/lib/roll call' -o f.csv`,
    ],
    [
      'a moment as JSON lines',
      { set: 'snapshot', at: AT, format: 'jsonl' },
      null,
      'npx rollcall export snapshot --at 2025-11-26T20:43:00.000Z --format jsonl -o f.csv',
    ],
    [
      'a filter that excludes is no flag',
      { last: null, filter: '-host:10.0.0.7' },
      null,
      'npx rollcall export memberships --filter=-host:10.0.0.7 -o f.csv',
    ],
  ])('the command line: %s', (_name, part, folder, expected) => {
    expect(commandLine(request(part), NOW, 'UTC', 'f.csv', folder)).toBe(expected)
  })
  it('a shell gives the command what the page shows, whatever the filter', () => {
    fc.assert(
      fc.property(plainText, (filter) => {
        const words = wordsOf(commandLine(request({ last: null, filter }), NOW, 'UTC', 'f.csv', null))
        const asked = filter.trim()
        const flag = asked.startsWith('-') ? [`--filter=${asked}`] : ['--filter', asked]
        expect(words).toEqual(['npx', 'rollcall', 'export', 'memberships', ...(asked ? flag : []), '-o', 'f.csv'])
      }),
      { numRuns: 20 },
    )
  })
})

describe('rows of a preview', () => {
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
  it('JSON lines: the names, and each value as its text', () => {
    const text = '{"vlan":"20","hosts":3,"querier":null,"sources":["10.0.0.1"],"note":"a\\nb"}\n'
    expect(rowsOf(text, { format: 'jsonl', delimiter: ',' })).toEqual({
      columns: ['vlan', 'hosts', 'querier', 'sources', 'note'],
      rows: [['20', '3', '', '["10.0.0.1"]', 'a\nb']],
    })
    expect(rowsOf('', { format: 'jsonl', delimiter: ',' })).toEqual({ columns: [], rows: [] })
  })
  it.each<[string, number | null, number[] | null]>([
    ['the whole of time', null, [1, 15, 180]],
    ['an hour', NOW - HOUR, [1, 15]],
    ['ten seconds', NOW - 10_000, []],
  ])('the last ones are looked for in %s', (_name, from, minutes) => {
    expect(previewStarts(from, NOW)).toEqual([...(minutes ?? []).map((n) => NOW - n * MINUTE), from])
  })
})

describe('the last rows of a file that is too long to be read', () => {
  afterEach(() => vi.unstubAllGlobals())

  /** A file of five minutes that ended `ago`, with a row each 10 ms: longer than a preview reads. */
  const serve = (ago: number): void => {
    const end = NOW - ago
    const answer = (url: string): Promise<Response> => {
      const from = Math.max(Date.parse(new URL(url, 'http://here').searchParams.get('from') ?? ''), end - 5 * MINUTE)
      const rows = Array.from({ length: Math.max(0, (end - from) / 10) }, (_, i) =>
        new Date(from + i * 10).toISOString(),
      )
      return Promise.resolve(new Response(`time_utc\r\n${rows.map((row) => `${row}\r\n`).join('')}`))
    }
    vi.stubGlobal('fetch', vi.fn(answer))
  }
  const last = () =>
    fetchLast(
      {
        format: 'csv',
        delimiter: ',',
        path: ({ from = '' }) => `/file?from=${from}`,
        timely: { from: NOW - 30 * DAY, end: NOW },
      },
      null,
      new AbortController().signal,
    )

  it('are those of the last minute', async () => {
    serve(0)
    const { last: rows, exact } = await last()
    expect(exact).toBe(true)
    expect(rows.at(-1)).toEqual(['2025-11-26T21:04:36.990Z'])
  })
  it('are not told where nothing happened for long: its beginning is not near its end', async () => {
    serve(3 * DAY)
    expect(await last()).toEqual({ last: [], exact: false })
  })
})
