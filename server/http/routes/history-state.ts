import { dirname } from 'node:path'
import type { Router } from 'express'
import type { Answers } from '../../../shared/api.ts'
import { DAY, SECOND, type DurationMs, type EpochMs } from '../../../shared/time.ts'
import { HistoryError, type HistoryQuery, type HistoryStatus, type PastGap } from '../../history/store.ts'
import { noParameters } from '../params.ts'

/** What this route needs of the history. */
export interface KeptHistory {
  readonly file: string
  status(): HistoryStatus
  gaps(query: HistoryQuery): AsyncGenerator<readonly PastGap[], void>
}

/** Gaps are looked for in so many of the last days. */
const GAP_DAYS = 30
/** What comes after the last moment that was kept is no gap while it is as young as this: it is on its way. */
const ON_ITS_WAY: DurationMs = 10 * SECOND

/** What is kept, where, how much of it, and how far back it goes. */
export function historyState(router: Router, history: KeptHistory | null, now: () => EpochMs): void {
  router.get('/history/state', async (request, response) => {
    noParameters(request.query)
    if (!history) {
      response.json(null satisfies Answers['/history/state'])
      return
    }
    const { state, notice, sizeBytes, keep, beginsAt, trimmed, queued, dropped, removed, countsBegin } =
      history.status()
    const gaps = await gapsOf(history, now())
    const folder = dirname(history.file)
    const { maxBytes, ...keepFor } = keep
    const told = { sizeBytes, maxBytes, keepFor, beginsAt, countsBegin, trimmed, removed, queued, dropped }
    const kept = { folder, state, notice, ...told }
    response.json({ ...kept, gaps } satisfies Answers['/history/state'])
  })
}

/** How many there were, and the newest; null where the history cannot be read: its notice says why. */
async function gapsOf(history: KeptHistory, now: EpochMs): Promise<NonNullable<Answers['/history/state']>['gaps']> {
  let count = 0
  let last: PastGap | null = null
  try {
    for await (const rows of history.gaps({ from: now - GAP_DAYS * DAY })) {
      const gaps = rows.filter(({ from, to }) => to !== null || from < now - ON_ITS_WAY)
      count += gaps.length
      last = gaps.at(-1) ?? last
    }
  } catch (error) {
    if (error instanceof HistoryError) return null
    throw error
  }
  return { days: GAP_DAYS, count, last: last && { source: last.source, from: last.from, to: last.to } }
}
