import { z } from 'zod'
import {
  COUNT_SPANS,
  COUNT_STEPS,
  countStep,
  MAX_COUNTED,
  MAX_POINTS,
  MAX_POINTS_OF_ALL,
  type CountSpan,
} from '../../shared/counts.ts'
import { DAY, MINUTE, type DurationMs, type EpochMs } from '../../shared/time.ts'
import { CUT, instant, read } from './params.ts'
import { HttpProblem } from './problem.ts'

const SPAN_NAMES = Object.keys(COUNT_SPANS) as [CountSpan, ...CountSpan[]]
const USUAL: CountSpan = '6h'

export const COUNTS = z.strictObject({
  from: instant.optional(),
  to: instant.optional(),
  span: z.enum(SPAN_NAMES, { error: `it must be one of ${SPAN_NAMES.join(', ')}` }).optional(),
  step: z
    .enum(COUNT_STEPS.map(String), { error: `it must be one of ${COUNT_STEPS.join(', ')} (minutes)` })
    .transform(Number)
    .meta({
      description:
        'In minutes; absent: the finest one that fits. Without a filter each minute of 31 days can be asked for.',
    })
    .optional(),
  captures: z.enum(['with', 'without']).default('with').meta({
    description:
      'Whether captures that were put in count where their time is in the range. A wall shows what is live: without.',
  }),
  filter: CUT.filter,
})

export interface CountsRequest {
  from: EpochMs
  to: EpochMs
  step: DurationMs
  filter: string
  captures: boolean
}

/** Whole minutes, and `from` where a step begins: no later than it was asked for. */
export function countsRequestOf(query: unknown, now: EpochMs): CountsRequest {
  const { from: given, to: until, span, step: minutes, filter, captures } = read(COUNTS, query)
  if (given !== undefined && span !== undefined) throw new HttpProblem(400, 'from: it is said by span already.')
  const to = Math.floor(Math.min(until ?? now, now) / MINUTE) * MINUTE
  const asked = given ?? to - COUNT_SPANS[span ?? USUAL]
  if (asked >= to) throw new HttpProblem(400, 'from: it must be a minute before to at least, and not in the future.')
  if (to - asked > MAX_COUNTED) {
    throw new HttpProblem(400, `Counts are told of ${MAX_COUNTED / DAY} days at most. Remedy: ask for a shorter time.`)
  }
  const step = minutes === undefined ? countStep(to - asked) : minutes * MINUTE
  const from = Math.floor(asked / step) * step
  const most = filter.trim() === '' ? MAX_POINTS_OF_ALL : MAX_POINTS
  if ((to - from) / step > most + 1) {
    throw new HttpProblem(400, `step: it gives more than ${most} entries. Remedy: a longer step, or no filter.`)
  }
  return { from, to, step, filter, captures: captures === 'with' }
}
