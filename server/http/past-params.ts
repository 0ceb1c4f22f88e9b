import { z } from 'zod'
import { differenceFilter, exportFilterError } from '../history/store.ts'
import { DAY, type DurationMs, type EpochMs } from '../../shared/time.ts'
import { CUT, instant, mustBeReadable, read } from './params.ts'
import { HttpProblem } from './problem.ts'

/** The longest range of marks and of the counts of a group: what is counted is kept for two years. */
const LONGEST: DurationMs = 731 * DAY

const FROM = instant.meta({ description: 'The first moment.' })
const TO = instant.optional().meta({ description: 'The second one; absent: now.' })

export const DIFFERENCE = z.strictObject({
  from: FROM,
  to: TO,
  filter: CUT.filter,
  offset: CUT.offset,
  limit: CUT.limit,
})
export const MARKS = z.strictObject({ from: FROM, to: TO, filter: CUT.filter })
export const GROUP_COUNTS = z.strictObject({ from: FROM, to: TO })

type Range = { from: EpochMs; to: EpochMs }

/** Up to `now` where it is not said. */
function rangeOf<Asked extends { from: EpochMs; to?: EpochMs | undefined }>(asked: Asked, now: EpochMs): Asked & Range {
  const to = asked.to ?? now
  if (asked.from >= to) throw new HttpProblem(400, 'from: it must be before to.')
  return { ...asked, to }
}

export function differenceOf(query: unknown, now: EpochMs): z.infer<typeof DIFFERENCE> & Range {
  const asked = rangeOf(read(DIFFERENCE, query), now)
  mustBeReadable(differenceFilter(asked.filter).error)
  return asked
}

export function marksOf(query: unknown, now: EpochMs): z.infer<typeof MARKS> & Range {
  const asked = mustBeShort(rangeOf(read(MARKS, query), now))
  mustBeReadable(exportFilterError('events', asked.filter))
  return asked
}

export const groupCountsOf = (query: unknown, now: EpochMs): Range =>
  mustBeShort(rangeOf(read(GROUP_COUNTS, query), now))

function mustBeShort<Asked extends Range>(asked: Asked): Asked {
  if (asked.to - asked.from <= LONGEST) return asked
  throw new HttpProblem(400, `from, to: the range has ${LONGEST / DAY} days at most.`)
}
