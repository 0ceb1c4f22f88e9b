import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { readCapture } from '../../../server/capture/file.ts'
import { History, type FileOptions, type HistoryQuery } from '../../../server/history/store.ts'
import { Tap } from '../../../server/tap.ts'
import type { ExportName } from '../../../shared/export.ts'
import { textOf, written } from '../histories.ts'

/** The hour in a history, and its files read back by readers that know nothing of it. */

export type Cells = Record<string, string>
export type Values = Record<string, string | number | null | (string | number)[]>

const HOUR = new URL('../../fixtures/captures/hour.pcap', import.meta.url).pathname

export class ExportedHour {
  readonly history: History
  readonly #data: string

  private constructor(history: History, data: string) {
    this.history = history
    this.#data = data
  }

  static async replay(): Promise<ExportedHour> {
    const data = mkdtempSync(join(tmpdir(), 'rollcall-exports-'))
    const tap = new Tap('hour', { formula: 'rfc3376', dedupe: 5 })
    const history = await History.open({ folder: data, tables: () => tap.table, onNotice: () => undefined })
    await readCapture(
      HOUR,
      (frame) => history.record('hour', tap.take(frame), tap.table.clock),
      () => Promise.resolve(true),
    )
    await written(history)
    return new ExportedHour(history, data)
  }

  text(name: ExportName, query: HistoryQuery = {}, options: FileOptions = {}): Promise<string> {
    return textOf(this.history.fileOf(name, query, options))
  }

  async csv(name: ExportName, query: HistoryQuery = {}, options: FileOptions = {}): Promise<Cells[]> {
    const { delimiter = ',' } = options
    const text = await this.text(name, query, options)
    return parse(text, { columns: true, delimiter, record_delimiter: '\r\n', bom: true })
  }

  async jsonl(name: ExportName, query: HistoryQuery = {}, options: FileOptions = {}): Promise<Values[]> {
    const text = await this.text(name, query, { ...options, format: 'jsonl' })
    return text
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Values)
  }

  async close(): Promise<void> {
    await this.history.stop()
    rmSync(this.#data, { recursive: true })
  }
}
