import { notice, type Notice } from '../../shared/notice.ts'
import type { FileState } from './upkeep/size-limit.ts'

/** `open`: all is well. `behind`: the disk does not take what comes. `failed`: there is no history. */
export type HistoryState = 'open' | 'behind' | 'failed' | 'stopped'

/** How the history is, and what there is to tell a person about it. */
export class Condition {
  state: HistoryState = 'open'
  notice: Notice | null = null
  readonly #onNotice: (notice: Notice | null) => void
  #told: string | null = null

  constructor(onNotice: (notice: Notice | null) => void) {
    this.#onNotice = onNotice
  }

  get readable(): boolean {
    return this.state === 'open' || this.state === 'behind'
  }

  set(state: HistoryState, why: Notice | null): void {
    this.state = state
    this.notice = why
    // Where it begins moves on with each trimming, how much was lost with each change: that is told once.
    const told = why?.code ?? null
    if (told === this.#told) return
    this.#told = told
    this.#onNotice(why)
  }

  /** Changes find no room; `lost` of them did not since the start. */
  fallBehind(lost: number): void {
    // While the disk is full that is what there is to say; the number that was lost is in the status.
    if (this.notice === null || this.notice.code === 'history-trimmed' || this.notice.code === 'history-set-aside') {
      this.set('behind', notice('history-behind', { lost }))
    } else if (this.notice.code === 'history-behind') {
      this.notice = notice('history-behind', { lost })
    }
  }

  trimmed({ oldestAt }: FileState, maxBytes: number): void {
    if (oldestAt === null || this.state !== 'open') return
    const limit = Math.round(maxBytes / 1_024 ** 2)
    this.set('open', notice('history-trimmed', { limit, oldest: new Date(oldestAt).toISOString() }))
  }

  /** `unwritten`: changes that the disk did not take by the end. */
  stop(unwritten: number, file: string): void {
    if (unwritten > 0) this.set('stopped', notice('history-unwritten', { file, lost: unwritten }))
    this.state = 'stopped'
  }

  /** What kept it from going on is over. */
  recover(): void {
    if (this.state === 'behind') this.set('open', null)
  }
}
