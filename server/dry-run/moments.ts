import { HOUR, type DurationMs, type EpochMs } from '../../shared/time.ts'
import type { Interval } from './messages.ts'
import type { Past } from './past.ts'

/** What happens at a moment; of one moment in this order. */
const ORDER = ['sight', 'query', 'join', 'report', 'leave', 'end', 'blind'] as const
export type Moment = { at: EpochMs } & (
  | { what: 'sight' }
  | { what: 'blind' }
  | { what: 'query'; of: Past['queries'][number] }
  | { what: 'join' | 'report' | 'leave' | 'end'; of: Interval }
)

/** Moments that are put in order at a time: all of them at once would hold up everybody else. */
const SPAN: DurationMs = HOUR
/** Records that are taken at a time. */
const TAKEN_AT_A_TIME = 1_000

/** All that happens in a range, in order. */
export class Moments {
  readonly #from: EpochMs
  readonly #to: EpochMs
  /** By the span since `from`. */
  readonly #spans: (Moment[] | undefined)[] = []

  constructor({ from, to }: { from: EpochMs; to: EpochMs }) {
    this.#from = from
    this.#to = to
  }

  /** Yields after each little piece of work. */
  *take({ intervals, queries, gaps }: Past): Generator<undefined> {
    for (const [i, of] of queries.entries()) {
      this.#add({ at: of.query.at, what: 'query', of })
      if (i % TAKEN_AT_A_TIME === 0) yield
    }
    for (const [i, of] of intervals.entries()) {
      this.#add({ at: Math.max(of.from, this.#from), what: 'join', of })
      if (of.lastReportAt > of.from) this.#add({ at: of.lastReportAt, what: 'report', of })
      if (of.leftAt !== null) this.#add({ at: of.leftAt, what: 'leave', of })
      this.#add({ at: of.endedAt, what: 'end', of })
      if (i % TAKEN_AT_A_TIME === 0) yield
    }
    for (const { from, to } of gaps) {
      // What was over before the range begins is nothing to it.
      if (to !== null && to < this.#from) continue
      this.#add({ at: Math.max(from, this.#from), what: 'blind' })
      if (to !== null) this.#add({ at: to, what: 'sight' })
    }
  }

  *inOrder(): Generator<Moment> {
    for (let i = 0; i < this.#spans.length; i += 1) {
      const span = this.#spans[i]
      if (!span) continue
      this.#spans[i] = undefined
      yield* span.sort((a, b) => a.at - b.at || ORDER.indexOf(a.what) - ORDER.indexOf(b.what))
    }
  }

  #add(moment: Moment): void {
    if (moment.at < this.#from || moment.at >= this.#to) return
    const i = Math.floor((moment.at - this.#from) / SPAN)
    const span = this.#spans[i]
    if (span) span.push(moment)
    else this.#spans[i] = [moment]
  }
}
