import type { DurationMs, EpochMs } from '../../../shared/time.ts'

/* What the cells of a file are, whatever its format. What a row has not is null. */

export type Column<Row> =
  /** What may have any letter in it. */
  | { is: 'text'; of: (row: Row) => string | null }
  /** Of letters, digits and `.:-`: addresses, and the words of this product. */
  | { is: 'word'; of: (row: Row) => string | null }
  | { is: 'number'; of: (row: Row) => number | null }
  /** Told in seconds. */
  | { is: 'duration'; of: (row: Row) => DurationMs | null }
  | { is: 'time'; of: (row: Row) => EpochMs | null }
  /** Words or numbers. */
  | { is: 'list'; of: (row: Row) => readonly (string | number)[] }

export const text = <Row>(of: (row: Row) => string | null): Column<Row> => ({ is: 'text', of })
export const word = <Row>(of: (row: Row) => string | null): Column<Row> => ({ is: 'word', of })
export const number = <Row>(of: (row: Row) => number | null): Column<Row> => ({ is: 'number', of })
export const duration = <Row>(of: (row: Row) => DurationMs | null): Column<Row> => ({ is: 'duration', of })
export const time = <Row>(of: (row: Row) => EpochMs | null): Column<Row> => ({ is: 'time', of })
export const list = <Row>(of: (row: Row) => readonly (string | number)[]): Column<Row> => ({ is: 'list', of })

/** The columns of a file, in the order of `names`. */
export interface FileColumns<Name extends string, Row> {
  names: readonly Name[]
  columns: Readonly<Record<Name, Column<Row>>>
  /** Columns that stand together and have one text for one number of the file; null: none in this row. */
  shared: readonly { columns: readonly Name[]; by: (row: Row) => number | null }[]
}

/** What stands before a value and after it, and what stands there when the row has none. */
export interface Frame {
  before: string
  after: string
  none: string
}

/** How cells are written, and what stands between them. The name is that of the column; null: the row has none. */
export interface LineFormat {
  /** The byte order mark when it is asked for, and the header row; empty where the format has none. */
  head(names: readonly string[]): string
  begin: string
  between: string
  end: string
  text(name: string): (value: string | null) => string
  word(name: string): Frame
  number(name: string): Frame
  list(name: string): (value: readonly (string | number)[]) => string
}
