import { MINUTE, type DurationMs, type EpochMs } from '../../../shared/time.ts'
import type { Reign } from '../../membership/querier.ts'
import type { Work } from '../../views/work.ts'
import { slotOf, timeOf } from '../file/key.ts'
import type { Db } from '../file/sqlite.ts'
import { readWhat, slipOf } from '../file/what.ts'
import type { Addresses } from './addresses.ts'
import type { TapAt } from './taps.ts'

/** Events of queriers that are read for the reigns of all segments, the newest. */
const EVENTS_READ = 20_000
/** A row whose time is full lies behind its own (key.ts). */
const SLIPPED: DurationMs = MINUTE

/** `host`: the number of the querier. */
export type NumberedReign = Reign & { readonly host: number }

/** Who was elected, and until when, by segment: the events tell it exactly, however long ago it was. */
export function* readReigns(
  db: Db,
  addresses: Addresses,
  taps: readonly TapAt[],
  at: EpochMs,
): Work<Map<number, NumberedReign[]>> {
  const since = new Map<number, EpochMs>()
  for (const { segments, runSince } of taps) for (const { id } of segments) since.set(id, runSince)
  const rows = db
    .prepare(
      `SELECT id, what, host FROM event WHERE (what & 15) IN (6, 7) AND id < ? ORDER BY id DESC LIMIT ${EVENTS_READ}`,
    )
    .all(slotOf(at + SLIPPED)) as { id: number; what: number; host: number | null }[]
  yield
  const reigns = new Map<number, NumberedReign[]>()
  for (const { id, what, host: number } of rows.reverse()) {
    const told = timeOf(id, slipOf(what))
    const host = number === null ? null : addresses.host(number)
    if (number === null || !host || told > at || told < (since.get(host.segment) ?? Infinity)) continue
    const { kind, version } = readWhat(what)
    const known = reigns.get(host.segment) ?? []
    const last = known.at(-1)
    if (last && last.to === null) last.to = told
    if (kind === 'querier-elected') {
      const querier = { ...host.key, version, since: told, lastQueryAt: told }
      known.push({ querier, from: told, to: null, host: number })
    }
    reigns.set(host.segment, known)
  }
  return reigns
}
