import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { MINUTE } from '../../../shared/time.ts'
import { slotOf } from '../../../server/history/file/key.ts'
import { MIGRATIONS } from '../../../server/history/file/schema.ts'
import { openForWriting } from '../../../server/history/file/sqlite.ts'
import { packWhat } from '../../../server/history/file/what.ts'
import { all, newFolder, openHistory, written } from '../histories.ts'
import { BASE, joined, minute, NOTHING, stepOf } from '../steps.ts'

/** A file as that version wrote it: a host that joined and left, one that never left, a minute. */
function writeVersion(version: number, file: string): void {
  const db = openForWriting(file, MIGRATIONS.slice(0, version))
  const bits = (kind: 'joined' | 'left'): number =>
    packWhat({
      kind,
      version: 3,
      mode: 'EXCLUDE',
      versions: 4,
      wasMode: 'EXCLUDE',
      wasState: 'confirmed',
      reason: 'none',
    })
  db.exec(`INSERT INTO source (id, name, last_at) VALUES (1, 'tap', ${BASE + MINUTE})`)
  if (version >= WITH_REACHED) db.exec('UPDATE source SET reached = last_at')
  db.exec(
    version >= WITH_FAMILIES
      ? `INSERT INTO segment VALUES (1, 1, 'ipv4', 'tap/10', '10'), (7, 1, 'ipv4', 'tap/untagged', '')`
      : `INSERT INTO segment VALUES (1, 1, 'tap/10', '10'), (7, 1, 'tap/untagged', '')`,
  )
  db.exec(`INSERT INTO segment_group VALUES (1, 1, ${0xef010101 | 0})`)
  db.exec(`INSERT INTO host VALUES (1, 1, 167772165, 5), (2, 7, 167772166, -1)`)
  const event = db.prepare('INSERT INTO event VALUES (?, ?, 1, 1, NULL, NULL, ?, ?, ?)')
  event.run(slotOf(BASE), bits('joined'), null, null, null)
  event.run(slotOf(BASE + 9_000), bits('left'), 9_000, 1_000, 3)
  db.exec(`INSERT INTO open VALUES (${slotOf(BASE)}, ${bits('joined')}, 1, 2, NULL, 0)`)
  const counted = 'at, segment, groups, hosts, memberships, joins, leaves, expiries, queries'
  const reports = 'reports_v1, reports_v2, reports_v3, problems'
  db.exec(`INSERT INTO minute (${counted}, ${reports}) VALUES (${BASE / MINUTE}, 1, 1, 1, 1, 2, 0, 0, 0, 0, 0, 0, 0)`)
  db.close()
}

/** Versions that changed the tables that are written here. */
const WITH_FAMILIES = 2
const WITH_REACHED = 5
const OLDER = MIGRATIONS.slice(1).map((_, i) => i + 1)

describe('a file of an older version', () => {
  it.each(OLDER)('is brought forward whole, and goes on: version %i', async (version) => {
    const folder = await newFolder()
    writeVersion(version, join(folder, 'rollcall.db'))
    const { history } = await openHistory(folder)
    expect(history.status().state).toBe('open')
    const rows = await all(history.memberships({}))
    expect(rows.map((row) => [row.family, row.segment, row.host, row.endReason, row.duration])).toEqual([
      ['ipv4', 'tap/10', '10.0.0.5', 'left', 9_000],
      ['ipv4', 'tap/10', '10.0.0.6', 'monitor-stopped', 60_000],
    ])
    // The same segment goes on under its number: the minute adds up.
    history.record('tap', { ...NOTHING, minutes: [minute(BASE, { joins: 3 })] }, BASE + MINUTE)
    const later = BASE + 2 * MINUTE
    history.record('tap', stepOf(joined({ host: 5, at: later })), later)
    await written(history)
    expect(await history.minutes(BASE, BASE + MINUTE)).toMatchObject([{ joins: 5 }])
    expect(await history.count('events', { filter: 'type:joined' })).toBe(2)
  })
})
