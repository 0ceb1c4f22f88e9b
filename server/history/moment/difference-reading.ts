import type { DifferenceRow } from '../../../shared/past.ts'
import type { EpochMs } from '../../../shared/time.ts'
import type { Names } from '../../names/names.ts'
import { ROWS_AT_A_TIME, type Reading } from '../file/reading.ts'
import type { Db } from '../file/sqlite.ts'
import { DifferenceWords } from './difference-row.ts'
import { differing } from './difference.ts'

/** What differs between two moments, for a file: the newest change first. */
export function* readDifference(
  db: Db,
  names: Names,
  { from, to, filter = '' }: { from: EpochMs; to: EpochMs; filter?: string },
): Reading<DifferenceRow> {
  const words = new DifferenceWords(db, names)
  const work = differing(db, from, to)
  let made = work.next()
  for (; !made.done; made = work.next()) yield { rows: [] }
  const match = words.matching(made.value, filter)
  let step = match.next()
  for (; !step.done; step = match.next()) yield { rows: [] }
  for (let i = 0; i < step.value.length; i += ROWS_AT_A_TIME) {
    yield { rows: step.value.slice(i, i + ROWS_AT_A_TIME).map((one) => words.row(one)) }
  }
}
