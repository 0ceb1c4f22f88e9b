import { notice } from '../../shared/notice.ts'
import type { EpochMs } from '../../shared/time.ts'
import type { Segment } from '../decode/segment.ts'
import { HistoryError, type History, type PastGap, type PastQuery, type RowPlace } from '../history/store.ts'
import { intervalOf, type Interval } from './messages.ts'

/** What a dry run reads of the history. */
export type PastSource = Pick<History, 'memberships' | 'queries' | 'gaps'>

/** Memberships and queries of a range that are gone through, all sources together; more are refused. */
const MAX_RECORDS = 200_000

/** What is known of one source in a range. */
export interface Past {
  readonly intervals: Interval[]
  readonly queries: { query: PastQuery; segment: Segment }[]
  readonly gaps: PastGap[]
}

/** By source. Throws HistoryError where there is no history, or too much of it. */
export async function readPast(history: PastSource, range: { from: EpochMs; to: EpochMs }): Promise<Map<string, Past>> {
  const pasts = new Map<string, Past>()
  const segments = new Map<string, Segment>()
  let records = 0
  const past = (source: string): Past => {
    let known = pasts.get(source)
    if (!known) pasts.set(source, (known = { intervals: [], queries: [], gaps: [] }))
    return known
  }
  const count = (more: number): void => {
    records += more
    if (records > MAX_RECORDS) throw new HistoryError(notice('dry-run-too-large', { limit: MAX_RECORDS }))
  }
  const segmentOf = ({ source, segment: name, family, vlan }: RowPlace): Segment => {
    const key = `${source}\n${family ?? ''}\n${name}`
    let segment = segments.get(key)
    if (!segment) {
      segment = { family: family ?? 'ipv4', name, vlans: vlan === '' ? [] : vlan.split('.').map(Number) }
      segments.set(key, segment)
    }
    return segment
  }
  for await (const rows of history.memberships(range)) {
    count(rows.length)
    for (const row of rows) past(row.source).intervals.push(intervalOf(row, segmentOf(row)))
  }
  for await (const rows of history.queries(range)) {
    count(rows.length)
    for (const query of rows) past(query.source).queries.push({ query, segment: segmentOf(query) })
  }
  for await (const rows of history.gaps(range)) {
    count(rows.length)
    for (const gap of rows) pasts.get(gap.source)?.gaps.push(gap)
  }
  return pasts
}
