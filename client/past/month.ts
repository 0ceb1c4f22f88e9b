import type { EndReason, MembershipsColumn } from '../../shared/export.ts'
import type { IgmpVersion } from '../../shared/igmp.ts'
import { DAY, type DurationMs, type EpochMs } from '../../shared/time.ts'
import type { Bar, Lane } from '../gantt/bars.ts'

/* The memberships of a host over a month, from the rows of `memberships.jsonl`, as lanes of a Gantt chart. Pure. */

export const MONTHS = ['off', '24h', '7d', '30d'] as const
export type Month = (typeof MONTHS)[number]
export const MONTH_MS: Readonly<Record<Exclude<Month, 'off'>, DurationMs>> = {
  '24h': DAY,
  '7d': 7 * DAY,
  '30d': 30 * DAY,
}
/** More than so many are no picture any more: the history lists them. */
export const MOST_BARS = 500

export type MembershipLine = Readonly<Partial<Record<MembershipsColumn, unknown>>>

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)
const time = (value: unknown): EpochMs | null => {
  const at = Date.parse(text(value) ?? '')
  return Number.isNaN(at) ? null : at
}

/** How a bar ends; a source that changed goes on in the next bar. */
function endOf(reason: unknown): Bar['end'] {
  switch (reason as EndReason) {
    case 'still-member':
      return 'open'
    case 'left':
    case 'source-changed':
      return 'left'
    case 'expired':
      return 'expired'
    case 'monitor-stopped':
    case 'gap':
    case 'evicted':
      return 'unknown'
  }
}

const VERSIONS: readonly IgmpVersion[] = [1, 2, 3]

/** A lane a group, the one that was joined last on top. */
export function monthLanes(rows: readonly MembershipLine[]): Lane[] {
  const lanes = new Map<string, { key: string; segment: string; group: string; host: Lane['host']; bars: Bar[] }>()
  for (const row of rows) {
    const group = text(row.group)
    const segment = text(row.segment)
    if (group === null || segment === null) continue
    const key = `${segment} ${group}`
    const host = { ip: text(row.host) ?? '0.0.0.0', mac: text(row.mac) }
    const lane = lanes.get(key) ?? { key, segment, group, host, bars: [] }
    lanes.set(key, lane)
    const spoken = Array.isArray(row.versions) ? row.versions : []
    lane.bars.push({
      from: time(row.first_join_utc),
      to: time(row.ended_utc),
      end: endOf(row.end_reason),
      presumed: row.confidence === 'presumed',
      ticks: [],
      expiresAt: null,
      version: VERSIONS.find((version) => version === spoken.at(-1)) ?? 2,
    })
  }
  for (const { bars } of lanes.values()) bars.sort((a, b) => (a.from ?? 0) - (b.from ?? 0))
  const last = (bars: readonly Bar[]): EpochMs => bars.at(-1)?.from ?? 0
  return [...lanes.values()].sort((a, b) => last(b.bars) - last(a.bars) || (a.key < b.key ? -1 : 1))
}
