import type { Router } from 'express'
import type { Answers } from '../../../shared/api.ts'
import { notice, sentence } from '../../../shared/notice.ts'
import type { EpochMs } from '../../../shared/time.ts'
import type { SegmentSettings } from '../../findings/settings.ts'
import { HistoryError } from '../../history/store.ts'
import { dryRunOf } from '../dry-run-params.ts'
import { HttpProblem } from '../problem.ts'

/** The rules over a range of the history, with these settings over those of each segment. Rejects when `signal` says so. */
export type DryRunner = (
  range: { from: EpochMs; to: EpochMs },
  settings: Partial<SegmentSettings>,
  signal: AbortSignal,
) => Promise<Answers['/findings/dry-run']>

/** One at a time. */
export function dryRun(router: Router, run: DryRunner | null, now: () => EpochMs): void {
  let running = false
  router.get('/findings/dry-run', async (request, response) => {
    const { from, to, settings } = dryRunOf(request.query, now())
    if (!run) throw new HttpProblem(503, 'This server keeps no history. Remedy: start it with --data FOLDER.')
    if (running) {
      const busy = notice('dry-run-busy')
      throw new HttpProblem(503, sentence(busy), { notice: busy, retryAfter: 10 })
    }
    running = true
    const gone = new AbortController()
    response.on('close', () => gone.abort())
    try {
      response.json((await run({ from, to }, settings, gone.signal)) satisfies Answers['/findings/dry-run'])
    } catch (error) {
      // Nobody is there to be answered.
      if (gone.signal.aborted) return
      if (error instanceof HistoryError) throw new HttpProblem(503, sentence(error.notice), { notice: error.notice })
      throw error
    } finally {
      running = false
    }
  })
}
