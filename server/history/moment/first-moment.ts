import { HOUR, MINUTE, type EpochMs } from '../../../shared/time.ts'
import { timeOf } from '../file/key.ts'
import type { Db } from '../file/sqlite.ts'
import { slipOf } from '../file/what.ts'
import { Hour, MINUTES_OF_HOUR } from '../rollups/hour-pack.ts'

/** Groups of a source that are asked when they began: those it saw first have the lowest numbers. */
const GROUPS_ASKED = 256

/** The first moment of a source, where that is after `at`; null: it was there by then, or nobody knows. */
export function firstMoments(db: Db): (source: number, at: EpochMs) => EpochMs | null {
  const ofSource = 'SELECT id FROM segment WHERE source = @source'
  const firstHour = db
    .prepare('SELECT min((SELECT min(at) FROM hour WHERE segment = s.id)) FROM segment s WHERE source = @source')
    .pluck()
  const packs = db.prepare(`SELECT packed FROM hour WHERE segment IN (${ofSource}) AND at = @hour`).pluck()
  const firstDue = db.prepare('SELECT min(at) FROM hour_due WHERE source = @source').pluck()
  const firstMinute = db
    .prepare(`SELECT min(at) FROM minute WHERE at >= @from AND at < @to AND segment IN (${ofSource})`)
    .pluck()
  // Counts may be kept for a shorter time than events: then these tell that it was there before.
  const firstEvent = db.prepare(
    `SELECT id, what FROM event WHERE id = (SELECT min((SELECT min(id) FROM event INDEXED BY event_group
       WHERE (what & 15) IN (4, 5) AND grp = g.id))
     FROM (SELECT id FROM segment_group WHERE segment IN (${ofSource}) ORDER BY id LIMIT ${GROUPS_ASKED}) g)`,
  )
  const hour = new Hour()

  const rolled = (source: number, at: number): EpochMs => {
    const minutes = (packs.all({ source, hour: at }) as Uint8Array[]).map((packed) => {
      hour.unpack(packed)
      return Math.max(0, hour.present.indexOf(1))
    })
    return (at * MINUTES_OF_HOUR + Math.min(...minutes)) * MINUTE
  }
  const notRolled = (source: number, at: number): EpochMs => {
    const from = at * MINUTES_OF_HOUR
    const first = firstMinute.get({ source, from, to: from + MINUTES_OF_HOUR }) as number | null
    return first === null ? Infinity : first * MINUTE
  }
  const began = (source: number): EpochMs => {
    const row = firstEvent.get({ source }) as { id: number; what: number } | undefined
    return row ? timeOf(row.id, slipOf(row.what)) : Infinity
  }
  return (source, at) => {
    const oldest = (firstHour.get({ source }) as number | null) ?? Infinity
    if ((oldest + 1) * HOUR <= at) return null
    const due = (firstDue.get({ source }) as number | null) ?? Infinity
    const counted = Math.min(
      oldest === Infinity ? Infinity : rolled(source, oldest),
      due < oldest ? notRolled(source, due) : Infinity,
    )
    if (counted <= at) return null
    const first = Math.min(counted, began(source))
    return first > at && first < Infinity ? first : null
  }
}
