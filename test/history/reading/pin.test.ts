import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { SECOND, type EpochMs } from '../../../shared/time.ts'
import { isPin, Pin } from '../../../server/history/file/pin.ts'
import type { FromReader, ToReader } from '../../../server/history/protocol.ts'
import { ReaderThread } from '../../../server/history/reader-thread.ts'
import { FILE_NAME, openForWriting } from '../../../server/history/file/sqlite.ts'
import type { FileOptions, History, HistoryQuery } from '../../../server/history/store.ts'
import type { ExportName } from '../../../shared/export.ts'
import { newFolder, openHistory, textOf, written } from '../histories.ts'
import { BASE, ended, joined, minute, segment, stepOf } from '../steps.ts'

/** A tap has segments of its own. */
const ON = { a: { ...segment, name: 'a/10' }, b: { ...segment, name: 'b/10' }, c: { ...segment, name: 'c/10' } }

/** Hosts zap on two taps, whose clocks are not the same. */
class Zapping {
  readonly #history: History
  readonly #begin: EpochMs
  #host = 0

  constructor(history: History, begin: EpochMs) {
    this.#history = history
    this.#begin = begin
  }

  async go(steps: number): Promise<void> {
    for (let n = 0; n < steps; n += 1) {
      const host = (this.#host += 1)
      for (const [tap, behind] of [
        ['a', 0],
        ['b', 250],
      ] as const) {
        const at = this.#begin + host * 7 - behind
        this.#history.record(tap, stepOf({ ...joined({ host, at }), segment: ON[tap] }), at)
        if (host <= 40) continue
        const gone = host - 40
        const since = this.#begin + gone * 7 - behind
        this.#history.record(tap, stepOf({ ...ended('left', { host: gone, at, since }), segment: ON[tap] }), at)
      }
    }
    await written(this.#history)
  }
}

describe('a pin', () => {
  const SETS: [ExportName, HistoryQuery][] = [
    ['events', {}],
    ['events', { filter: 'host:10.0.0.30|10.0.0.35' }],
    ['memberships', {}],
    ['memberships', { filter: 'host:10.0.0.30|10.0.0.95' }],
    ['snapshot', {}],
  ]

  // Of a clock that goes on now the millisecond under way is left out; one of the past is told to its end.
  it.each([
    ['a clock of the past', BASE],
    ['the clock of today', Date.now() - 10 * SECOND],
  ])('gives the same file however much was written since: %s', async (_, begin) => {
    const { history } = await openHistory(await newFolder())
    const zapping = new Zapping(history, begin)
    await zapping.go(100)
    const pin = await history.pin()
    const text = (name: ExportName, query: HistoryQuery, options: FileOptions = {}): Promise<string> =>
      textOf(history.fileOf(name, { ...query, pin }, options))
    const before = await Promise.all(SETS.map(([name, query]) => text(name, query)))
    const counts = await Promise.all(SETS.map(([name, query]) => history.count(name, { ...query, pin })))
    await zapping.go(300)
    history.record('c', stepOf({ ...joined({ host: 30, at: begin + 5 }), segment: ON.c }), begin + 5)
    await written(history)
    for (const [i, [name, query]] of SETS.entries()) {
      const told = withoutNewer(name, await text(name, query))
      expect(told, name).toBe(withoutNewer(name, before[i]!))
      expect(await history.count(name, { ...query, pin }), name).toBe(counts[i])
      expect(lines(before[i]!)).toHaveLength(counts[i]! + 1)
      expect(counts[i]).toBeGreaterThan(0)
    }
    const all = await history.count('events', {})
    expect(all).toBeGreaterThan(counts[0]!)
  })

  it('and a download that broke goes on at any row', async () => {
    const { history } = await openHistory(await newFolder())
    await new Zapping(history, BASE).go(60)
    const pin = await history.pin()
    for (const format of ['csv', 'jsonl'] as const) {
      const whole = await textOf(history.fileOf('memberships', { pin }, { format }))
      const end = format === 'csv' ? '\r\n' : '\n'
      const rows = whole.split(end).slice(format === 'csv' ? 1 : 0, -1)
      const head = format === 'csv' ? whole.slice(0, whole.indexOf(end) + end.length) : ''
      for (let skip = 0; skip <= rows.length + 1; skip += 1) {
        const came =
          head +
          rows
            .slice(0, skip)
            .map((row) => row + end)
            .join('')
        expect(came + (await textOf(history.fileOf('memberships', { pin }, { format, skip })))).toBe(whole)
      }
    }
  })

  it('is refused when rows of its file have been taken away', async () => {
    const folder = await newFolder()
    const { history } = await openHistory(folder)
    await new Zapping(history, BASE).go(3_000)
    const pin = await history.pin()
    const reading = history.fileOf('events', { pin })
    await reading.next()
    const db = openForWriting(join(folder, FILE_NAME))
    const last = db.prepare('SELECT max(id) FROM event').pluck().get() as number
    db.prepare('DELETE FROM event WHERE id < ?').run(last - 1_000)
    await expect(textOf(reading)).rejects.toThrow('taken rows of this file away')
    await expect(textOf(history.fileOf('events', { pin }))).rejects.toThrow('taken rows of this file away')
    await expect(history.count('memberships', { pin })).rejects.toThrow('taken rows of this file away')
    // What begins later has lost nothing, and a new pin has what there is.
    expect(await history.count('events', { pin, from: BASE + 30 * SECOND })).toBe(0)
    expect(await history.count('events', {})).toBeGreaterThan(0)
    db.close()
  })

  it('leaves out a minute that was not over', async () => {
    const { history } = await openHistory(await newFolder())
    history.record('tap', { ...stepOf(), minutes: [minute(BASE, { groups: 1 })] }, BASE + 61 * SECOND)
    await written(history)
    const pin = await history.pin()
    history.record('tap', { ...stepOf(), minutes: [minute(BASE + 60 * SECOND, { groups: 2 })] }, BASE + 121 * SECOND)
    await written(history)
    expect([await history.count('counts', { pin }), await history.count('counts', {})]).toEqual([1, 2])
  })

  it.each(['', 'x', '1', '1.', '1.a.2', '1.a.2_3_4', '1.a.2_', '-.a', "1.a.2_3'"])('is no text: %j', (text) =>
    expect(isPin(text)).toBe(false),
  )

  it('has an end for so many taps at most', () => {
    const of = (taps: number): string => ['1', 'a', ...Array.from({ length: taps }, () => '1_1')].join('.')
    expect([isPin(of(256)), isPin(of(257))]).toEqual([true, false])
  })

  it('is the same after it was written down', async () => {
    const folder = await newFolder()
    const { history } = await openHistory(folder)
    await new Zapping(history, BASE).go(10)
    const text = await history.pin()
    expect(Pin.parse(text)?.toString()).toBe(text)
  })
})

describe('a reading that nobody wants any more', () => {
  it('leaves no table behind', async () => {
    const folder = await newFolder()
    const { history } = await openHistory(folder)
    await new Zapping(history, BASE).go(50)
    const heard: FromReader[] = []
    const reader = new ReaderThread(join(folder, FILE_NAME), (message) => heard.push(message))
    const hear = (...messages: ToReader[]): void => messages.forEach((message) => reader.hear(message))
    for (const name of ['memberships', 'queriers'] as const) {
      // A second one of this number could not make its table if the first had left it.
      for (let time = 0; time < 2; time += 1) {
        hear({ say: 'begin', id: 1, request: { name, query: {}, read: { as: 'rows' } } })
        for (let piece = 0; piece < 5 && heard.at(-1)?.say !== 'end'; piece += 1) hear({ say: 'next', id: 1 })
        hear({ say: 'close', id: 1 })
      }
    }
    expect(heard.map(({ say }) => say)).toContain('ask')
    expect(heard.filter(({ say }) => say === 'error')).toEqual([])
  })
})

const lines = (text: string): string[] => text.split('\r\n').slice(0, -1)

/** What only the table of the monitor knows of a membership that lasts may be newer: its last report, and how many. */
function withoutNewer(name: ExportName, text: string): string {
  const newer: Partial<Record<ExportName, readonly string[]>> = {
    memberships: ['last_report_utc', 'reports'],
    snapshot: ['last_report_utc', 'expires_utc'],
  }
  const [head = ''] = lines(text)
  const left = head.split(',').flatMap((column, i) => (newer[name]?.includes(column) ? [i] : []))
  return lines(text)
    .map((line) => line.split(',').filter((_, i) => !left.includes(i)))
    .join('\n')
}
