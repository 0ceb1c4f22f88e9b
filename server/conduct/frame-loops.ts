import { SECOND, type EpochMs } from '../../shared/time.ts'
import type { LoopKind } from '../decode/duplicates.ts'
import type { Message } from '../decode/message.ts'
import type { HostKey } from '../membership/event.ts'
import { forgetOldest } from './oldest.ts'
import { hostKeyOf, senderKey, type SenderKey } from './sender-key.ts'
import { Trail } from './trail.ts'

/** Senders whose frames go round that are kept per segment; the oldest go first. */
const LOOPING_SENDERS_KEPT = 64
/** A host repeats a report once in a while just when its copies end; what goes round does so again at once. */
const AGAIN = SECOND

class LoopingSender {
  readonly host: HostKey
  copies = 0
  readonly since: EpochMs
  lastAt: EpochMs
  /** It is proved: more copies than a mirror makes, or copies that kept on at their beat, or went on more than once. */
  proved = false
  readonly trail = new Trail()

  constructor(message: Message) {
    this.host = hostKeyOf(message)
    this.since = message.at
    this.lastAt = message.at
  }
}

/** Whose frames come round again and again, before copies are dropped. */
export class FrameLoops {
  readonly #senders = new Map<SenderKey, LoopingSender>()
  /** Those that went round since the rules were asked last. */
  #touched = new Set<LoopingSender>()
  fresh: readonly LoopingSender[] = []
  /** Those whose loop is proved and not over. */
  proved: readonly LoopingSender[] = []
  dropped = 0

  looped(message: Message, kind: LoopKind): void {
    const key = senderKey(message)
    let sender = this.#senders.get(key)
    if (!sender) {
      this.#senders.set(key, (sender = new LoopingSender(message)))
      if (forgetOldest(this.#senders, LOOPING_SENDERS_KEPT)) this.dropped += 1
    } else if (kind === 'goes-on' && message.at - sender.lastAt <= AGAIN) sender.proved = true
    if (kind !== 'goes-on') sender.proved = true
    sender.copies += 1
    sender.lastAt = message.at
    sender.trail.add(message)
    this.#touched.add(sender)
    forgetOldest(this.#touched, LOOPING_SENDERS_KEPT)
  }

  tick(forgetBefore: EpochMs): void {
    if (this.#touched.size === 0 && this.fresh.length === 0 && this.#senders.size === 0) return
    this.fresh = [...this.#touched].filter(({ proved }) => proved)
    this.#touched = new Set()
    for (const [key, { lastAt }] of this.#senders) if (lastAt < forgetBefore) this.#senders.delete(key)
    this.proved = [...this.#senders.values()].filter(({ proved }) => proved)
  }
}
