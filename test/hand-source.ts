import type { Source, SourceSink, SourceStatus } from '../server/capture/source.ts'
import { startingStatus } from '../server/capture/status.ts'

/** A source that is fed by hand. */
export class HandSource implements Source {
  readonly name: string
  readonly kind = 'live'
  readonly clock: Source['clock']
  state: SourceStatus = { ...startingStatus(), state: 'running' }
  sink: SourceSink | null = null

  constructor(name: string, clock: Source['clock'] = 'wall') {
    this.name = name
    this.clock = clock
  }
  start(sink: SourceSink): void {
    this.sink = sink
  }
  stop(): Promise<void> {
    return Promise.resolve()
  }
  status(): SourceStatus {
    return this.state
  }
}
