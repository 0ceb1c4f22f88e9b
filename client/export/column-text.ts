import type { ExportName } from '../../shared/export.ts'
import { knows, t, type MessageKey } from '../i18n/index.ts'

/** What a column of a file means: as this data set says it, else as all do. null: it is none that has a text. */
export function columnText(set: ExportName, column: string): string | null {
  const key = [`columns.${set}.${column}`, `columns.any.${column}`].find(knows)
  return key === undefined ? null : t(key as MessageKey)
}
