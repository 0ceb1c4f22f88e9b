import { SEVERITIES, type Evidence, type FindingCode, type FindingValues } from '../../../shared/finding.ts'
import type { EpochMs } from '../../../shared/time.ts'
import { MAX_CRITICAL_BEYOND, MAX_OPEN_FINDINGS } from '../../findings/book.ts'
import { Finding } from '../../findings/finding.ts'
import type { Observation } from '../../findings/rule.ts'
import type { Work } from '../../views/work.ts'
import { IDS_PER_MS, slotOf, timeOf } from '../file/key.ts'
import type { Db } from '../file/sqlite.ts'
import { slipOf } from '../file/what.ts'
import type { Addresses } from './addresses.ts'
import type { PastTap } from './tap.ts'

const MOST_READ = 4 * (MAX_OPEN_FINDINGS + MAX_CRITICAL_BEYOND)

type Row = {
  id: number
  what: number
  source: number
  segment: number | null
  grp: number | null
  host: number | null
  code: string
  severity: number
  count: number
  sentence: string
  vals: string
  evidence: string
}

/** What was wrong at a moment: how bad, and in which words, is as it was last. Who had acknowledged it is not kept. */
export function* restoreFindings(db: Db, addresses: Addresses, taps: readonly PastTap[], at: EpochMs): Work<void> {
  const bySource = new Map(taps.map((tap) => [tap.tap.id, tap]))
  const rows = db
    .prepare(
      `SELECT id, what, source, segment, grp, host, code, severity, count, sentence, vals, evidence FROM finding
       WHERE id < ? AND (closed_at IS NULL OR closed_at > ?) ORDER BY id DESC LIMIT ${MOST_READ}`,
    )
    .all(slotOf(at) + IDS_PER_MS, at) as Row[]
  yield
  for (const row of rows) {
    const tap = bySource.get(row.source)
    const segment = tap?.tap.segments.find(({ id }) => id === row.segment)?.segment ?? null
    if (!tap || (row.segment !== null && segment === null)) continue
    const openedAt = timeOf(row.id, slipOf(row.what))
    const seen: Observation = {
      subject: {
        group: row.grp === null ? null : (addresses.group(row.grp)?.address ?? null),
        host: row.host === null ? null : (addresses.host(row.host)?.key ?? null),
      },
      severity: SEVERITIES[row.severity] ?? 'information',
      sentence: row.sentence as Observation['sentence'],
      values: JSON.parse(row.vals) as FindingValues,
      count: row.count,
      evidence: JSON.parse(row.evidence) as Evidence[],
    }
    if (openedAt <= at) tap.watch.book.restore(new Finding(row.code as FindingCode, segment, seen, openedAt))
  }
}
