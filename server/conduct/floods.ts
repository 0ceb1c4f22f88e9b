import { MINUTE, SECOND, type DurationMs, type EpochMs } from '../../shared/time.ts'
import type { Message } from '../decode/message.ts'
import type { ConductLimits } from './allowance.ts'
import type { HostNotes } from './host-notes.ts'
import { Trail } from './trail.ts'

/** A host that starts joins all that it wants in one second; what goes on for longer is a flood. */
const SECONDS_OF_A_FLOOD = 3
/** Floods that are watched at a time; further ones are counted. */
const FLOODS_KEPT = 256
/** A flood that has stopped is kept this long, in case it only takes a breath. */
const BREATH: DurationMs = 1 * MINUTE

export interface Flood {
  readonly host: HostNotes
  readonly since: EpochMs
  lastAt: EpochMs
  /** Messages in its worst second. */
  most: number
  /** Messages in seconds that had too many. */
  messages: number
  readonly trail: Trail
}

/** Hosts that send more messages a second than their segment allows. */
export class Floods {
  readonly #limits: ConductLimits
  readonly #floods = new Map<HostNotes, Flood>()
  uncounted = 0

  constructor(limits: ConductLimits) {
    this.#limits = limits
  }

  get size(): number {
    return this.#floods.size
  }
  *[Symbol.iterator](): Generator<Flood> {
    yield* this.#floods.values()
  }

  heard(notes: HostNotes, { at, frame }: Message): void {
    const second = Math.floor(at / SECOND)
    if (notes.second !== second) {
      const goesOn = notes.second === second - 1 && notes.inSecond > this.#limits.reportsPerSecond
      if (!goesOn) notes.floodedSeconds = 0
      notes.second = second
      notes.inSecond = 0
    }
    notes.inSecond += 1
    const { inSecond } = notes
    if (inSecond <= this.#limits.reportsPerSecond) return
    if (inSecond === this.#limits.reportsPerSecond + 1) notes.floodedSeconds += 1
    if (notes.floodedSeconds >= SECONDS_OF_A_FLOOD) this.#flows(notes, at, frame)
  }

  #flows(host: HostNotes, at: EpochMs, frame: number): void {
    let flood = this.#floods.get(host)
    if (!flood) {
      if (this.#floods.size >= FLOODS_KEPT) {
        this.uncounted += 1
        return
      }
      const since = (host.second - SECONDS_OF_A_FLOOD + 1) * SECOND
      flood = { host, since, lastAt: at, most: 0, messages: 0, trail: new Trail() }
      this.#floods.set(host, flood)
    }
    flood.lastAt = at
    flood.messages += 1
    flood.most = Math.max(flood.most, host.inSecond)
    flood.trail.add({ at, frame })
  }

  tick(at: EpochMs): void {
    for (const { host, lastAt } of this.#floods.values()) if (at - lastAt >= BREATH) this.#floods.delete(host)
  }
}
