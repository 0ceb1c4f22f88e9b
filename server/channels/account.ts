import type { Notice } from '../../shared/notice.ts'
import type { EpochMs } from '../../shared/time.ts'

/** Messages that were lost for good since the last one that was delivered. */
export interface Losing {
  since: EpochMs
  lost: number
  trouble: Notice
}
/** As it is kept. */
export interface KeptAccount {
  sent: number
  lost: number
  lastSentAt: EpochMs | null
  /** Why the last attempt failed; null: it did not. */
  trouble: Notice | null
  losing: Losing | null
}
const NEW: KeptAccount = { sent: 0, lost: 0, lastSentAt: null, trouble: null, losing: null }

/** What became of the messages of one channel. */
export class Account {
  #state: KeptAccount

  constructor(kept: KeptAccount | null) {
    const { sent, lost, lastSentAt, trouble, losing } = kept ?? NEW
    this.#state = { sent, lost, lastSentAt, trouble, losing }
  }

  get state(): KeptAccount {
    return this.#state
  }

  /** An attempt was made; `trouble`: why it failed, or what of it did. */
  tried(trouble: Notice | null): void {
    this.#state = { ...this.#state, trouble }
  }
  sent(at: EpochMs): void {
    this.#state = { ...this.#state, sent: this.#state.sent + 1, lastSentAt: at, losing: null }
  }
  lost(at: EpochMs, trouble: Notice): void {
    const { lost, losing } = this.#state
    const since = losing?.since ?? at
    this.#state = { ...this.#state, lost: lost + 1, losing: { since, lost: (losing?.lost ?? 0) + 1, trouble } }
  }
  /** Whoever refused for good may take messages again: a test went through, or somebody has changed the channel. */
  forgive(): void {
    this.#state = { ...this.#state, losing: null }
  }
}
