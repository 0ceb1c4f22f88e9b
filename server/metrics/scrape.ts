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
    return sheet
  }
}
