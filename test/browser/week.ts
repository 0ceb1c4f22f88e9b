import { join } from 'node:path'
import { MESSAGE_COLUMNS } from '../../server/history/rollups/hour-pack.ts'
import { MinuteTable } from '../../server/history/rollups/minute-table.ts'
import { FILE_NAME, openForWriting } from '../../server/history/file/sqlite.ts'
import { slotOf } from '../../server/history/file/key.ts'
import { packWhat } from '../../server/history/file/what.ts'
import { DAY, MINUTE, type EpochMs } from '../../shared/time.ts'

/** A gap of the last day: one hour, three hours ago, in which the machine slept. */
export const SLEPT = { from: 180, to: 120 }
export const DAYS = 8
/** Messages by kind: none. */
const messages: readonly number[] = new Array<number>(MESSAGE_COLUMNS).fill(0)
const SEGMENTS = [
  { name: 'core/10', vlan: '10', size: 40 },
  { name: 'core/20', vlan: '20', size: 12 },
] as const

/** Groups of the first segment in a minute of the day: the same each day, but for some noise. */
export function groupsAt(minute: number, size: number): number {
  const angle = ((minute % 1_440) / 1_440) * 2 * Math.PI
  return Math.round(size * (1.2 + Math.sin(angle - 2)) + ((minute * 7_919) % 5))
}

/**
 * A history of eight days up to `until`, of two segments, one of which speaks IGMPv2 more and more; with a gap and a peak
 * of one minute five hours before the end.
 */
export function writeWeek(folder: string, until: EpochMs): void {
  const db = openForWriting(join(folder, FILE_NAME))
  const end = Math.floor(until / MINUTE)
  db.exec(`INSERT INTO source (id, name, last_at) VALUES (1, 'core', ${until})`)
  const segment = db.prepare("INSERT INTO segment VALUES (?, 1, 'ipv4', ?, ?)")
  SEGMENTS.forEach(({ name, vlan }, i) => segment.run(i + 1, name, vlan))
  const table = new MinuteTable(db)
  const transaction = (work: () => void): void => {
    db.transaction(work).immediate()
  }
  for (let first = end - (DAYS * DAY) / MINUTE; first < end; first += 60) {
    transaction(() => {
      for (let minute = first; minute < Math.min(first + 60, end); minute += 1) {
        if (minute >= end - SLEPT.from && minute < end - SLEPT.to) continue
        SEGMENTS.forEach(({ size }, i) => {
          const groups = groupsAt(minute, size) + (i === 0 && minute === end - 300 ? 60 : 0)
          const old = i === 1 ? 6 + (minute % 3) : 0
          const flows = [minute % 7, minute % 5, minute % 11 === 0 ? 2 : 0, 1, 0, old, groups * 2, 0]
          table.add(1, i + 1, minute, [groups, groups * 3, groups * 4, ...flows, ...messages])
        })
      }
    })
    table.roll(transaction)
  }
  const bits = packWhat({
    kind: 'gap',
    version: 3,
    mode: 'INCLUDE',
    versions: 0,
    wasMode: 'INCLUDE',
    wasState: 'confirmed',
    reason: 'none',
  })
  const gap = slotOf((end - SLEPT.from) * MINUTE)
  db.prepare('INSERT INTO event (id, what) VALUES (?, ?)').run(gap, bits)
  db.prepare('INSERT INTO gap VALUES (?, 1, ?, ?, 0)').run(gap, (end - SLEPT.to) * MINUTE, 'asleep')
  db.close()
}
