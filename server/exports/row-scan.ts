import type { ExportFormat } from '../../shared/export.ts'

const QUOTE = 0x22
const LINE_FEED = 0x0a

/**
 * Where the rows of a file end: an octet may stand anywhere in a file that broke. Within quotation marks a line feed is a
 * part of a cell (RFC 4180 s2.6); the pair that stands for one mark opens and closes nothing.
 */
export class RowScan {
  readonly #quotes: boolean
  #quoted = false
  #at = 0
  /** Whole rows, the header row too. */
  rows = 0
  /** Where the last of them begins and ends. */
  begin = 0
  end = 0

  constructor(format: ExportFormat) {
    this.#quotes = format === 'csv'
  }

  push(octets: Uint8Array): void {
    for (const octet of octets) {
      this.#at += 1
      if (octet === QUOTE && this.#quotes) this.#quoted = !this.#quoted
      if (octet !== LINE_FEED || this.#quoted) continue
      this.rows += 1
      this.begin = this.end
      this.end = this.#at
    }
  }
}
