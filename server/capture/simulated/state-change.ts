import type { IPv4 } from '../../../shared/address.ts'
import type { Interest } from './interest.ts'
import type { OutgoingRecord } from './message.ts'

/** What a host has still to tell about one group (RFC 3376 s5.1): each change is told `robustness` times. */
export class StateChange {
  private readonly robustness: number
  private modeLeft = 0
  private readonly allow = new Map<IPv4, number>()
  private readonly block = new Map<IPv4, number>()

  constructor(robustness: number) {
    this.robustness = robustness
  }

  get done(): boolean {
    return this.modeLeft === 0 && this.allow.size === 0 && this.block.size === 0
  }

  add(before: Interest, after: Interest): void {
    if (before.mode !== after.mode) {
      // A filter-mode change carries the whole state, so the changes of single sources are said with it.
      this.modeLeft = this.robustness
      this.allow.clear()
      this.block.clear()
      return
    }
    const appeared = after.sources.filter((source) => !before.sources.includes(source))
    const vanished = before.sources.filter((source) => !after.sources.includes(source))
    const [allowed, blocked] = after.mode === 'INCLUDE' ? [appeared, vanished] : [vanished, appeared]
    for (const source of allowed) this.move(source, this.block, this.allow)
    for (const source of blocked) this.move(source, this.allow, this.block)
  }

  /** The records of the next report; counts down what they tell. */
  records(group: IPv4, now: Interest): OutgoingRecord[] {
    if (this.modeLeft > 0) {
      this.modeLeft--
      return [{ type: now.mode === 'EXCLUDE' ? 'TO_EX' : 'TO_IN', group, sources: now.sources }]
    }
    const records: OutgoingRecord[] = []
    if (this.allow.size > 0) records.push({ type: 'ALLOW', group, sources: [...this.allow.keys()] })
    if (this.block.size > 0) records.push({ type: 'BLOCK', group, sources: [...this.block.keys()] })
    for (const counts of [this.allow, this.block]) {
      for (const [source, left] of counts) {
        if (left > 1) counts.set(source, left - 1)
        else counts.delete(source)
      }
    }
    return records
  }

  private move(source: IPv4, from: Map<IPv4, number>, to: Map<IPv4, number>): void {
    from.delete(source)
    to.set(source, this.robustness)
  }
}
