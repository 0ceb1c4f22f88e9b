import type { NameBook } from '../../names/book.ts'
import { answerWork, type Asked } from '../../views/answers.ts'
import { Turns } from '../../views/turns.ts'
import type { Work } from '../../views/work.ts'
import type { SilentBook } from './silent-members.ts'
import type { Db } from '../file/sqlite.ts'
import { Moments } from './cache.ts'
import { Differences } from './difference-pages.ts'
import { readGroup } from './group-counts.ts'
import { readMarks } from './marks.ts'
import type { PastAnswer, PastQuestion } from './question.ts'

type Done = (outcome: { answer: PastAnswer } | { error: unknown }) => void

/**
 * Answers what is asked about the past, in the reading thread. A long answer is made in turns of some milliseconds, with
 * whatever else is read.
 */
export class PastDesk {
  readonly #db: () => Db
  readonly #names: () => NameBook
  readonly #differences: Differences
  readonly #moments: Moments
  readonly #turns = new Turns(() => performance.now())
  #going = false

  /** `silent`: who is silent in the tables of the monitor. */
  constructor(db: () => Db, names: () => NameBook, silent: () => SilentBook) {
    this.#db = db
    this.#names = names
    this.#differences = new Differences(db, () => performance.now())
    this.#moments = new Moments(db, { now: () => performance.now(), wall: () => Date.now() }, silent)
  }

  ask(question: PastQuestion, done: Done): void {
    this.#turns.add(settling(this.#answer(question), done), true)
    this.#goOn()
  }

  #goOn(): void {
    if (this.#going) return
    this.#going = true
    setImmediate(() => {
      this.#going = false
      if (this.#turns.take() !== null) this.#goOn()
    })
  }

  *#answer(question: PastQuestion): Work<PastAnswer> {
    const names = this.#names()
    switch (question.of) {
      case 'view': {
        const { at, formula, asked } = question
        const { subject, moment, lists } = yield* this.#moments.at(at, formula, names, toldFor(asked))
        return { of: 'view', answer: { moment, answered: yield* answerWork(subject, asked, lists) } }
      }
      case 'difference':
        return { of: 'difference', answer: yield* this.#differences.page(question, names) }
      case 'marks':
        return { of: 'marks', answer: yield* readMarks(this.#db(), names, question, Date.now()) }
      case 'group-counts':
        return { of: 'group-counts', answer: readGroup(this.#db(), names, question) }
    }
  }
}

/** What the page shows of the time before. */
function toldFor({ of }: Asked): readonly ('events' | 'sizes')[] {
  switch (of) {
    case '/overview':
      return ['events', 'sizes']
    case '/groups/:segment/:group':
    case '/hosts/:segment/:host':
      return ['events']
    case '/groups':
    case '/hosts':
    case '/queriers':
    case '/findings':
    case '/subscriptions':
      return []
  }
}

function* settling(work: Work<PastAnswer>, done: Done): Work<void> {
  try {
    done({ answer: yield* work })
  } catch (error) {
    done({ error })
  }
}
