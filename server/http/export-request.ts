import type { ExportFormat } from '../../shared/export.ts'
import type { FileOptions, HistoryQuery } from '../history/store.ts'
import type { ExportParameters } from './export-params.ts'

/* What the parameters of an export ask of the history. */

export const queryOf = ({ from, to, at, step, filter, pin }: ExportParameters): HistoryQuery => ({
  filter,
  ...(from === undefined ? {} : { from }),
  ...(to === undefined ? {} : { to }),
  ...(at === undefined ? {} : { at }),
  ...(step === undefined ? {} : { step }),
  ...(pin === undefined ? {} : { pin }),
})

export const optionsOf = ({ delimiter, bom, zone, skip }: ExportParameters, format: ExportFormat): FileOptions => ({
  format,
  delimiter,
  bom,
  ...(zone === undefined ? {} : { zone }),
  ...(skip === undefined ? {} : { skip }),
})
