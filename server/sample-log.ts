import type { MessageLine } from '../shared/message.ts'
import { messageLine } from './decode/line.ts'
import type { Message } from './decode/message.ts'

/** Sampled messages that are shown; the oldest go first. */
const SAMPLES_SHOWN = 10

/** Messages out of samples of the traffic (sFlow): one of many frames, so they are shown and change nothing. */
export class SampleLog {
  #last: Message[] = []
  count = 0

  add(messages: readonly Message[]): void {
    if (messages.length === 0) return
    this.count += messages.length
    this.#last = [...this.#last, ...messages].slice(-SAMPLES_SHOWN)
  }

  /** The newest first. */
  lines(): readonly MessageLine[] {
    return this.#last.map(messageLine).reverse()
  }
}
