import type { SourceState } from '../../shared/source.ts'
import { type DurationMs, type EpochMs, MINUTE } from '../../shared/time.ts'
import { DemoNetwork } from './simulated/network.ts'
import { OPENING } from './simulated/opening.ts'
import type { Source, SourceSink, SourceStatus } from './source.ts'
import { startingStatus } from './status.ts'

interface DemoOptions {
  name?: string
  /** The same seed and start give the same frames. */
  seed?: number
  /** How many times faster than the wall the network lives, once the past is told. */
  speed?: number
  /** How much past it has when it starts. */
  past?: DurationMs
  now?: () => EpochMs
}

const DEFAULT_SEED = 2
/** How much of the past is told before others get a turn. */
const SLICE: DurationMs = 2 * MINUTE
const STEP: DurationMs = 40

/** The demo network as a source: tells its past quickly, then lives by the wall clock. */
export class DemoSource implements Source {
  readonly kind = 'demo'
  readonly clock = 'wall'
  readonly name: string
  private readonly seed: number
  private readonly speed: number
  private readonly past: DurationMs
  private readonly wall: () => EpochMs
  private state: SourceState = 'starting'
  private sink: SourceSink | null = null
  private timer: NodeJS.Timeout | NodeJS.Immediate | null = null

  constructor({ name = 'demo', seed = DEFAULT_SEED, speed = 1, past = OPENING, now = Date.now }: DemoOptions = {}) {
    this.name = name
    this.seed = seed
    this.speed = speed
    this.past = past
    this.wall = now
  }

  start(sink: SourceSink): void {
    if (this.sink) return
    this.sink = sink
    const began = this.wall()
    const network = new DemoNetwork(this.seed, began - this.past)
    /** Where the network's clock should stand. */
    const due = (): EpochMs => began + (this.wall() - began) * this.speed
    const advance = (): void => {
      if (this.state === 'ended') return
      const target = due()
      network.advanceTo(Math.min(target, network.now + SLICE), (frame) => sink.frame(frame))
      if (network.now < target) {
        this.timer = setImmediate(advance)
        return
      }
      this.changeState('running')
      this.timer = setTimeout(advance, STEP)
    }
    this.timer = setImmediate(advance)
  }

  stop(): Promise<void> {
    this.changeState('ended')
    if (this.timer) {
      clearTimeout(this.timer as NodeJS.Timeout)
      clearImmediate(this.timer as NodeJS.Immediate)
    }
    return Promise.resolve()
  }

  status(): SourceStatus {
    return { ...startingStatus(), state: this.state, rate: this.speed }
  }

  private changeState(state: SourceState): void {
    if (this.state === state || this.state === 'ended') return
    this.state = state
    this.sink?.state()
  }
}
