import type { GmiFormula } from '../../../shared/segment.ts'
import type { Difference, GroupCounts, Marks, Moment } from '../../../shared/past.ts'
import type { EpochMs } from '../../../shared/time.ts'
import type { Answered, Asked } from '../../views/answers.ts'

/* What the main thread asks the reading thread about the past, and what it answers. */

export type PastQuestion =
  | { of: 'view'; at: EpochMs; formula: GmiFormula; asked: Asked }
  | ({ of: 'difference' } & DifferenceQuery)
  | { of: 'marks'; from: EpochMs; to: EpochMs; filter: string }
  | ({ of: 'group-counts' } & GroupCountsQuery)

export interface DifferenceQuery {
  from: EpochMs
  to: EpochMs
  /** The filter grammar; it must be one that can be read. */
  filter: string
  offset: number
  limit: number
}

export interface GroupCountsQuery {
  segment: string
  group: string
  from: EpochMs
  to: EpochMs
}

export interface PastAnswers {
  view: { moment: Moment; answered: Answered }
  difference: Difference
  marks: Marks
  'group-counts': GroupCounts
}
export type PastAnswer = { [Of in PastQuestion['of']]: { of: Of; answer: PastAnswers[Of] } }[PastQuestion['of']]
