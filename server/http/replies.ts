import type { AsOf } from '../../shared/api.ts'
import { notice, sentence } from '../../shared/notice.ts'
import type { EpochMs } from '../../shared/time.ts'
import { HistoryError, type PastAnswers, type PastQuestion } from '../history/store.ts'
import { answerWork, type Answered, type Asked, type Reply } from '../views/answers.ts'
import type { ListCache } from '../views/list-cache.ts'
import type { Position } from '../views/position.ts'
import type { Subject } from '../views/subject.ts'
import { unreadable } from './cursor.ts'
import type { InTurns } from './in-turns.ts'
import { mustBeReadable } from './params.ts'
import { HttpProblem } from './problem.ts'

/** What is asked of the history about the past. */
export interface AskedHistory {
  past<Question extends PastQuestion>(question: Question): Promise<PastAnswers[Question['of']]>
}

/** Questions about the past that are under way or wait; further ones are asked to come again. */
const MAX_WAITING = 50

interface RepliesOptions {
  subject: Subject
  /** null: none is kept. */
  history: AskedHistory | null
  turns: InTurns
  /** The lists that were made a moment ago. */
  cache: () => ListCache
  now: () => EpochMs
}

/** Answers about now, and about a moment that is over, which are the same but for what the history cannot tell. */
export class Replies {
  readonly #options: RepliesOptions
  #waiting = 0

  constructor(options: RepliesOptions) {
    this.#options = options
  }

  /** `at` absent: now. */
  async to<Of extends Asked['of']>(
    asked: Asked & { of: Of },
    at?: EpochMs,
  ): Promise<{ reply: Reply<Of> & AsOf; next: Position | null }> {
    const { subject, turns, cache } = this.#options
    if (at === undefined) return told<Of>(await turns.do(answerWork(subject, asked, cache())), {})
    this.mustBeOver('at', at)
    const formula = subject.taps[0]?.table.formula ?? 'rfc3376'
    const { moment, answered } = await this.past({ of: 'view', at, formula, asked })
    return told<Of>(answered, { moment })
  }

  async past<Question extends PastQuestion>(question: Question): Promise<PastAnswers[Question['of']]> {
    const { history } = this.#options
    if (!history) throw new HttpProblem(503, 'This server keeps no history. Remedy: start it with --data FOLDER.')
    if (this.#waiting >= MAX_WAITING) {
      const busy = notice('lists-busy', { limit: MAX_WAITING })
      throw new HttpProblem(503, sentence(busy), { notice: busy, retryAfter: 2 })
    }
    this.#waiting += 1
    try {
      return await history.past(question)
    } catch (error) {
      if (error instanceof HistoryError) throw new HttpProblem(503, sentence(error.notice), { notice: error.notice })
      throw error
    } finally {
      this.#waiting -= 1
    }
  }

  now(): EpochMs {
    return this.#options.now()
  }

  mustBeOver(parameter: string, at: EpochMs): void {
    if (at > this.now()) throw new HttpProblem(400, `${parameter}: that moment is still to come.`)
  }
}

function told<Of extends Asked['of']>(
  answered: Answered,
  moment: AsOf,
): { reply: Reply<Of> & AsOf; next: Position | null } {
  if ('filterError' in answered) mustBeReadable(answered.filterError)
  if ('noSuchPosition' in answered) throw unreadable()
  if ('sentence' in answered) throw new HttpProblem(answered.status, answered.sentence)
  if (!('reply' in answered)) throw new Error('an answer without a reply')
  return { reply: { ...(answered.reply as Reply<Of>), ...moment }, next: answered.next }
}
