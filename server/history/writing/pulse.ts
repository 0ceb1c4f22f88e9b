import { MINUTE, SECOND, type DurationMs } from '../../../shared/time.ts'

/** What happened this long ago is in the file, unless the disk is slow: a process that is killed loses no more. */
const GROUP_COMMIT: DurationMs = SECOND / 5
/** A batch is sent this often, so that it is written when the time of the group commit has come. */
const SEND_EVERY: DurationMs = GROUP_COMMIT / 2
/** While nothing happens the clocks of the sources are kept this often. */
const HEARTBEAT: DurationMs = SECOND
/** Findings that last are brought up to date this often. */
const FINDINGS_EVERY: DurationMs = MINUTE

/** When what waits is sent. By a clock that runs evenly: that of the wall may be set back, and would be waited for. */
export class Pulse {
  readonly #tick: () => void
  readonly #even: () => DurationMs
  #timer: NodeJS.Timeout | null = null
  #sentAt = Number.NEGATIVE_INFINITY
  #findingsAt = Number.NEGATIVE_INFINITY
  #ended = false

  constructor(tick: () => void, even: () => DurationMs = () => performance.now()) {
    this.#tick = tick
    this.#even = even
  }

  /** Twice is once, and after its end nothing: a process that shall end is held by none of its timers. */
  begin(): void {
    if (!this.#ended) this.#timer ??= setInterval(this.#tick, SEND_EVERY)
  }

  end(): void {
    this.#ended = true
    if (this.#timer) clearInterval(this.#timer)
    this.#timer = null
  }

  get ended(): boolean {
    return this.#ended
  }

  sent(): void {
    this.#sentAt = this.#even()
  }
  /** Nothing was sent for so long that the clocks have to be. */
  get heartbeatIsDue(): boolean {
    return this.#even() - this.#sentAt >= HEARTBEAT
  }

  /** True when findings have to be told anew; then it is as if they were. */
  takeFindings(): boolean {
    const now = this.#even()
    if (now - this.#findingsAt < FINDINGS_EVERY) return false
    this.#findingsAt = now
    return true
  }
}
