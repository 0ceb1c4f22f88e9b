import { SECOND, type DurationMs, type EpochMs } from '../../shared/time.ts'
import type { Column, FileColumns, LineFormat } from './column.ts'
import { localTime, utc } from './zone.ts'

/** Groups and hosts whose cells are remembered, some 100 octets each; when there are more all are forgotten. */
const REMEMBERED = 131_072

/** The text of a file, piece by piece. */
export interface FileText<Row> {
  head: string
  line: (row: Row) => string
}

/** `zone`: each time in UTC is followed by its local one. */
export function fileText<Name extends string, Row>(
  { names, columns, shared }: FileColumns<Name, Row>,
  format: LineFormat,
  zone: string | null,
): FileText<Row> {
  const local = zone === null ? null : localTime(zone)
  const written = (name: Name): Cell<Row>[] => cellsOf(name, columns[name], format, local)
  const parts: Cell<Row>[] = []
  for (let i = 0; i < names.length;) {
    const name = names[i]!
    const together = shared.find((one) => one.columns[0] === name)
    const cells = (together?.columns ?? [name]).flatMap(written)
    parts.push(...(together ? [remembered(joined(cells, format.between), together.by)] : cells))
    i += together?.columns.length ?? 1
  }
  const inside = joined(parts, format.between)
  const { begin, end } = format
  return {
    head: format.head(headOf(names, local !== null)),
    line: (row) => begin + inside(row) + end,
  }
}

type Cell<Row> = (row: Row) => string

const headOf = (names: readonly string[], hasLocal: boolean): readonly string[] =>
  hasLocal ? names.flatMap((name) => (name.endsWith('_utc') ? [name, localName(name)] : [name])) : names
const localName = (name: string): string => name.replace(/_utc$/, '_local')

function joined<Row>(cells: readonly Cell<Row>[], between: string): Cell<Row> {
  const [first, ...others] = cells
  return (row) => {
    let text = first?.(row) ?? ''
    for (const cell of others) text += between + cell(row)
    return text
  }
}

function remembered<Row>(cell: Cell<Row>, by: (row: Row) => number | null): Cell<Row> {
  const known = new Map<number, string>()
  return (row) => {
    const key = by(row)
    if (key === null) return cell(row)
    const text = known.get(key)
    if (text !== undefined) return text
    if (known.size >= REMEMBERED) known.clear()
    const fresh = cell(row)
    known.set(key, fresh)
    return fresh
  }
}

function cellsOf<Row>(
  name: string,
  column: Column<Row>,
  format: LineFormat,
  local: ((at: EpochMs) => string) | null,
): Cell<Row>[] {
  switch (column.is) {
    case 'text':
      return [put(column.of, format.text(name))]
    case 'word':
      return [put(column.of, format.word(name))]
    case 'number':
      return [put(column.of, whenThere(format.number(name), numberText()))]
    case 'duration':
      return [put(column.of, whenThere(format.number(name), secondsText))]
    case 'list':
      return [put(column.of, format.list(name))]
    case 'time': {
      const inUtc = put(column.of, whenThere(format.word(name), utc))
      return local ? [inUtc, put(column.of, whenThere(format.word(localName(name)), local))] : [inUtc]
    }
  }
}

const put =
  <Row, Value>(of: (row: Row) => Value, write: (value: Value) => string): Cell<Row> =>
  (row) =>
    write(of(row))

const whenThere =
  (write: (text: string | null) => string, textOf: (value: number) => string) =>
  (value: number | null): string =>
    write(value === null ? null : textOf(value))

/** Numbers from this on are times and ids: those of one file begin alike, and writing them anew each time is slow. */
const LARGE = 1e9
const TAIL = 1e6
const THOUSAND = 1_000
const THREE_DIGITS = Array.from({ length: THOUSAND }, (_, n) => String(n).padStart(3, '0'))

function numberText(): (value: number) => string {
  let head = Number.NaN
  let headText = ''
  return (value) => {
    if (!(value >= LARGE && Number.isSafeInteger(value))) return String(value)
    const begin = Math.floor(value / TAIL)
    if (begin !== head) {
      head = begin
      headText = String(begin)
    }
    const rest = value - begin * TAIL
    return headText + THREE_DIGITS[Math.floor(rest / THOUSAND)]! + THREE_DIGITS[rest % THOUSAND]!
  }
}

/** What follows the full seconds: `.5` of 500 ms. */
const OF_SECOND = Array.from({ length: SECOND }, (_, ms) => String(ms / SECOND).slice(1))

const secondsText = (value: DurationMs): string =>
  value >= 0 && Number.isSafeInteger(value)
    ? String(Math.floor(value / SECOND)) + OF_SECOND[value % SECOND]!
    : String(value / SECOND)
