import { parseIPv4 } from '../../shared/address.ts'
import type { EpochMs } from '../../shared/time.ts'

/** Unknown senders that are remembered until somebody approves them. */
export const MAX_PENDING_SENDERS = 64
/** When there are too many, one that was silent for this long makes room for a new one. */
const FORGET_AFTER_MS = 60_000
/** Approved addresses and networks; more are refused. */
export const MAX_APPROVED_SENDERS = 1_024
/** Verdicts kept by address; all are forgotten, and worked out again, when there are more. */
const MAX_VERDICTS = 4_096

interface Network {
  address: number
  mask: number
}

/** `192.0.2.1` or `192.0.2.0/24`; null when the text is neither. */
export function parseNetwork(text: string): Network | null {
  const [address, bits, ...rest] = text.split('/')
  const parsed = parseIPv4(address ?? '')
  if (parsed === null || rest.length > 0) return null
  if (bits === undefined) return { address: parsed, mask: -1 }
  if (!/^\d{1,2}$/.test(bits) || Number(bits) > 32) return null
  const mask = bits === '0' ? 0 : -1 << (32 - Number(bits))
  return { address: parsed & mask, mask }
}

interface Pending {
  address: string
  frames: number
  firstAt: EpochMs
  lastAt: EpochMs
}

/** Who may send here, and who tries to. Nobody may until somebody approves it. */
export class Senders {
  readonly #networks = new Map<string, Network>()
  readonly #verdicts = new Map<string, boolean>()
  readonly #pending = new Map<string, Pending>()
  /** Senders that found no place among the pending ones. */
  overflowing = false

  /** Answers false when the text is no address or network, or there are too many. */
  approve(text: string): boolean {
    const network = parseNetwork(text)
    if (!network || this.#networks.size >= MAX_APPROVED_SENDERS) return false
    this.#networks.set(text, network)
    this.#verdicts.clear()
    for (const address of this.#pending.keys()) if (this.isApproved(address)) this.#pending.delete(address)
    if (this.#pending.size < MAX_PENDING_SENDERS) this.overflowing = false
    return true
  }

  revoke(text: string): boolean {
    this.#verdicts.clear()
    return this.#networks.delete(text)
  }

  isApproved(address: string): boolean {
    const known = this.#verdicts.get(address)
    if (known !== undefined) return known
    const value = parseIPv4(address)
    let approved = false
    if (value !== null) {
      for (const network of this.#networks.values()) if ((value & network.mask) === network.address) approved = true
    }
    if (this.#verdicts.size >= MAX_VERDICTS) this.#verdicts.clear()
    this.#verdicts.set(address, approved)
    return approved
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
    return [...this.#networks.keys()]
  }

  #forgetSilent(now: EpochMs): boolean {
    for (const [address, { lastAt }] of this.#pending) {
      if (now - lastAt < FORGET_AFTER_MS) continue
      this.#pending.delete(address)
      return true
    }
    return false
  }
}
