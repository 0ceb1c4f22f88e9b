import type { Source, SourceSink, SourceStatus } from '../../server/capture/source.ts'
import type { SourceState } from '../../shared/source.ts'
import { lasting, type ReadFrame } from './read-all.ts'

/** Keeps what a source hands over, and waits for what it will. */
export class RecordingSink implements SourceSink {
  readonly frames: ReadFrame[] = []
  /** What the source said of itself when each of them came. */
  readonly stateAtFrames: SourceState[] = []
  /** `state:notice code` each time the source said that something changed. */
  readonly told: string[] = []
  /** What the sources that a listener found hand over, each its own. */
  readonly children: RecordingSink[] = []
  readonly source: Source
  #waiting: { ready: () => boolean; resolve: () => void }[] = []

  constructor(source: Source) {
    this.source = source
  }

  frame(frame: Parameters<SourceSink['frame']>[0]): void {
    this.frames.push(lasting(frame))
    this.stateAtFrames.push(this.source.status().state)
    this.#look()
  }

  state(): void {
    const { state, notice } = this.source.status()
    this.told.push(notice ? `${state}:${notice.code}` : state)
    this.#look()
  }

  found(source: Source): void {
    const child = new RecordingSink(source)
    this.children.push(child)
    source.start(child)
    this.#look()
  }

  /** Resolves once the condition holds; the test's own time limit is the only one. */
  until(ready: (status: SourceStatus) => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push({ ready: () => ready(this.source.status()), resolve })
      this.#look()
    })
  }

  #look(): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const each of waiting) {
      if (each.ready()) each.resolve()
      else this.#waiting.push(each)
    }
  }
}
