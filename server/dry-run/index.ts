import { SEVERITIES, type DryRun, type DryRunRow } from '../../shared/finding.ts'
import { notice } from '../../shared/notice.ts'
import { HOUR, type DurationMs, type EpochMs } from '../../shared/time.ts'
import type { FindingEvent } from '../findings/event.ts'
import type { Finding } from '../findings/finding.ts'
import { findingSubject } from '../findings/line.ts'
import { HistoryError } from '../history/store.ts'
import type { RollOptions } from '../roll.ts'
import { Course, MAX_MESSAGES } from './course.ts'
import { isJudged, NOT_JUDGED } from './judged.ts'
import { readPast, type PastSource } from './past.ts'

/** What happened before the range that the rules must know: longer than any warm-up. */
const LEAD: DurationMs = HOUR
/** Rows of an answer. */
const MAX_ROWS = 1_000
/** Work at a time, before others have their turn. */
export const SLICE: DurationMs = 10

interface DryRunRequest extends RollOptions {
  from: EpochMs
  to: EpochMs
}

/**
 * The rules over a stored range. `breathe`: resolves when it may go on; called often enough that nobody waits for long.
 * Throws HistoryError.
 */
export async function dryRun(
  history: PastSource,
  { from, to, ...options }: DryRunRequest,
  breathe: () => Promise<void>,
): Promise<DryRun> {
  const range = { from: from - LEAD, to }
  const found = new Found(from, to)
  for (const past of (await readPast(history, range)).values()) {
    const course = new Course(past, range, options, (events) => found.hear(events)).play()
    for (let begun = performance.now(); ;) {
      const step = course.next()
      if (step.done && !step.value) throw new HistoryError(notice('dry-run-too-large', { limit: MAX_MESSAGES }))
      if (step.done) break
      if (performance.now() - begun < SLICE) continue
      await breathe()
      begun = performance.now()
    }
  }
  return found.told()
}

/** What the rules say, finding by finding. */
class Found {
  readonly #from: EpochMs
  readonly #to: EpochMs
  readonly #rows = new Map<Finding, DryRunRow>()
  #more = 0

  constructor(from: EpochMs, to: EpochMs) {
    this.#from = from
    this.#to = to
  }

  hear(events: readonly FindingEvent[]): void {
    for (const { event, at, finding, severity } of events) {
      if (!isJudged(finding.code)) continue
      if (event === 'finding-opened') this.#open(finding)
      const row = this.#rows.get(finding)
      if (!row) continue
      if (SEVERITIES.indexOf(severity) > SEVERITIES.indexOf(row.severity)) row.severity = severity
      if (event !== 'finding-closed') continue
      // It was over before the range begins.
      if (at <= this.#from) this.#rows.delete(finding)
      row.to = at
      row.lasts = at - row.from
    }
  }

  #open(finding: Finding): void {
    if (this.#rows.size >= MAX_ROWS) {
      this.#more += 1
      return
    }
    this.#rows.set(finding, {
      code: finding.code,
      severity: finding.severity,
      segment: finding.segment?.name ?? null,
      subject: findingSubject(finding.subject),
      from: finding.openedAt,
      to: null,
      lasts: this.#to - finding.openedAt,
    })
  }

  told(): DryRun {
    const rows = [...this.#rows.values()].sort((a, b) => a.from - b.from)
    return { from: this.#from, to: this.#to, rows, more: this.#more, notJudged: NOT_JUDGED }
  }
}
