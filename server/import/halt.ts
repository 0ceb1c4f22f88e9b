import { notice } from '../../shared/notice.ts'
import { HistoryError } from '../history/store.ts'

/**
 * Asked between two pieces of a file, where `readCapture` takes false alone for an end: why it came is kept here, and
 * thrown when the reading is over.
 */
export class Halt {
  #why: unknown = null

  /** `work`: false is an end that somebody asked for. */
  async goOn(work: () => Promise<boolean>): Promise<boolean> {
    try {
      if (await work()) return true
      this.#why = new HistoryError(notice('import-interrupted'))
    } catch (error) {
      this.#why = error
    }
    return false
  }

  check(): void {
    if (this.#why instanceof Error) throw this.#why
  }
}
