import type { ExportName } from '../../shared/export.ts'
import type { FileOptions, History, HistoryQuery } from '../history/store.ts'

/** A file that is wanted of the history. */
export interface ExportOrder {
  name: ExportName
  query: HistoryQuery
  options: FileOptions
  gzip: boolean
  /** Times that were asked for as so long ago (`7d`): the same words are another time when the same is wanted again. */
  ago?: Ago
}
type Times = Pick<HistoryQuery, 'from' | 'to' | 'at'>
export type Ago = Partial<Record<keyof Times, string>>

export type ReadableHistory = Pick<History, 'fileOf' | 'count' | 'pin'>

/** What is noted beside a part. */
export interface Memo {
  order: string
  pin: string
  rows: number
  /** Which times those words were when it was begun. */
  times: Times
}

/** The same file is wanted. What people say of findings may have changed meanwhile. */
export function keyOf({ name, query, options, gzip, ago }: ExportOrder): string {
  const { from, to, at, step, filter } = { ...query, ...ago }
  const { format, delimiter, bom, zone } = options
  return JSON.stringify([name, from, to, at, step, filter, format, delimiter, bom, zone, gzip])
}

export const timesOf = ({ query: { from, to, at }, ago = {} }: ExportOrder): Times => ({
  ...(from === undefined || ago.from === undefined ? {} : { from }),
  ...(to === undefined || ago.to === undefined ? {} : { to }),
  ...(at === undefined || ago.at === undefined ? {} : { at }),
})

/** null: it is none. */
export function memoIn(text: string): Memo | null {
  try {
    const { order, pin, rows, times = {} } = JSON.parse(text) as Partial<Memo>
    const areTimes = typeof times === 'object' && Object.values(times).every((at) => typeof at === 'number')
    if (typeof order !== 'string' || typeof pin !== 'string' || typeof rows !== 'number' || !areTimes) return null
    return { order, pin, rows, times }
  } catch {
    return null
  }
}
