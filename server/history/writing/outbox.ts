import type { EpochMs } from '../../../shared/time.ts'
import type { Segment } from '../../decode/segment.ts'
import type { FindingEvent } from '../../findings/event.ts'
import type { Step } from '../../membership/step.ts'
import { FindingNumbers, type FindingRecord } from './finding-record.ts'
import { Packer, type Batch, type LastingMember, type Resumed, type SegmentName } from './pack.ts'

/** Changes that wait for the disk at most (about 100 octets each). What comes beyond is counted, and a gap is kept. */
const QUEUE_CHANGES = 1_000_000
/** What a step of the table did, and what the rules said to it. */
export interface FoundStep extends Step {
  readonly findings?: readonly FindingEvent[]
}

/** A batch is sent when it has so many changes, or when the time of the group commit has come. */
const BATCH_CHANGES = 8_192

interface SourceState {
  readonly index: number
  clock: EpochMs
  keptClock: EpochMs
  /** Changes that found no room, since the first of them. */
  lost: { from: EpochMs; to: EpochMs; count: number } | null
}

/** The queue on the main thread's side: packs steps, and says what did not fit. */
export class Outbox {
  readonly limit: number
  readonly #packer = new Packer()
  readonly #sources = new Map<string, SourceState>()
  /** Weakly: a flood makes segments up. */
  readonly #segments = new WeakMap<Segment, number>()
  #segmentCount = 0
  readonly #findings = new FindingNumbers()
  #newSources: { index: number; name: string }[] = []
  #newSegments: SegmentName[] = []
  #texts: string[] = []
  /** Changes that were sent and are not in the file yet. */
  #sent = 0
  /** Changes that found no room since the start. */
  dropped = 0

  constructor(limit = QUEUE_CHANGES) {
    this.limit = limit
  }

  get queued(): number {
    return this.#sent + this.#packer.changes
  }
  get full(): boolean {
    return this.queued >= this.limit
  }
  get ready(): boolean {
    return this.#packer.changes >= BATCH_CHANGES
  }
  get losing(): boolean {
    for (const { lost } of this.#sources.values()) if (lost) return true
    return false
  }

  add(source: string, step: FoundStep, clock: EpochMs): void {
    const state = this.#source(source)
    if (state.clock === Number.NEGATIVE_INFINITY && Number.isFinite(clock)) {
      // The first word of a source ends the gap that its last run left.
      this.#packer.clock(state.index, clock)
    }
    if (clock > state.clock) state.clock = clock
    const { findings = [] } = step
    // Also of what finds no room: it is told when there is some again.
    for (const { finding } of findings) this.#findings.of(source, finding)
    const changes = step.events.length + step.queries.length + step.minutes.length + findings.length
    if (changes === 0) return
    // Once something is lost, what follows is lost too until there is room again: a gap has two ends.
    if (state.lost || this.queued + changes > this.limit) {
      this.#lose(state, changes, clock)
      return
    }
    const packer = this.#packer
    for (const event of step.events) packer.event(this.#segment(source, event.segment), event)
    for (const query of step.queries) packer.query(this.#segment(source, query.segment), query)
    for (const event of findings) {
      const record = this.#findings.record(source, event)
      if (record) this.#finding(source, record)
    }
    for (const minute of step.minutes) packer.minute(this.#segment(source, minute.segment), minute)
  }

  /** Findings that went on since they were told last. */
  refreshFindings(): void {
    if (this.losing) return
    for (const { source, record } of this.#findings.stale()) this.#finding(source, record)
  }

  #finding(source: string, record: FindingRecord): void {
    const { segment } = record.finding
    const place = segment && this.#segment(source, segment)
    this.#packer.finding(this.#source(source).index, place, record, (text) => this.#text(text))
  }

  gap(source: string, from: EpochMs, to: EpochMs, why: string): void {
    this.#packer.gap(this.#source(source).index, from, to, 0, this.#text(why))
  }

  /**
   * The clock of a source was set back; what it loses at the moment is a gap up to there. `known`: what its table has; of
   * what finds no room the end alone is told.
   */
  setBack(
    source: string,
    from: EpochMs,
    to: EpochMs,
    known: Iterable<{ segment: Segment; members: readonly LastingMember[] }> = [],
  ): void {
    const state = this.#source(source)
    const { lost } = state
    state.lost = null
    if (lost) this.#packer.gap(state.index, lost.from, from, lost.count, this.#text('history-behind'))
    else
      for (const { segment, members } of known) {
        if (this.queued + members.length > this.limit) break
        for (const member of members) this.#packer.stopped(this.#segment(source, segment), member)
      }
    this.#packer.setBack(state.index, from, to, this.#text('clock-set-back'))
    this.#findings.forget(source)
    state.clock = to
  }

  /** There is room again: notes the gaps and names the sources that had one, with its end. */
  endLosses(): readonly { source: string; at: EpochMs }[] {
    const ended: { source: string; at: EpochMs }[] = []
    for (const [source, state] of this.#sources) {
      const { lost } = state
      if (!lost) continue
      state.lost = null
      const to = Math.max(state.clock, lost.to)
      this.#packer.gap(state.index, lost.from, to, lost.count, this.#text('history-behind'))
      ended.push({ source, at: to })
    }
    return ended
  }

  /** Sources that have told something, and where their clocks stand. */
  known(): readonly { source: string; at: EpochMs }[] {
    return [...this.#sources]
      .filter(([, { clock, lost }]) => Number.isFinite(clock) && !lost)
      .map(([source, { clock }]) => ({ source, at: clock }))
  }

  resume(source: string, segment: Segment, member: Resumed): void {
    this.#packer.resume(this.#segment(source, segment), member)
  }

  /** The batch that has gathered, with the clocks that moved; null when there is nothing to send. */
  take(): Batch | null {
    for (const state of this.#sources.values()) {
      if (state.lost || state.clock === state.keptClock || state.clock === Number.NEGATIVE_INFINITY) continue
      state.keptClock = state.clock
      this.#packer.clock(state.index, state.clock)
    }
    if (this.#packer.empty) return null
    const batch = { ...this.#packer.take(), segments: this.#newSegments, sources: this.#newSources, texts: this.#texts }
    this.#newSegments = []
    this.#newSources = []
    this.#texts = []
    this.#sent += batch.changes
    return batch
  }

  get idle(): boolean {
    return this.#packer.empty
  }

  committed(changes: number): void {
    this.#sent -= changes
  }

  #lose(state: SourceState, changes: number, clock: EpochMs): void {
    this.dropped += changes
    if (state.lost) {
      state.lost.count += changes
      state.lost.to = clock
    } else state.lost = { from: clock, to: clock, count: changes }
  }

  #source(name: string): SourceState {
    const known = this.#sources.get(name)
    if (known) return known
    const unknown = Number.NEGATIVE_INFINITY
    const state: SourceState = { index: this.#sources.size, clock: unknown, keptClock: unknown, lost: null }
    this.#sources.set(name, state)
    this.#newSources.push({ index: state.index, name })
    return state
  }

  #segment(source: string, segment: Segment): number {
    const known = this.#segments.get(segment)
    if (known !== undefined) return known
    const index = this.#segmentCount++
    this.#segments.set(segment, index)
    const vlans = segment.vlans.join('.')
    const { family, name } = segment
    this.#newSegments.push({ index, source: this.#source(source).index, family, name, vlans })
    return index
  }

  #text(text: string): number {
    return this.#texts.push(text) - 1
  }
}
