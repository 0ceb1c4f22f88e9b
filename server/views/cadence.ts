import { formatAddress } from '../../shared/address.ts'
import type { CadenceStats, QueryDot } from '../../shared/segment.ts'
import type { QuerierElection } from '../membership/querier.ts'

interface Cadence {
  /** Of the election when this was made: it holds until the next query. */
  queries: number
  dots: readonly QueryDot[]
  stats: CadenceStats
}

/** Dots that any page shows. */
const DOTS_SHOWN = 720

const made = new WeakMap<QuerierElection, Cadence>()

/** The strip of general queries, the newest last, and what the gaps of the elected querier tell. */
export function cadenceOf(election: QuerierElection): Cadence {
  const known = made.get(election)
  if (known?.queries === election.queries) return known
  const dots = election.cadence
    .slice(-DOTS_SHOWN)
    .map(({ at, ip, gap, missed, elected }) => ({ at, ip: formatAddress(ip), gapMs: gap, missed, elected }))
  const cadence = { queries: election.queries, dots, stats: statsOf(election) }
  made.set(election, cadence)
  return cadence
}

function statsOf({ cadence }: QuerierElection): CadenceStats {
  const elected = cadence.filter((query) => query.elected)
  const gaps = elected.flatMap(({ gap }) => (gap === null ? [] : [gap])).sort((a, b) => a - b)
  return {
    queries: elected.length,
    medianMs: percentile(gaps, 0.5),
    p95Ms: percentile(gaps, 0.95),
    maxMs: gaps.at(-1) ?? null,
    missed: elected.reduce((sum, { missed }) => sum + missed, 0),
  }
}

/** The nearest rank of sorted values; null when there are none. */
const percentile = (sorted: readonly number[], share: number): number | null =>
  sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null
