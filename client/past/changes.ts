import type { EventName } from '../../shared/export.ts'
import type { PastEvent, PastPage } from '../../shared/past-rows.ts'
import { getJson } from '../api.ts'
import { joinPieces } from '../lists/pieces.ts'
import type { Changes } from './find-change.ts'
import { writeMoment } from './moment.ts'
import { askMarks } from './use-marks.ts'

/** What the scrubber has bars and marks for. */
const SHOWN: readonly EventName[] = ['joined', 'left', 'expired', 'querier-elected', 'querier-lost', 'finding-opened']
/** A page may be empty where looking took its time: so many of them are turned. */
const PAGES_MOST = 50

/** The changes that a filter leaves, from the server. */
export function changesOf(filter: string): Changes {
  return {
    async marks(range) {
      const marks = await askMarks(range, filter)
      // Marks are of whole segments: of one group or host they would be stopped at for nothing.
      return filter === '' ? marks : { ...marks, marks: [] }
    },
    async event({ from, to }, way) {
      const query = {
        from: writeMoment(from),
        to: writeMoment(to),
        filter: joinPieces([filter, `type:${SHOWN.join('|')}`]),
        order: way === 1 ? 'asc' : 'desc',
        limit: 1,
      }
      let cursor: string | null = null
      for (let page = 0; page < PAGES_MOST; page += 1) {
        const found: PastPage<PastEvent> = await getJson('/history/events', { ...query, cursor })
        if (found.rows[0]) return found.rows[0].at
        if (found.next === null) return null
        cursor = found.next
      }
      return null
    },
  }
}
