import './english.ts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ApiError } from '../../client/api.ts'
import { Download, type DownloadSource, type Progress } from '../../client/export/download.ts'
import { MAX_ROW_OCTETS, rowsEnd, RowTooLong, WholeRows, type Octets } from '../../client/export/whole-rows.ts'

const encoder = new TextEncoder()
const decoder = new TextDecoder()
const octets = (text: string): Octets => encoder.encode(text)

/** A table whose cells have all that could be taken for the end of a row. */
const HEADER = 'name,note\r\n'
const ROWS = ['a,b\r\n', '"TV ""1""\r\nSport",x\r\n', ',\r\n', '"\n","é𝄞"\r\n', '"""",""\r\n', 'ç;d,"""\n"""\r\n']
const LINES = ROWS.map((row) => `${JSON.stringify({ row })}\n`)

/** A server that keeps the contract of `skip`, and whose connections end after so many octets. */
class BreakingServer implements DownloadSource {
  readonly announced: number
  readonly asked: number[] = []
  readonly csv: boolean
  readonly #rows: readonly string[]
  readonly #cuts: number[]
  readonly #piece: number
  /** A cut ends the stream as if it were whole. */
  quiet = false

  constructor(rows: readonly string[], csv: boolean, cuts: readonly number[], piece = 7) {
    this.announced = rows.length
    this.#rows = rows
    this.csv = csv
    this.#cuts = [...cuts]
    this.#piece = piece
  }

  async open(skip: number): Promise<AsyncIterable<Octets>> {
    await Promise.resolve()
    this.asked.push(skip)
    const header = this.csv && skip === 0 ? HEADER : ''
    const all = octets(header + this.#rows.slice(skip).join(''))
    const cut = this.#cuts.shift()
    const sent = cut === undefined ? all : all.slice(0, cut)
    const broken = cut !== undefined && !this.quiet
    return this.#pieces(sent, broken)
  }

  async *#pieces(sent: Octets, broken: boolean): AsyncGenerator<Octets> {
    await Promise.resolve()
    for (let at = 0; at < sent.length; at += this.#piece) yield sent.slice(at, at + this.#piece)
    if (broken) throw new TypeError('network error')
  }
}

class Written {
  text = ''
  pieces = 0
  write(rows: Octets): Promise<void> {
    this.text += decoder.decode(rows)
    this.pieces += 1
    return Promise.resolve()
  }
}
const never = new AbortController().signal
const atOnce = (): Promise<void> => Promise.resolve()

async function fetched(source: DownloadSource, signal = never) {
  const written = new Written()
  const told: Progress[] = []
  const pauses: number[] = []
  const download = new Download(
    source,
    written,
    (progress) => told.push(progress),
    (ms) => {
      pauses.push(ms)
      return Promise.resolve()
    },
  )
  const outcome = await download.run(signal)
  return { outcome, written, told, pauses, download }
}

describe.each([
  ['CSV', true, HEADER, ROWS],
  ['JSON lines', false, '', LINES],
] as const)('a download of %s', (_name, csv, header, rows) => {
  const whole = header + rows.join('')

  it('that never breaks is the file, asked for once', async () => {
    const server = new BreakingServer(rows, csv, [])
    const { outcome, written } = await fetched(server)
    expect([outcome, written.text, server.asked]).toEqual(['complete', whole, [0]])
  })

  it.each([1, 3, 10_000])('that breaks at each octet is the same file, in pieces of %i', async (piece) => {
    for (let cut = 0; cut <= octets(whole).length; cut += 1) {
      const server = new BreakingServer(rows, csv, [cut], piece)
      const { outcome, written, told } = await fetched(server)
      expect([cut, outcome, written.text]).toEqual([cut, 'complete', whole])
      expect(server.asked.length).toBe(2)
      expect(told.at(-1)).toMatchObject({ rows: rows.length, octets: octets(whole).length, breaks: 1 })
    }
  })

  it('that is cut as if it had ended is not taken for whole', async () => {
    for (let cut = 0; cut < octets(whole).length; cut += 1) {
      const server = new BreakingServer(rows, csv, [cut])
      server.quiet = true
      const { outcome, written } = await fetched(server)
      expect([cut, outcome, written.text, server.asked.length]).toEqual([cut, 'complete', whole, 2])
    }
  })

  it('that breaks again and again, anywhere, is the same file', async () => {
    const cut = fc.integer({ min: 0, max: 40 })
    await fc.assert(
      fc.asyncProperty(fc.array(cut, { maxLength: 5 }), fc.integer({ min: 1, max: 9 }), async (cuts, piece) => {
        const { outcome, written } = await fetched(new BreakingServer(rows, csv, cuts, piece))
        expect([outcome, written.text]).toEqual(['complete', whole])
      }),
    )
  })

  it('that never gets on rests, and goes on when it is told to', async () => {
    const dead = Array.from({ length: 6 }, () => 3)
    const { outcome, written, download, pauses } = await fetched(new BreakingServer(rows, csv, dead))
    expect([outcome, written.text]).toEqual(['broken', ''])
    // Longer each time, and not once more after the last.
    expect(pauses).toEqual([...pauses].sort((a, b) => a - b))
    expect(new Set(pauses).size).toBeGreaterThan(1)
    expect([pauses.length, await download.run(never), written.text]).toEqual([5, 'complete', whole])
  })
})

describe('a download', () => {
  it('with fewer rows than announced is not complete', async () => {
    const server = new BreakingServer(ROWS, true, [])
    const short = { csv: true, announced: ROWS.length + 1, open: (skip: number) => server.open(skip) }
    expect((await fetched(short)).outcome).toBe('short')
  })
  it('with more rows than announced is not complete', async () => {
    const server = new BreakingServer(ROWS, true, [])
    const long = { csv: true, announced: ROWS.length - 1, open: (skip: number) => server.open(skip) }
    expect((await fetched(long)).outcome).toBe('long')
  })
  it('of no rows is its header', async () => {
    const { outcome, written } = await fetched(new BreakingServer([], true, []))
    expect([outcome, written.text]).toEqual(['complete', HEADER])
  })
  it('of no lines is empty', async () => {
    expect((await fetched(new BreakingServer([], false, []))).outcome).toBe('complete')
  })
  it.each([
    [0, 'complete'],
    [2, 'complete'],
    [503, 'complete'],
    [429, 'complete'],
    [400, 'refused'],
    [401, 'refused'],
    [410, 'refused'],
  ])('that the server answers with %i once: %s', async (status, expected) => {
    const server = new BreakingServer(ROWS, true, [])
    let times = 0
    const source: DownloadSource = {
      csv: true,
      announced: ROWS.length,
      open: (skip) => (times++ === 0 ? Promise.reject(new ApiError(status, 'no')) : server.open(skip)),
    }
    const outcome = await fetched(source).then(
      (done) => done.outcome,
      (error: unknown) => (error instanceof ApiError ? 'refused' : 'wrong'),
    )
    expect(outcome).toBe(expected)
  })
  it('does not go on when the file cannot be written', async () => {
    const full = new TypeError('the disk is full')
    const server = new BreakingServer(ROWS, true, [])
    const download = new Download(server, { write: () => Promise.reject(full) }, () => undefined, atOnce)
    await expect(download.run(never)).rejects.toBe(full)
    expect(server.asked).toEqual([0])
  })
  it('ends at once when it is cancelled, also while it waits', async () => {
    const abort = new AbortController()
    const server = new BreakingServer(ROWS, true, [20, 20])
    const download = new Download(
      server,
      new Written(),
      () => undefined,
      () => {
        abort.abort()
        return Promise.resolve()
      },
    )
    await expect(download.run(abort.signal)).rejects.toMatchObject({ name: 'AbortError' })
    expect(server.asked).toEqual([0])
  })
})

describe('whole rows', () => {
  it('are let through, and nothing else, however they are cut', () => {
    const text = HEADER + ROWS.join('')
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 30, maxLength: 60 }), (sizes) => {
        const rows = new WholeRows(true)
        let out = ''
        let at = 0
        const all = octets(text)
        for (const size of sizes) {
          out += decoder.decode(rows.push(all.slice(at, at + size)))
          at += size
          expect([HEADER, ...ROWS].slice(0, rows.rows).join('')).toBe(out)
        }
        expect(rows.even).toBe(at >= all.length || out === text.slice(0, at))
      }),
    )
  })
  it('have an end: what never ends is no such file', () => {
    const rows = new WholeRows(true)
    const piece = new Uint8Array(MAX_ROW_OCTETS / 4).fill(0x61)
    expect(() => {
      for (let i = 0; i < 5; i += 1) rows.push(piece)
    }).toThrow(RowTooLong)
  })
  it('JSON lines: a quote is a letter like others', () => {
    const rows = new WholeRows(false)
    expect(decoder.decode(rows.push(octets('{"a":"\\""}\n{"b"')))).toBe('{"a":"\\""}\n')
    expect([rows.rows, rows.even]).toEqual([1, false])
  })
  it('the first one ends behind its line feed', () => {
    expect(rowsEnd(octets('"a\nb"\r\nc\r\n'), true, 1)).toEqual({ end: 7, rows: 1 })
    expect(rowsEnd(octets('"a\nb"\n'), false, 1)).toEqual({ end: 3, rows: 1 })
    expect(rowsEnd(octets('no end'), true, 1)).toEqual({ end: 0, rows: 0 })
    expect(rowsEnd(octets('a\nb\nc\n'), true, 2)).toEqual({ end: 4, rows: 2 })
    expect(rowsEnd(octets('a\nb\nc'), true, 9)).toEqual({ end: 4, rows: 2 })
  })
})
