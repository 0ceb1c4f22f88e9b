import type { EpochMs } from '../../shared/time.ts'
import { holds, parseGroupsOf, parseNetwork, type Network } from './networks.ts'

/** Unknown senders that are remembered until somebody approves them. */
export const MAX_PENDING_SENDERS = 64
/** When there are too many, one that was silent for this long makes room for a new one. */
const FORGET_AFTER_MS = 60_000
/** Approved addresses and networks; more are refused. */
export const MAX_APPROVED_SENDERS = 1_024
/** Verdicts kept by address; all are forgotten, and worked out again, when there are more. */
const MAX_VERDICTS = 4_096
/** A name may stand in a segment's path, in a URL and in a file name. */
const NAME = /^[\w.-]{1,40}$/

/** Who may send, and the name its source shall have. */
interface Approved extends Network {
  name: string | null
}

/** `192.0.2.1`, `192.0.2.0/24`, `core1=2001:db8::1`; null when the text is none of them. */
export function parseSender(text: string): Approved | null {
  const equals = text.indexOf('=')
  const name = equals === -1 ? null : text.slice(0, equals)
  if (name !== null && !NAME.test(name)) return null
  const network = parseNetwork(text.slice(equals + 1))
  return network && { name, ...network }
}

/** What is known of an approved sender: the name it was given, or null. */
export interface Admission {
  name: string | null
}

interface Pending {
  address: string
  frames: number
  firstAt: EpochMs
  lastAt: EpochMs
}

/** Who may send here, and who tries to. Nobody may until somebody approves it. */
export class Senders {
  readonly #approved = new Map<string, Approved>()
  readonly #verdicts = new Map<string, Admission | null>()
  readonly #pending = new Map<string, Pending>()
  /** Senders that found no place among the pending ones. */
  overflowing = false

  /** Answers false when the text is no sender, or there are too many. */
  approve(text: string): boolean {
    const sender = parseSender(text)
    if (!sender || this.#approved.size >= MAX_APPROVED_SENDERS) return false
    this.#approved.set(text, sender)
    this.#verdicts.clear()
    for (const address of this.#pending.keys()) if (this.admit(address)) this.#pending.delete(address)
    if (this.#pending.size < MAX_PENDING_SENDERS) this.overflowing = false
    return true
  }

  revoke(text: string): boolean {
    this.#verdicts.clear()
    return this.#approved.delete(text)
  }

  /** null: not approved. */
  admit(address: string): Admission | null {
    const known = this.#verdicts.get(address)
    if (known !== undefined) return known
    const verdict = this.#judge(address)
    if (this.#verdicts.size >= MAX_VERDICTS) this.#verdicts.clear()
    this.#verdicts.set(address, verdict)
    return verdict
  }

  /** The narrowest network that holds it gives the name; of a wider one every sender has its own. */
  #judge(address: string): Admission | null {
    const groups = parseGroupsOf(address)
    if (groups === null) return null
    let best: Approved | null = null
    for (const each of this.#approved.values()) {
      if (!holds(each, groups) || (best && best.bits > each.bits)) continue
      if (best?.bits !== each.bits || each.name !== null) best = each
    }
    if (!best) return null
    return { name: best.name === null || best.single ? best.name : `${best.name}:${address}` }
  }

  /** Counts a datagram of an unknown sender. `new`: it was not waiting before. */
  knock(address: string, now: EpochMs): 'new' | 'known' | 'no-room' {
    const waiting = this.#pending.get(address)
    if (waiting) {
      waiting.frames += 1
      waiting.lastAt = now
      return 'known'
    }
    if (this.#pending.size >= MAX_PENDING_SENDERS && !this.#forgetSilent(now)) {
      this.overflowing = true
      return 'no-room'
    }
    this.#pending.set(address, { address, frames: 1, firstAt: now, lastAt: now })
    return 'new'
  }

  get pending(): Pending[] {
    return Array.from(this.#pending.values(), (each) => ({ ...each }))
  }

  get approved(): string[] {
    return [...this.#approved.keys()]
  }

  #forgetSilent(now: EpochMs): boolean {
    for (const [address, { lastAt }] of this.#pending) {
      // One from a time that is still to come was heard before the clock was set back, and not since.
      if (lastAt <= now && now - lastAt < FORGET_AFTER_MS) continue
      this.#pending.delete(address)
      return true
    }
    return false
  }
}
