import { formatAddress } from '../../../shared/address.ts'
import type { EpochMs } from '../../../shared/time.ts'
import type { Work } from '../../views/work.ts'
import type { Db } from '../file/sqlite.ts'
import type { Addresses } from './addresses.ts'
import type { Differing } from './difference.ts'
import { readReigns, type NumberedReign } from './reigns.ts'
import { beginningOf, tapsAt } from './taps.ts'

/** Segments whose querier is another one at `to`. Where nobody watched at one of the moments nobody knows. */
export function* differingQueriers(db: Db, addresses: Addresses, from: EpochMs, to: EpochMs): Work<Differing[]> {
  const before = yield* lastReigns(db, addresses, from)
  const after = yield* lastReigns(db, addresses, to)
  const rows: Differing[] = []
  for (const [segment, then] of after) {
    const first = before.get(segment)
    if (first === undefined) continue
    const [was, is] = [first, then].map((reign) => (reign && reign.to === null ? reign : null))
    if (was?.querier.ip === is?.querier.ip) continue
    rows.push({
      change: 'querier',
      at: is ? is.from : (then?.to ?? null),
      segment,
      group: null,
      host: is ? is.host : null,
      before: was ? formatAddress(was.querier.ip) : null,
      after: is ? formatAddress(is.querier.ip) : null,
    })
  }
  return rows
}

/** Of each segment whose tap watched then; null: there was none. */
function* lastReigns(db: Db, addresses: Addresses, at: EpochMs): Work<Map<number, NumberedReign | null>> {
  if (at < (beginningOf(db) ?? Infinity)) return new Map()
  const taps = tapsAt(db, at).filter(({ blind }) => blind === null)
  const reigns = yield* readReigns(db, addresses, taps, at)
  const ids = taps.flatMap(({ segments }) => segments.map(({ id }) => id))
  return new Map(ids.map((id) => [id, reigns.get(id)?.at(-1) ?? null]))
}
