import { sentence, type Notice } from '../../../shared/notice.ts'

/** The history cannot be used, or not for this; `notice` says why and what to do. */
export class HistoryError extends Error {
  readonly notice: Notice
  constructor(why: Notice) {
    super(sentence(why))
    this.notice = why
  }
}
