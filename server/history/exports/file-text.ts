import { SECOND, type DurationMs, type EpochMs } from '../../../shared/time.ts'
import type { Column, FileColumns, Frame, LineFormat } from './column.ts'
import type { Octets } from './octets.ts'
import { Remembered } from './remembered.ts'
import { localTime, putUtc } from './zone.ts'

/** A file, piece by piece. */
export interface FileText<Row> {
  head: string
  line: (row: Row, to: Octets) => void
}

/** `zone`: each time in UTC is followed by its local one. */
export function fileText<Name extends string, Row>(
  { names, columns, shared }: FileColumns<Name, Row>,
  format: LineFormat,
  zone: string | null,
): FileText<Row> {
  const local = zone === null ? null : localTime(zone)
  const cellsNamed = (name: Name): Cell<Row>[] => cellsOf(name, columns[name], format, local)
  const parts: Cell<Row>[] = []
  for (let i = 0; i < names.length;) {
    const name = names[i]!
    const together = shared.find((one) => one.columns[0] === name)
    const cells = (together?.columns ?? [name]).flatMap(cellsNamed)
    parts.push(...(together ? [remembered(joined(cells, format.between), together.by)] : cells))
    i += together?.columns.length ?? 1
  }
  const inside = joined(parts, format.between)
  const { begin, end } = format
  return {
    head: format.head(headOf(names, local !== null)),
    line: (row, to) => {
      to.text(begin)
      inside(row, to)
      to.text(end)
    },
  }
}

type Cell<Row> = (row: Row, to: Octets) => void

const headOf = (names: readonly string[], hasLocal: boolean): readonly string[] =>
  hasLocal ? names.flatMap((name) => (name.endsWith('_utc') ? [name, localName(name)] : [name])) : names
const localName = (name: string): string => name.replace(/_utc$/, '_local')

function joined<Row>(cells: readonly Cell<Row>[], between: string): Cell<Row> {
  return (row, to) => {
    for (let i = 0; i < cells.length; i += 1) {
      if (i > 0) to.text(between)
      cells[i]!(row, to)
    }
  }
}

function remembered<Row>(cell: Cell<Row>, by: (row: Row) => number | null): Cell<Row> {
  const texts = new Remembered()
  return (row, to) => {
    const key = by(row)
    if (key !== null && texts.put(key, to)) return
    const from = to.length
    cell(row, to)
    if (key !== null) texts.set(key, to.since(from))
  }
}

function cellsOf<Row>(
  name: string,
  column: Column<Row>,
  format: LineFormat,
  local: ((at: EpochMs, to: Octets) => void) | null,
): Cell<Row>[] {
  switch (column.is) {
    case 'text':
      return [written(column.of, format.text(name))]
    case 'word':
      return [framed(column.of, format.word(name), putWord)]
    case 'number':
      return [framed(column.of, format.number(name), putNumber)]
    case 'duration':
      return [framed(column.of, format.number(name), putSeconds)]
    case 'list':
      return [written(column.of, format.list(name))]
    case 'time': {
      const inUtc = framed(column.of, format.word(name), putUtc)
      return local ? [inUtc, framed(column.of, format.word(localName(name)), local)] : [inUtc]
    }
  }
}

const written =
  <Row, Value>(of: (row: Row) => Value, text: (value: Value) => string): Cell<Row> =>
  (row, to) =>
    to.text(text(of(row)))

const framed =
  <Row, Value>(
    of: (row: Row) => Value | null,
    { before, after, none }: Frame,
    put: (value: Value, to: Octets) => void,
  ): Cell<Row> =>
  (row, to) => {
    const value = of(row)
    if (value === null) {
      to.text(none)
      return
    }
    to.text(before)
    put(value, to)
    to.text(after)
  }

const putWord = (value: string, to: Octets): void => to.text(value)

function putNumber(value: number, to: Octets): void {
  if (value >= 0 && Number.isSafeInteger(value)) to.whole(value)
  else to.text(String(value))
}

function putSeconds(value: DurationMs, to: Octets): void {
  if (!(value >= 0 && Number.isSafeInteger(value))) {
    to.text(String(value / SECOND))
    return
  }
  const seconds = Math.floor(value / SECOND)
  to.whole(seconds)
  to.thousandths(value - seconds * SECOND)
}
