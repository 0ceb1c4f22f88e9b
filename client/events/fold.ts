import type { EventRow } from '../../shared/events.ts'
import type { MemberEventKind } from '../../shared/event.ts'
import { SECOND, type DurationMs } from '../../shared/time.ts'
import { isSkipped, type Skipped, type TailItem } from './tail.ts'

/** Similar events within this time of the first of them are one line. */
const FOLDED_WITHIN: DurationMs = 10 * SECOND

/** One line of the page: an event, several similar ones, or a hole. */
export type Line =
  | { kind: 'one'; key: string; row: EventRow }
  | {
      kind: 'many'
      key: string
      by: 'group' | 'host'
      event: MemberEventKind
      rows: readonly EventRow[]
      hosts: number
    }
  | { kind: 'skipped'; key: string; skipped: number }

interface Open {
  first: EventRow
  rows: EventRow[]
  by: 'group' | 'host' | null
  at: number
}

const isMember = (row: EventRow): boolean => 'host' in row.told && 'group' in row.told && 'mode' in row.told
const hostKey = ({ told }: EventRow): string =>
  'host' in told && told.host ? `${told.host.ip} ${told.host.mac ?? ''}` : ''
const placeOf = ({ source, told }: EventRow): string =>
  `${source} ${told.event} ${'segment' in told ? (told.segment ?? '') : ''}`
const byGroup = (row: EventRow): string => `${placeOf(row)} ${'group' in row.told ? (row.told.group ?? '') : ''}`
const byHost = (row: EventRow): string => `${placeOf(row)} ${hostKey(row)}`

/**
 * Lines of the items, the newest first. The same event of one group, or of one host, within ten seconds of the first one
 * becomes one line, which stands where its newest event does. Folds begin at their oldest event, so that what comes later
 * changes none that is over.
 */
export function folded(items: readonly TailItem[]): Line[] {
  const lines: (Open | Skipped)[] = []
  const groups = new Map<string, Open>()
  const hosts = new Map<string, Open>()
  for (let at = items.length - 1; at >= 0; at -= 1) {
    const item = items[at]!
    if (isSkipped(item)) {
      lines.push(item)
      continue
    }
    if (!isMember(item)) {
      lines.push({ first: item, rows: [item], by: null, at })
      continue
    }
    const fold = fitting(groups.get(byGroup(item)), item, 'group') ?? fitting(hosts.get(byHost(item)), item, 'host')
    if (fold) {
      fold.open.rows.push(item)
      fold.open.by = fold.by
      fold.open.at = at
      continue
    }
    const open: Open = { first: item, rows: [item], by: null, at }
    lines.push(open)
    groups.set(byGroup(item), open)
    hosts.set(byHost(item), open)
  }
  return inOrder(lines, items)
}

function fitting(
  open: Open | undefined,
  row: EventRow,
  by: 'group' | 'host',
): { open: Open; by: 'group' | 'host' } | null {
  if (!open || row.at - open.first.at > FOLDED_WITHIN || row.at < open.first.at) return null
  return open.by === null || open.by === by ? { open, by } : null
}

function inOrder(lines: readonly (Open | Skipped)[], items: readonly TailItem[]): Line[] {
  const places = new Map(items.map((item, at) => [item.key, at]))
  const placed = lines.map((line) => ({ line, at: 'rows' in line ? line.at : (places.get(line.key) ?? 0) }))
  placed.sort((a, b) => a.at - b.at)
  return placed.map(({ line }) => lineOf(line))
}

function lineOf(line: Open | Skipped): Line {
  if ('skipped' in line) return { kind: 'skipped', ...line }
  const { first, rows, by } = line
  if (rows.length === 1 || by === null) return { kind: 'one', key: first.key, row: first }
  const hosts = new Set(rows.map(hostKey)).size
  return {
    kind: 'many',
    key: first.key,
    by,
    event: first.told.event as MemberEventKind,
    rows: [...rows].reverse(),
    hosts,
  }
}

/** Each event for itself. */
export const unfolded = (items: readonly TailItem[]): Line[] =>
  items.map((item) => (isSkipped(item) ? { kind: 'skipped', ...item } : { kind: 'one', key: item.key, row: item }))

/** The lines with those of opened folds under them. */
export const withOpened = (lines: readonly Line[], open: ReadonlySet<string>): (Line & { inner?: boolean })[] =>
  lines.flatMap((line) =>
    line.kind === 'many' && open.has(line.key)
      ? [line, ...line.rows.map((row) => ({ kind: 'one' as const, key: `${row.key}+`, row, inner: true }))]
      : [line],
  )
