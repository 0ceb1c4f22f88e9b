import type { MessageKey } from '../i18n/index.ts'

/*
 * The columns that a list can have. Which of them are shown is in the address (`cols=`), else what the reader chose
 * before, else those for which there is room. A new column is one line here, its word in the catalogues
 * (`list.column.KEY`) and a slot `cell-KEY` of its page.
 */
type ColumnKeyOf<Key> = Key extends `list.column.${infer Name}` ? Name : never
export type ColumnKey = ColumnKeyOf<MessageKey>

export interface ColumnSpec {
  key: ColumnKey
  /** The least width in pixels, and the share of what is left. */
  min: number
  grow?: number
  /** On a phone, as `grid-template-columns` takes it; absent: not there on one. */
  narrow?: string
  /** The row's field to sort by; absent when the server does not sort by it. */
  sort?: string
  /** The first press shows the largest on top. */
  descendingFirst?: boolean
  /** A number or an age: to the right. */
  number?: boolean
  /** Text that follows a number: some room before it. */
  indent?: boolean
  /** Names the row: always there. */
  fixed?: boolean
  /** Without a choice: the highest goes first where there is no room; 0 stays, `null` comes only when it is chosen. */
  drop: number | null
}
/** A column as a table draws it. */
export interface Column extends ColumnSpec {
  label: string
  width: string
}

export const LIST_COLUMNS = {
  groups: [
    { key: 'state', min: 92, narrow: '64px', sort: 'state', drop: 0 },
    { key: 'group', min: 112, grow: 1.3, narrow: 'minmax(0, 1fr)', sort: 'group', fixed: true, drop: 0 },
    { key: 'name', min: 96, grow: 1.6, sort: 'name', drop: 0 },
    { key: 'segment', min: 108, grow: 1.4, sort: 'segment', drop: 0 },
    { key: 'hosts', min: 92, grow: 0.8, narrow: '74px', sort: 'hosts', descendingFirst: true, number: true, drop: 0 },
    { key: 'lastHour', min: 84, grow: 0.6, drop: 3 },
    { key: 'sources', min: 58, grow: 0.6, number: true, drop: 3 },
    { key: 'version', min: 52, grow: 0.5, sort: 'version', number: true, drop: 2 },
    { key: 'since', min: 72, grow: 0.7, sort: 'since', number: true, drop: 1 },
    { key: 'lastReport', min: 60, grow: 0.7, sort: 'lastReportAt', descendingFirst: true, number: true, drop: 0 },
    { key: 'expires', min: 72, grow: 0.7, narrow: '72px', sort: 'expiresAt', number: true, drop: 0 },
    { key: 'querier', min: 110, grow: 1.2, sort: 'querier', indent: true, drop: 1 },
  ],
  hosts: [
    { key: 'host', min: 116, grow: 1, narrow: 'minmax(0, 1fr)', sort: 'host', fixed: true, drop: 0 },
    { key: 'name', min: 96, grow: 1.4, sort: 'name', drop: 0 },
    { key: 'mac', min: 136, grow: 1, sort: 'mac', drop: 2 },
    { key: 'vendor', min: 110, grow: 1.4, sort: 'vendor', drop: 0 },
    { key: 'segment', min: 108, grow: 1.2, sort: 'segment', drop: 0 },
    { key: 'groups', min: 76, grow: 0.6, narrow: '68px', sort: 'groups', descendingFirst: true, number: true, drop: 0 },
    { key: 'version', min: 52, grow: 0.4, sort: 'version', number: true, drop: 1 },
    { key: 'zapsPerHour', min: 70, grow: 0.5, sort: 'zapsPerHour', descendingFirst: true, number: true, drop: 2 },
    { key: 'reports', min: 74, grow: 0.6, sort: 'reports', descendingFirst: true, number: true, drop: 1 },
    {
      key: 'lastReport',
      min: 60,
      grow: 0.6,
      narrow: '62px',
      sort: 'lastReportAt',
      descendingFirst: true,
      number: true,
      drop: 0,
    },
    { key: 'firstSeen', min: 80, grow: 0.7, sort: 'firstSeenAt', number: true, drop: 2 },
  ],
  events: [
    { key: 'time', min: 96, narrow: '98px', fixed: true, drop: 0 },
    { key: 'event', min: 150, grow: 1, narrow: 'minmax(0, 1fr)', drop: 0 },
    { key: 'segment', min: 108, grow: 1, drop: 0 },
    { key: 'group', min: 130, grow: 1.5, drop: 0 },
    { key: 'host', min: 130, grow: 1.5, drop: 0 },
    { key: 'mac', min: 136, grow: 0.8, drop: 2 },
    { key: 'vendor', min: 100, grow: 1, drop: 3 },
    { key: 'version', min: 52, grow: 0.3, number: true, drop: 1 },
    { key: 'wants', min: 100, grow: 1, indent: true, drop: 1 },
    { key: 'reason', min: 150, grow: 1.6, drop: 0 },
  ],
  difference: [
    { key: 'segment', min: 108, grow: 1, drop: 0 },
    { key: 'change', min: 150, grow: 0.8, narrow: 'minmax(0, 1fr)', fixed: true, drop: 0 },
    { key: 'time', min: 150, grow: 0.6, narrow: '112px', drop: 0 },
    { key: 'group', min: 150, grow: 1.8, drop: 0 },
    { key: 'host', min: 150, grow: 1.8, drop: 0 },
    { key: 'values', min: 180, grow: 1.4, drop: 0 },
  ],
} as const satisfies Record<string, readonly ColumnSpec[]>
export type ColumnList = keyof typeof LIST_COLUMNS

/** What the history keeps of no moment: it is changes and not refreshes. */
const UNTOLD: readonly ColumnKey[] = ['lastHour', 'expires', 'zapsPerHour', 'reports']
export const isUntold = (key: ColumnKey): boolean => UNTOLD.includes(key)

export const columnsOf = (list: ColumnList): readonly ColumnSpec[] => LIST_COLUMNS[list]

/** What is between two columns, and at both ends of a row, in pixels. */
const GAP = 12
const ENDS = 32

/** The columns without a choice: those for which `width` has room. */
export function fitting(specs: readonly ColumnSpec[], width: number): ColumnSpec[] {
  let shown = specs.filter(({ drop }) => drop !== null)
  while (roomFor(shown) > width) {
    const worst = Math.max(...shown.map(({ drop }) => drop ?? 0))
    if (worst === 0) break
    const last = shown.findLastIndex(({ drop }) => drop === worst)
    shown = shown.filter((_, index) => index !== last)
  }
  return shown
}
const roomFor = (specs: readonly ColumnSpec[]): number => specs.reduce((sum, { min }) => sum + min + GAP, ENDS - GAP)

/** `group,hosts,querier` in that order; unknown names are left out. null: nothing was chosen. */
export function readColumns(text: unknown, specs: readonly ColumnSpec[]): ColumnSpec[] | null {
  if (typeof text !== 'string') return null
  const named = [...new Set(text.split(','))].map((name) => specs.find(({ key }) => key === name))
  const known = named.filter((spec) => spec !== undefined)
  if (known.length === 0) return null
  const missing = specs.filter((spec) => spec.fixed && !known.includes(spec))
  return [...missing, ...known]
}

export const writeColumns = (specs: readonly ColumnSpec[]): string => specs.map(({ key }) => key).join(',')

/** One more or one less; one more comes where the list has it, behind what stands before it there. */
export function toggled(shown: readonly ColumnSpec[], spec: ColumnSpec, specs: readonly ColumnSpec[]): ColumnSpec[] {
  if (shown.includes(spec)) return spec.fixed ? [...shown] : shown.filter((other) => other !== spec)
  const before = specs.slice(0, specs.indexOf(spec)).findLast((other) => shown.includes(other))
  const at = before ? shown.indexOf(before) + 1 : 0
  return [...shown.slice(0, at), spec, ...shown.slice(at)]
}

/** `spec` one place on (1) or back (-1). */
export function moved(shown: readonly ColumnSpec[], spec: ColumnSpec, by: -1 | 1): ColumnSpec[] {
  const at = shown.indexOf(spec)
  const to = at + by
  if (at < 0 || to < 0 || to >= shown.length) return [...shown]
  const next = [...shown]
  next.splice(at, 1)
  next.splice(to, 0, spec)
  return next
}
