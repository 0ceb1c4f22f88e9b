import type { DurationMs } from '../../../shared/time.ts'

/** What was sent to the disk and is not there yet: how much was written, and how long the oldest of it has waited. */
export class Backlog {
  /** The oldest batch first; as many as the outbox lets wait. */
  readonly #sent: { changes: number; readonly at: DurationMs }[] = []
  /** Changes that are in the file, since the start. */
  written = 0

  /** `now`: runs evenly, whatever the clock of the machine is set to. */
  sent(changes: number, now: DurationMs): void {
    if (changes > 0) this.#sent.push({ changes, at: now })
  }

  committed(changes: number): void {
    this.written += changes
    let left = changes
    while (left > 0) {
      const [oldest] = this.#sent
      if (!oldest) return
      const done = Math.min(left, oldest.changes)
      left -= done
      oldest.changes -= done
      if (oldest.changes === 0) this.#sent.shift()
    }
  }

  lag(now: DurationMs): DurationMs {
    const [oldest] = this.#sent
    return oldest ? now - oldest.at : 0
  }
}
