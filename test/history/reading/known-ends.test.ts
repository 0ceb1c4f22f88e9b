import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { describe, expect, it } from 'vitest'
import { HOUR } from '../../../shared/time.ts'
import { FILE_NAME, openForWriting } from '../../../server/history/file/sqlite.ts'
import type { History } from '../../../server/history/store.ts'
import { query, START, v2, Wire } from '../../membership/wire.ts'
import { all, newFolder, openHistory, textOf, until, written } from '../histories.ts'

/* The last report of a membership and how many there were, where its end was told by nobody who knew. */

/** A host that reported twice and one that did so once, up to second 60, and a history that was told. */
async function told(options: { queue?: number; table?: boolean } = {}) {
  const { queue, table = true } = options
  const wire = new Wire()
  const folder = await newFolder()
  const tables = () => (table ? wire.tap.table : null)
  const { history } = await openHistory(folder, { tables, ...(queue === undefined ? {} : { queue }) })
  const tell = (step: ReturnType<Wire['step']>): void => history.record('tap', step, wire.tap.table.clock)
  tell(wire.step(0, '10.0.10.1', query({ version: 2 })))
  await written(history)
  tell(wire.step(1, '10.0.10.11', v2('239.1.1.1')))
  await written(history)
  tell(wire.step(1, '10.0.10.12', v2('239.1.1.2')))
  await written(history)
  tell(wire.step(40, '10.0.10.11', v2('239.1.1.1')))
  tell(wire.advance(50))
  await written(history)
  const pin = await history.pin()
  tell(wire.step(58, '10.0.10.13', v2('239.1.1.4')))
  await written(history)
  return { wire, folder, history, tell, pin }
}

const KNOWN = [
  ['10.0.10.11', '2025-11-26T00:00:40.000Z', '2'],
  ['10.0.10.12', '2025-11-26T00:00:01.000Z', '1'],
]
const NOT_KNOWN = [
  ['10.0.10.11', '', ''],
  ['10.0.10.12', '', ''],
]

interface Case {
  name: string
  /** Ends both memberships; where they are read. */
  end: () => Promise<{ history: History; pin: string }>
  reason: string
  expected: string[][]
}

const CASES: Case[] = [
  {
    name: 'a server that was stopped asks its table',
    async end() {
      const { history, folder, pin } = await told()
      await history.stop()
      return { history: (await openHistory(folder)).history, pin }
    },
    reason: 'monitor-stopped',
    expected: KNOWN,
  },
  {
    name: 'a server that was killed told nobody',
    async end() {
      const { folder, pin } = await told()
      const copy = await newFolder()
      for (const part of ['', '-wal']) copyFileSync(join(folder, FILE_NAME + part), join(copy, FILE_NAME + part))
      return { history: (await openHistory(copy)).history, pin }
    },
    reason: 'monitor-stopped',
    expected: NOT_KNOWN,
  },
  {
    name: 'a clock that was set back: the table knows',
    async end() {
      const { history, wire, pin } = await told()
      const from = wire.tap.table.clock
      history.setBack('tap', from, from - HOUR)
      wire.tap.roll.setBack(from - HOUR)
      await written(history)
      return { history, pin }
    },
    reason: 'gap',
    expected: KNOWN,
  },
  {
    name: 'a clock that was set back, and no table',
    async end() {
      const { history, wire, pin } = await told({ table: false })
      const from = wire.tap.table.clock
      history.setBack('tap', from, from - HOUR)
      await written(history)
      return { history, pin }
    },
    reason: 'gap',
    expected: NOT_KNOWN,
  },
  {
    name: 'a clock that was set back while no room was left for what the table knows',
    async end() {
      const { history, wire, pin } = await told({ queue: 5 })
      const from = wire.tap.table.clock
      for (let gap = 0; gap < 5; gap += 1) history.gap('tap', from, from, 'file-damaged')
      history.setBack('tap', from, from - HOUR)
      wire.tap.roll.setBack(from - HOUR)
      await written(history)
      return { history, pin }
    },
    reason: 'gap',
    expected: NOT_KNOWN,
  },
  {
    name: 'changes that the disk could not follow: they may have ended and begun again',
    async end() {
      const { history, wire, tell, pin } = await told({ queue: 5, table: false })
      for (let host = 21; host < 30; host += 1) tell(wire.step(60, `10.0.10.${host}`, v2('239.1.1.3')))
      await until(() => history.status().queued === 0 && history.status().state === 'open')
      await written(history)
      return { history, pin }
    },
    reason: 'gap',
    expected: NOT_KNOWN,
  },
]

const OURS = { filter: 'host:10.0.10.11|10.0.10.12' }

describe('the last report and the number of reports of a membership that ended', () => {
  it.each(CASES)('$name', async ({ end, reason, expected }) => {
    const { history, pin } = await end()
    const rows = (await all(history.memberships(OURS))).filter(({ endReason }) => endReason !== 'still-member')
    const iso = (at: number | null): string => (at === null ? '' : new Date(at).toISOString())
    expect(rows.map(({ endReason }) => endReason)).toEqual([reason, reason])
    expect(rows.map((row) => [row.host, iso(row.lastReportAt), String(row.reports ?? '')]).sort()).toEqual(expected)

    type Line = Record<string, string | number | null>
    const isOver = (line: Line): boolean => line['end_reason'] === reason
    const ofFile = (line: Line) => ['host', 'last_report_utc', 'reports'].map((column) => String(line[column] ?? ''))
    const csv: Line[] = parse(await textOf(history.fileOf('memberships', OURS)), { columns: true })
    expect(csv.filter(isOver).map(ofFile).sort()).toEqual(expected)
    const text = await textOf(history.fileOf('memberships', OURS, { format: 'jsonl' }))
    const lines = text.trim().split('\n')
    const parsed = lines.map((line) => JSON.parse(line) as Line)
    expect(parsed.filter(isOver).map(ofFile).sort()).toEqual(expected)

    // A file that was begun before they ended: they last, and what came since of it is told.
    const atPin = await all(history.memberships({ ...OURS, pin }))
    const before = atPin.filter(({ firstJoinAt }) => firstJoinAt >= START)
    expect(before.map(({ endReason }) => endReason)).toEqual(['still-member', 'still-member'])
    expect(before.map((row) => [row.host, iso(row.lastReportAt), String(row.reports ?? '')]).sort()).toEqual(expected)
  })

  it('a file of before that was told: a first report that may be made up is not believed, what was counted is', async () => {
    const folder = await newFolder()
    const { history } = await told()
    const source = history.file
    await history.stop()
    copyFileSync(source, join(folder, FILE_NAME))
    const db = openForWriting(join(folder, FILE_NAME))
    db.exec(`INSERT INTO meta SELECT 'guessed', max(id) FROM event`)
    db.close()
    const rows = await all((await openHistory(folder)).history.memberships(OURS))
    expect(rows.map(({ host, reports }) => [host, reports]).sort()).toEqual([
      ['10.0.10.11', 2],
      ['10.0.10.12', null],
    ])
  })
})
