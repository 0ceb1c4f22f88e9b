import type { DurationMs } from '../../../shared/time.ts'
import type { Db } from './sqlite.ts'
import { KINDS } from './what.ts'

/**
 * What ends tell. Of an interval that was ended without the table (a server that was killed, lost rows) nobody knows the
 * last report nor how many there were: `silent` and `reports` are NULL. Schema 9 and before had the first report and 1
 * there, which may be true as well: up to the newest row of then, those are not believed.
 */
export const KNOWN_END_MIGRATION = `
  INSERT INTO meta SELECT 'guessed', max(id) FROM event HAVING max(id) IS NOT NULL;
  `

const KIND = 0xf
const STOPPED = KINDS.indexOf('stopped')

/** Of a row of `event` that ends an interval: whether its last report and its number of reports are known. */
export type KnownEnd = (id: number, what: number, lasted: DurationMs, silent: DurationMs, reports: number) => boolean

/** For rows whose `silent` and `reports` are there. */
export function knownEnds(db: Db): KnownEnd {
  const stored = db.prepare(`SELECT value FROM meta WHERE name = 'guessed'`).pluck().get() as number | undefined
  const guessed = stored ?? Number.NEGATIVE_INFINITY
  return (id, what, lasted, silent, reports) =>
    id > guessed || reports !== 1 || silent !== lasted || (what & KIND) !== STOPPED
}
