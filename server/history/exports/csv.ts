import { stringify } from 'csv-stringify/sync'
import type { LineFormat } from './column.ts'
import type { CsvDelimiter } from '../../../shared/export.ts'

/* The only file that knows csv-stringify: RFC 4180, lines end in CR LF, cells that a spreadsheet would run are guarded. */

/** What no rule of CSV and no spreadsheet minds: most of the cells there are. */
const PLAIN = /^[A-Za-z0-9][A-Za-z0-9 .:/_-]*$/
const LINE_END = '\r\n'

export function csvFormat(delimiter: CsvDelimiter, bom: boolean): LineFormat {
  const cell = cellText(delimiter)
  const asText = (value: string | null): string => cell(value)
  const asIs = { before: '', after: '', none: '' }
  return {
    head: (names) => (bom ? '\uFEFF' : '') + names.map(cell).join(delimiter) + LINE_END,
    begin: '',
    between: delimiter,
    end: LINE_END,
    text: () => asText,
    word: () => asIs,
    number: () => asIs,
    list: () => (values) => (values.length === 0 ? '' : values.join(' ')),
  }
}

/**
 * How a cell is written. Numbers are ours and stay as they are; text goes through csv-stringify, which quotes what needs
 * it and puts an apostrophe before what a spreadsheet would take for a formula.
 */
export function cellText(delimiter: string): (cell: string | number | null) => string {
  const options = {
    delimiter,
    record_delimiter: LINE_END,
    quote_record_delimiter: true,
    quoted_match: /[\r\n]/,
    escape_formulas: true,
    eof: false,
  }
  return (cell) => {
    if (cell === null || cell === '') return ''
    if (typeof cell === 'number') return String(cell)
    return PLAIN.test(cell) ? cell : stringify([[cell]], options)
  }
}
