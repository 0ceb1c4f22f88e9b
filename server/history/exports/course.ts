import type { FileColumns, LineFormat } from './column.ts'
import { csvFormat } from './csv.ts'
import { fileText, type FileText } from './file-text.ts'
import { jsonLines } from './jsonl.ts'
import { Octets } from './octets.ts'
import { lengthOf, type Counting } from '../reading/row-counts.ts'
import type { Ended } from '../intervals/open-intervals.ts'
import type { AnyRow, FileOptions, FilePiece, FromReader, ReadAs } from '../protocol.ts'
import type { Piece, Reading } from '../file/reading.ts'

/** One reading under way: gives the next piece when it is asked for one, so a slow reader costs no memory. */
export interface Course {
  next(answers?: readonly (Ended | null)[]): FromReader
  end(): void
}

/** `keep`: a row that may be kept, where the reading moves one along. `columns`: null where it is no file. */
export function course<Row extends AnyRow, Moving extends Row = Row>(
  id: number,
  reading: Reading<Moving>,
  read: ReadAs,
  columns: FileColumns<string, Row> | null,
  keep: (row: Moving) => Row = (row) => row,
): Course {
  const file = read.as === 'file' && columns ? new FilePieces(columns, read.options) : null
  const told = (piece: Piece<Moving>): FromReader => {
    if ('ask' in piece) return { say: 'ask', id, keys: piece.ask }
    if (file) return { say: 'bytes', id, ...file.next(piece.rows) }
    if (read.as === 'count') return { say: 'count', id, count: lengthOf(piece.rows) }
    return { say: 'rows', id, rows: Array.from(piece.rows, keep) }
  }
  return {
    next(answers) {
      const step = answers ? reading.next(answers) : reading.next()
      if (!step.done) return told(step.value)
      // A file without a row still has its header.
      return file?.hasHead ? { say: 'bytes', id, ...file.next([]) } : { say: 'end', id }
    },
    end: () => void reading.return(),
  }
}

/** One that is nothing but a count. */
export const counting = (id: number, counts: Counting): Course => ({
  next() {
    const step = counts.next()
    return step.done ? { say: 'end', id } : { say: 'count', id, count: step.value }
  },
  end: () => void counts.return(),
})

/** The file as octets, which are handed to the other thread and not copied. */
class FilePieces<Row> {
  readonly #text: FileText<Row>
  readonly #octets = new Octets()
  #head: string
  #toSkip: number

  constructor(columns: FileColumns<string, Row>, options: FileOptions) {
    this.#text = fileText(columns, formatOf(options), options.zone ?? null)
    this.#toSkip = options.skip ?? 0
    this.#head = options.skip === undefined ? this.#text.head : ''
  }

  get hasHead(): boolean {
    return this.#head !== ''
  }

  next(rows: Iterable<Row>): FilePiece {
    this.#octets.text(this.#head)
    this.#head = ''
    let count = 0
    const { line } = this.#text
    for (const row of rows) {
      if (this.#toSkip > 0) {
        this.#toSkip -= 1
        continue
      }
      line(row, this.#octets)
      count += 1
    }
    return { bytes: this.#octets.take(), rows: count }
  }
}

const formatOf = ({ format, delimiter, bom }: FileOptions): LineFormat =>
  format === 'jsonl' ? jsonLines() : csvFormat(delimiter ?? ',', bom ?? false)
