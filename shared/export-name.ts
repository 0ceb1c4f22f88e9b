import type { ExportFormat, ExportName } from './export.ts'
import type { EpochMs } from './time.ts'

/** What names a file. */
interface NamedExport {
  set: ExportName
  filter: string
  from?: EpochMs | undefined
  to?: EpochMs | undefined
  /** Of a snapshot. */
  at?: EpochMs | undefined
  format: ExportFormat
  gzip: boolean
  /** Not all that was reported is in it. */
  truncated?: boolean
}
/** Letters of the filter that stand in the name. */
const FILTER_LETTERS = 60

/** Data set, filter and time: `memberships_group-239.1.1.1_20251126T080000Z_now.csv`. */
export function exportFileName({ set, filter, from, to, at, format, gzip, truncated }: NamedExport): string {
  const slug = filter
    .replace(/[^A-Za-z0-9.]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
    .slice(0, FILTER_LETTERS)
  const range = from === undefined && to === undefined ? 'all' : `${stamp(from, 'begin')}_${stamp(to, 'now')}`
  const time = set === 'snapshot' ? stamp(at, 'now') : range
  return `${[set, ...(slug ? [slug] : []), time, ...(truncated ? ['truncated'] : [])].join('_')}.${format}${gzip ? '.gz' : ''}`
}

const stamp = (at: EpochMs | undefined, absent: string): string =>
  at === undefined ? absent : new Date(at).toISOString().replace(/[-:]|\.\d+/g, '')
