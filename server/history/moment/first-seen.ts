import { HOUR, MINUTE, type EpochMs } from '../../../shared/time.ts'
import { Hour, MINUTES_OF_HOUR } from '../rollups/hour-pack.ts'
import type { Db } from '../file/sqlite.ts'

/** Of a segment without roll-ups: its minutes lie in the last hours, or nowhere. */
const NOT_ROLLED = 3 * HOUR

/** The first minute in which a segment was there, as far as counts are kept; null: none by `at`. */
export function firstSeen(db: Db): (segment: number, at: EpochMs) => EpochMs | null {
  const rolled = db.prepare('SELECT at, packed FROM hour WHERE segment = ? ORDER BY at LIMIT 1').raw()
  const minute = db.prepare('SELECT min(at) FROM minute WHERE segment = ? AND at >= ? AND at <= ?').pluck()
  const hour = new Hour()
  return (segment, at) => {
    const row = rolled.get(segment) as [number, Uint8Array] | undefined
    const early = minute.get(segment, Math.floor((at - NOT_ROLLED) / MINUTE), Math.floor(at / MINUTE)) as number | null
    const candidates = early === null ? [] : [early * MINUTE]
    if (row) {
      hour.unpack(row[1])
      const first = hour.present.indexOf(1)
      if (first >= 0) candidates.push((row[0] * MINUTES_OF_HOUR + first) * MINUTE)
    }
    const found = Math.min(...candidates)
    return found <= at ? found : null
  }
}
