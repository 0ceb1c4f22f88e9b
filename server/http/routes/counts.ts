import type { Router } from 'express'
import type { Answers } from '../../../shared/api.ts'
import type { Counts } from '../../../shared/counts.ts'
import { notice, sentence } from '../../../shared/notice.ts'
import { MINUTE, SECOND, type DurationMs, type EpochMs } from '../../../shared/time.ts'
import { HistoryError, type CountsQuery } from '../../history/store.ts'
import { countFilter } from '../../views/count-filter.ts'
import type { Subject } from '../../views/subject.ts'
import { tailOf, trendCounts } from '../../views/trend-counts.ts'
import { countsRequestOf } from '../counts-params.ts'
import { mustBeReadable } from '../params.ts'
import { HttpProblem } from '../problem.ts'

/** What this route needs of the history. */
export interface CountedHistory {
  counts(query: CountsQuery): Promise<Counts>
}

/** Counts that are being read at a time; further ones are asked to wait. */
const MAX_READING = 8
/** Minutes that the disk may be behind: they are told by the monitor. */
const TAIL: DurationMs = 10 * MINUTE
/** Many viewers ask for the same at the turn of a minute: they share an answer. */
const KEPT: DurationMs = 5 * SECOND
const MAX_KEPT = 64

/** Where the clock of the sources stands: that of the wall, or of captures alone where the newest of them does. */
function momentOf({ taps }: Subject, wall: EpochMs): EpochMs {
  const ofFiles = taps.every((tap) => ['file', 'stdin'].includes(tap.source().kind))
  const newest = Math.max(...taps.map(({ table }) => table.clock))
  return ofFiles && Number.isFinite(newest) ? Math.min(newest, wall) : wall
}

/** Counts over time. */
export function counts(router: Router, subject: Subject, history: CountedHistory | null, now: () => EpochMs): void {
  const kept = new Map<string, { at: EpochMs; answer: Promise<Counts> }>()
  let reading = 0

  async function read(query: Omit<CountsQuery, 'tail'>): Promise<Counts> {
    if (!history) {
      if (query.filter.trim() === '') return trendCounts(subject.taps, query)
      throw new HttpProblem(503, 'This server keeps no history. Remedy: start it with --data FOLDER.')
    }
    if (reading >= MAX_READING) {
      const busy = notice('counts-busy', { limit: MAX_READING })
      throw new HttpProblem(503, sentence(busy), { notice: busy, retryAfter: 5 })
    }
    reading += 1
    try {
      return await history.counts({ ...query, tail: tailOf(subject.taps, momentOf(subject, now()) - TAIL) })
    } catch (error) {
      if (!(error instanceof HistoryError)) throw error
      // What this run has seen is known all the same.
      if (query.filter.trim() === '') return trendCounts(subject.taps, query)
      throw new HttpProblem(503, sentence(error.notice), { notice: error.notice })
    } finally {
      reading -= 1
    }
  }

  router.get('/counts', async (request, response) => {
    const query = countsRequestOf(request.query, momentOf(subject, now()))
    mustBeReadable(countFilter(query.filter).error)
    const key = JSON.stringify(query)
    let known = kept.get(key)
    if (!known || now() - known.at > KEPT || now() < known.at) {
      for (const [old, { at }] of kept) if (now() - at > KEPT || kept.size >= MAX_KEPT) kept.delete(old)
      known = { at: now(), answer: read(query) }
      kept.set(key, known)
      known.answer.catch(() => kept.delete(key))
    }
    response.json((await known.answer) satisfies Answers['/counts'])
  })
}
