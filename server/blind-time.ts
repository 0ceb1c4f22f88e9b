import type { EpochMs } from '../shared/time.ts'

/** A time in which a tap sees nothing: since when, in its clock, and why. */
export class BlindTime {
  #since: EpochMs | null = null
  #why = ''

  /** null: it sees. */
  get since(): EpochMs | null {
    return this.#since
  }
  get why(): string {
    return this.#why
  }

  begin(since: EpochMs, why: string): void {
    this.#since = since
    this.#why = why
  }

  /** It sees again. Returns since when it did not; null when it did. */
  end(): EpochMs | null {
    const since = this.#since
    this.#since = null
    return since
  }
}
