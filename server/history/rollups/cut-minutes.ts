import { IMPORT_STATES } from '../../../shared/imports.ts'
import { MINUTE, type EpochMs } from '../../../shared/time.ts'
import { isClosed } from '../file/closed.ts'
import type { Pin } from '../file/pin.ts'
import type { Db } from '../file/sqlite.ts'

const DONE = IMPORT_STATES.indexOf('done')

/**
 * By source its last minute, where it is certain that nothing more of it comes: the run was ended, or another one began and
 * the source is not back, or it is a capture. What there is of that minute is all there is. Elsewhere a minute that is not
 * over may go on.
 */
export function cutMinutes(db: Db, pin: Pin): ReadonlyMap<number, number> {
  const ended = isClosed(db)
    ? ''
    : `AND (id IN (SELECT source FROM gap WHERE until IS NULL) OR id IN (SELECT source FROM import WHERE state = ${DONE}))`
  const clocks = db
    .prepare(`SELECT id, max(last_at, coalesce(reached, last_at)) FROM source WHERE last_at IS NOT NULL ${ended}`)
    .raw()
    .all() as [number, EpochMs][]
  // A pin of an earlier moment has its minutes as they were then.
  const there = clocks.filter(([source, at]) => (pin.lastOf(source) ?? at) === at)
  return new Map(there.map(([source, at]) => [source, Math.floor(at / MINUTE)]))
}
