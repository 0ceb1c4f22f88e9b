import { SECOND, type EpochMs } from '../../shared/time.ts'
import type { Subject } from '../views/subject.ts'
import type { Work } from '../views/work.ts'
import { tellHistory, type HistoryFacts } from './history.ts'
import { NeverFalls } from './never-falls.ts'
import { Sheet } from './sheet.ts'
import { Singles, type MetricLabel } from './singles.ts'
import { tellTap } from './taps.ts'

/** What is told besides the subject; each is asked at each scrape. */
export interface ServerFacts {
  readonly version: string
  /** null: none is kept. */
  readonly history: { status(): HistoryFacts } | null
  /** Pages that are connected. */
  readonly viewers: () => number
  /** How often the capture of a source was started, by its name; absent: nothing here captures. */
  readonly captureStarts?: () => Iterable<readonly [source: string, starts: number]>
  /** Connections that found no place, and those that had to make room; absent: nobody counts them. */
  readonly connections?: () => { readonly refused: number; readonly cut: number }
  /** What became of the messages of each channel; absent: nothing is sent out. */
  readonly deliveries?: () => Iterable<{ id: string; sent: number; lost: number; waiting: number }>
  /** The certificate that is shown; absent or null: none is. */
  readonly certificate?: () => { readonly notAfter: EpochMs; readonly refused: boolean } | null
  /** Requests that were answered, by the class of their status: `2xx`. */
  readonly requests: () => Readonly<Record<string, number>>
}

/** Makes what a scrape tells, in parts: between them others have their turn. */
export class Scrape {
  readonly #subject: Subject
  readonly #facts: ServerFacts
  readonly #labels: ReadonlySet<MetricLabel>
  readonly #counters = new NeverFalls()

  constructor(subject: Subject, facts: ServerFacts, labels: readonly MetricLabel[] = []) {
    this.#subject = subject
    this.#facts = facts
    this.#labels = new Set(labels)
  }

  *sheet(): Work<Sheet> {
    const { version, history, viewers, requests, captureStarts } = this.#facts
    const sheet = new Sheet()
    sheet.add('rollcall_build_info', { version }, 1)
    const singles = new Singles(this.#labels)
    for (const tap of this.#subject.taps) yield* tellTap(sheet, tap, this.#counters, singles)
    singles.tellLeftOut(sheet)
    for (const [source, starts] of captureStarts?.() ?? []) {
      sheet.add('rollcall_capture_starts_total', { source }, starts)
    }
    if (history) tellHistory(sheet, history.status())
    sheet.add('rollcall_viewers', {}, viewers())
    for (const [status, count] of Object.entries(requests())) {
      sheet.add('rollcall_http_requests_total', { status }, count)
    }
    this.#tellOutside(sheet)
    return sheet
  }

  #tellOutside(sheet: Sheet): void {
    const certificate = this.#facts.certificate?.()
    if (certificate) {
      sheet.add('rollcall_certificate_not_after_timestamp_seconds', {}, certificate.notAfter / SECOND)
      sheet.add('rollcall_certificate_refused', {}, certificate.refused ? 1 : 0)
    }
    const connections = this.#facts.connections?.()
    if (connections) {
      sheet.add('rollcall_http_refused_connections_total', {}, connections.refused)
      sheet.add('rollcall_http_cut_connections_total', {}, connections.cut)
    }
    for (const { id: channel, sent, lost, waiting } of this.#facts.deliveries?.() ?? []) {
      for (const [outcome, count] of Object.entries({ sent, lost })) {
        const name = 'rollcall_deliveries_total'
        // One that is taken away and set up again counts from nothing.
        const value = this.#counters.value(JSON.stringify([name, channel, outcome]), count)
        sheet.add(name, { channel, outcome }, value)
      }
      sheet.add('rollcall_deliveries_waiting', { channel }, waiting)
    }
  }
}
