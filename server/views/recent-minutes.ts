import { DAY, MINUTE, type EpochMs } from '../../shared/time.ts'
import type { MinuteCounts } from '../membership/step.ts'
import type { TapMinute } from './count-minutes.ts'

/** Minutes that are kept; the oldest go first. */
const MINUTES_KEPT = DAY / MINUTE

/** What one tap counted in this run by the minute, over its segments: what the history may not have yet, or never gets. */
export class RecentMinutes {
  /** The oldest first. */
  readonly #kept: { at: number; sizes: number[]; flows: number[] }[] = []

  /** The minutes of a step. */
  feed(minutes: readonly MinuteCounts[]): void {
    for (const minute of minutes) {
      const kept = this.#at(Math.floor(minute.at / MINUTE))
      const { groups, hosts, memberships } = minute
      addTo(kept.sizes, [groups, hosts, memberships])
      addTo(kept.flows, flowsOf(minute))
    }
  }

  since(at: EpochMs): readonly TapMinute[] {
    const first = Math.floor(at / MINUTE)
    const { length } = this.#kept
    let begin = length
    while (begin > 0 && this.#kept[begin - 1]!.at >= first) begin -= 1
    return this.#kept.slice(begin)
  }

  #at(at: number): { sizes: number[]; flows: number[] } {
    const newest = this.#kept.at(-1)
    if (newest && newest.at >= at) return newest
    const kept = { at, sizes: [], flows: [] }
    this.#kept.push(kept)
    if (this.#kept.length > MINUTES_KEPT) this.#kept.shift()
    return kept
  }
}

function addTo(sums: number[], more: readonly number[]): void {
  more.forEach((value, i) => (sums[i] = (sums[i] ?? 0) + value))
}

/** In the order of `FLOWS`. MLDv1 and MLDv2 are counted where IGMPv2 and IGMPv3 are, which they are made after (RFC 3810 s1). */
function flowsOf({
  segment,
  joins,
  leaves,
  expiries,
  queries,
  reportsV1,
  reportsV2,
  reportsV3,
  problems,
}: MinuteCounts): number[] {
  const ofIgmp = [reportsV1, reportsV2, reportsV3, 0, 0]
  const ofMld = [0, 0, 0, reportsV2, reportsV3]
  return [joins, leaves, expiries, queries, ...(segment.family === 'ipv4' ? ofIgmp : ofMld), problems]
}
