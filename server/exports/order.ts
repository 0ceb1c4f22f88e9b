import type { ExportName } from '../../shared/export.ts'
import type { FileOptions, History, HistoryQuery } from '../history/store.ts'

/** A file that is wanted of the history. */
export interface ExportOrder {
  name: ExportName
  query: HistoryQuery
  options: FileOptions
  gzip: boolean
}

export type ReadableHistory = Pick<History, 'fileOf' | 'count' | 'pin'>

/** What is noted beside a part. */
export interface Memo {
  order: string
  pin: string
  rows: number
}

/** The same file is wanted. What people say of findings may have changed meanwhile. */
export const keyOf = ({ name, query, options: { format, delimiter, bom, zone }, gzip }: ExportOrder): string =>
  JSON.stringify([name, query.from, query.to, query.at, query.step, query.filter, format, delimiter, bom, zone, gzip])
