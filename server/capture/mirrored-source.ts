import type { MirrorKind } from '../../shared/source.ts'
import { notice } from '../../shared/notice.ts'
import type { Frame } from '../decode/frame.ts'
import { SequenceGaps } from '../decode/sequence.ts'
import type { Source, SourceSink, SourceStatus } from './source.ts'
import { startingStatus } from './status.ts'

/** Numbered streams of one mirror (agents behind one address); the one that is known longest is forgotten first. */
const MAX_STREAMS = 64

interface Origin {
  name: string
  kind: MirrorKind
  sampled: boolean
  /** The listener, by its name. */
  parent: string
  /** How the listener is. */
  parentStatus: () => SourceStatus
}

/** The mirror of one approved sender, or one of its sessions: what a listener sorts its frames into. */
export class MirroredSource implements Source {
  readonly name: string
  readonly kind: MirrorKind
  readonly clock = 'wall'
  readonly #origin: Origin
  readonly #streams = new Map<string, SequenceGaps>()
  #lostEarlier = 0
  #sink: SourceSink | null = null
  #stopped = false

  constructor(origin: Origin) {
    this.name = origin.name
    this.kind = origin.kind
    this.#origin = origin
  }

  start(sink: SourceSink): void {
    if (!this.#stopped) this.#sink = sink
  }

  stop(): Promise<void> {
    this.#stopped = true
    this.#sink = null
    return Promise.resolve()
  }

  frame(frame: Frame): void {
    this.#sink?.frame(frame)
  }

  /** Its listener is in another state. */
  state(): void {
    this.#sink?.state()
  }

  /** A datagram with its number came. */
  number(stream: string, number: number): void {
    let gaps = this.#streams.get(stream)
    if (!gaps) {
      this.#forgetOldest()
      gaps = new SequenceGaps()
      this.#streams.set(stream, gaps)
    }
    gaps.see(number)
  }

  status(): SourceStatus {
    const { sampled, parent, parentStatus } = this.#origin
    const { state, notice: trouble, rate } = parentStatus()
    const over = this.#stopped ? ({ state: 'ended', rate: 0 } as const) : { state, rate }
    return {
      ...startingStatus(),
      ...over,
      notice: over.state === 'failed' ? trouble : null,
      limits: sampled ? [notice('sampled')] : [],
      lost: this.#lost(),
      sampled,
      parent,
    }
  }

  #lost(): number | null {
    if (this.#streams.size === 0) return null
    let lost = this.#lostEarlier
    for (const gaps of this.#streams.values()) lost += gaps.lost
    return lost
  }

  #forgetOldest(): void {
    if (this.#streams.size < MAX_STREAMS) return
    for (const [stream, gaps] of this.#streams) {
      this.#lostEarlier += gaps.lost
      this.#streams.delete(stream)
      return
    }
  }
}
