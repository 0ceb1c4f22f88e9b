import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { SECOND, type EpochMs } from '../../../shared/time.ts'
import { asOf, type AsOfMember, type AsOfOnly } from '../../../server/history/intervals/as-of.ts'
import { openForReading } from '../../../server/history/file/sqlite.ts'
import { done } from '../../../server/views/work.ts'
import { newFolder, openHistory, written, type Opened } from '../histories.ts'
import { BASE, changed, ended, joined, NOTHING, segment, stepOf } from '../steps.ts'

const at = (s: number): EpochMs => BASE + s * SECOND

function read(folder: string, moment: EpochMs, only?: AsOfOnly, pin?: number): readonly AsOfMember[] {
  const db = openForReading(join(folder, 'rollcall.db'))
  try {
    return done(asOf(db, moment, only, pin))
  } finally {
    db.close()
  }
}

const hosts = (folder: string, moment: EpochMs, only?: AsOfOnly): number[] =>
  read(folder, moment, only).map(({ host }) => host)

async function begun(): Promise<{ folder: string; history: Opened['history'] }> {
  const folder = await newFolder()
  const { history } = await openHistory(folder)
  return { folder, history }
}

describe('as of a moment', () => {
  it('an interval is there from its first millisecond up to its last, and not at its end', async () => {
    const { folder, history } = await begun()
    history.record('tap', stepOf(joined({ host: 5, at: at(10) })), at(10))
    history.record('tap', stepOf(ended('left', { host: 5, at: at(20), since: at(10), heard: at(17) })), at(20))
    history.record('tap', stepOf(joined({ host: 6, at: at(15) })), at(20))
    await written(history)
    const there = [at(10) - 1, at(10), at(15) - 1, at(15), at(20) - 1, at(20), at(99)].map((t) => hosts(folder, t))
    expect(there).toEqual([[], [1], [1], [1, 2], [1, 2], [2], [2]])
  })

  it('what is not known of a membership that went on is null, what is known of a silent one is told', async () => {
    const { folder, history } = await begun()
    history.record('tap', stepOf(joined({ host: 5, at: at(0) })), at(0))
    const end = ended('expired', { host: 5, at: at(900), since: at(0), heard: at(100), reports: 3 })
    history.record('tap', stepOf({ ...end, before: { ...end.before!, state: 'presumed' } }), at(900))
    await written(history)
    const told = [at(99), at(100), at(359), at(360)].map((t) => read(folder, t)[0])
    expect(told.map((member) => [member?.lastReportAt ?? null, member?.presumed, member?.reports])).toEqual([
      [null, false, null],
      [at(100), false, 3],
      [at(100), false, 3],
      [at(100), true, 3],
    ])
    expect(told[0]).toMatchObject({ since: at(0), version: 3, versions: 4, mode: 'EXCLUDE', sources: null })
  })

  it('a membership is as old as its join, over all its changes, also while it lasts', async () => {
    const { folder, history } = await begun()
    const since = at(0)
    history.record('tap', stepOf(joined({ host: 5, at: since })), since)
    history.record('tap', stepOf(changed({ host: 5, at: at(10), since, heard: at(9), reports: 4 }, [9])), at(10))
    // Two in one message of one millisecond.
    history.record('tap', stepOf(changed({ host: 5, at: at(20), since, reports: 5 }, [7], [9])), at(20))
    history.record('tap', stepOf(changed({ host: 5, at: at(20), since, reports: 5 }, [8], [7])), at(20))
    await written(history)
    expect([at(5), at(15), at(25)].map((t) => read(folder, t)[0])).toMatchObject([
      { since, mode: 'EXCLUDE', sources: null },
      { since, mode: 'INCLUDE' },
      { since, mode: 'INCLUDE', lastReportAt: null },
    ])
    const end = ended('left', { host: 5, at: at(50), since, heard: at(47), reports: 16 })
    history.record('tap', stepOf(end), at(50))
    // It joins again: that is another membership.
    history.record('tap', stepOf(joined({ host: 5, at: at(60) })), at(60))
    await written(history)
    expect([at(25), at(48), at(60)].map((t) => read(folder, t)[0])).toMatchObject([
      { since, reports: null },
      { since, lastReportAt: at(47), reports: 16 },
      { since: at(60) },
    ])
  })

  it('after a restart a membership is as old as its return', async () => {
    const { folder, history } = await begun()
    history.record('tap', stepOf(joined({ host: 5, at: at(0) })), at(0))
    history.record('tap', stepOf(changed({ host: 5, at: at(10), since: at(0) }, [9])), at(10))
    history.record('tap', NOTHING, at(30))
    await history.stop()
    const { history: next } = await openHistory(folder)
    next.record('tap', stepOf(joined({ host: 5, at: at(50) })), at(50))
    await written(next)
    expect([at(20), at(40), at(60)].map((t) => read(folder, t).map(({ since }) => since))).toEqual([
      [at(0)],
      [],
      [at(50)],
    ])
  })

  it('two runs of one clock tell of one membership once: as the one that began last does', async () => {
    const folder = await newFolder()
    for (const start of [0, 5]) {
      const { history } = await openHistory(folder)
      history.record('file', stepOf(joined({ host: 5, at: at(start) })), at(start))
      history.record('file', stepOf(ended('left', { host: 5, at: at(60), since: at(start) })), at(60))
      await history.stop()
    }
    expect([at(2), at(30)].map((t) => read(folder, t).map(({ since }) => since))).toEqual([[at(0)], [at(5)]])
  })

  it('ten thousand of one millisecond are all there, and each has its own beginning', async () => {
    const { folder, history } = await begun()
    const all = Array.from({ length: 10_000 }, (_, host) => host)
    history.record('tap', stepOf(...all.map((host) => joined({ host, at: BASE }))), BASE)
    const change = BASE + 5
    history.record('tap', stepOf(...all.map((host) => changed({ host, at: change, since: BASE }, [9]))), change)
    const end = BASE + 10
    history.record('tap', stepOf(...all.slice(0, 50).map((host) => ended('left', { host, at: end, since: BASE }))), end)
    await written(history)
    const members = read(folder, BASE + 7)
    expect(members).toHaveLength(all.length)
    expect(new Set(members.map(({ since }) => since))).toEqual(new Set([BASE]))
    expect(read(folder, BASE + 4)).toHaveLength(all.length)
    expect(read(folder, end)).toHaveLength(all.length - 50)
  })

  it('only some groups, hosts or sources, by group and host', async () => {
    const { folder, history } = await begun()
    const other = { ...segment, name: 'other/10' }
    for (const [source, group, host] of [
      ['tap', 1, 5],
      ['tap', 2, 5],
      ['tap', 1, 6],
      ['other', 1, 5],
    ] as const) {
      const one = source === 'tap' ? segment : other
      history.record(source, stepOf({ ...joined({ host, group, at: at(host) }), segment: one }), at(host))
      if (host === 6) history.record(source, stepOf(ended('left', { host, group, at: at(60), since: at(6) })), at(60))
    }
    await written(history)
    const told = (only?: AsOfOnly): string[] => read(folder, at(10), only).map(({ group, host }) => `${group} ${host}`)
    expect(told()).toEqual(['1 1', '1 2', '2 1', '3 3'])
    expect(told({ group: [1] })).toEqual(['1 1', '1 2'])
    expect(told({ host: [2, 3] })).toEqual(['1 2', '3 3'])
    expect(told({ source: [1], host: [1] })).toEqual(['1 1', '2 1'])
    expect(told({ source: [2] })).toEqual(['3 3'])
    expect(told({ group: [] })).toEqual([])
  })

  it('a pin: what ended later is told as it was then', async () => {
    const { folder, history } = await begun()
    history.record('tap', stepOf(joined({ host: 5, at: at(0) })), at(0))
    await written(history)
    const db = openForReading(join(folder, 'rollcall.db'))
    const pin = db.prepare('SELECT max(id) FROM event').pluck().get() as number
    db.close()
    const before = read(folder, at(20), {}, pin)
    history.record('tap', stepOf(ended('left', { host: 5, at: at(60), since: at(0), heard: at(10) })), at(60))
    await written(history)
    expect(read(folder, at(20), {}, pin)).toEqual(before)
    expect(read(folder, at(20))).not.toEqual(before)
  })
})
