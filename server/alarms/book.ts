import type { FindingCode, Severity } from '../../shared/finding.ts'
import { MINUTE, type DurationMs, type EpochMs } from '../../shared/time.ts'
import { badness, isOver, isSystem, type Alarm, type AlarmState, type Told } from './alarm.ts'
import { drafted, type Draft } from './draft.ts'
import { Pending, type Waiting } from './pending.ts'
import { Allowance } from './allowance.ts'

/** Alarms that one channel has told and that are open; the mildest and oldest is forgotten first, and its end not told. */
export const MAX_TOLD = 2_000
/** What was open before a restart has been found again after so much time of a running source, or is over. */
export const SETTLES: DurationMs = 30 * MINUTE

/** What a channel wants to be told. */
export interface Wishes {
  severity: Severity
  /** Empty: all. */
  codes: readonly FindingCode[]
  closed: boolean
  groupFor: DurationMs
  repeatAfter: DurationMs | null
}
/** What people say of an alarm: it is no alarm for now, or somebody cares for it. */
export type Quiet = (alarm: Alarm) => 'silenced' | 'acknowledged' | null
/** Whether a source sees, so that what is not found is not there. */
export type Sees = (source: string) => boolean

export interface Open {
  alarm: Alarm
  /** The worst that was told. */
  severity: Severity
  at: EpochMs
  /** Found since the start. */
  found: boolean
}
/** As it is kept. */
export interface BookState {
  told: readonly Omit<Open, 'found'>[]
  pending: readonly Waiting[]
  unlisted: Readonly<Record<Severity, number>>
  sentAt: readonly EpochMs[]
}

/** What one channel has told and has to tell: each alarm once, what belongs together as one message. Times are of the wall. */
export class AlarmBook {
  wishes: Wishes
  readonly #open = new Map<string, Open>()
  readonly #pending: Pending
  readonly #allowance: Allowance
  /** For how long each source has seen since the start. */
  readonly #seen = new Map<string, DurationMs>()
  #unsettled: boolean
  #forgotten = 0

  constructor(wishes: Wishes, kept: BookState | null) {
    this.wishes = wishes
    for (const open of kept?.told.slice(-MAX_TOLD) ?? []) this.#open.set(open.alarm.subject, { ...open, found: false })
    this.#pending = new Pending(kept?.pending ?? [], kept?.unlisted)
    this.#allowance = new Allowance(kept?.sentAt ?? [])
    this.#unsettled = this.#open.size > 0
  }

  /** Of what was open: ends that will not be told. */
  get forgotten(): number {
    return this.#forgotten
  }

  opened(alarm: Alarm, now: EpochMs): boolean {
    const open = this.#open.get(alarm.subject)
    if (!open) return this.#want('opened', alarm, now)
    // It was open before the start, or it comes back before it was told to be over.
    open.found = true
    open.alarm = alarm
    const waits = this.#pending.get(alarm.subject)
    if (waits && isOver(waits.state)) this.#pending.delete(alarm.subject)
    if (badness(alarm.severity) > badness(open.severity)) this.#want('worse', alarm, now)
    return true
  }

  changed(alarm: Alarm, now: EpochMs): boolean {
    const open = this.#open.get(alarm.subject)
    if (!open) return this.#want('opened', alarm, now)
    open.alarm = alarm
    return badness(alarm.severity) > badness(open.severity) && this.#want('worse', alarm, now)
  }

  closed(alarm: Alarm, now: EpochMs, state: 'closed' | 'vanished' = 'closed'): boolean {
    const open = this.#open.get(alarm.subject)
    const waits = this.#pending.get(alarm.subject)
    if (!open) {
      // It was short. Nobody has heard of it yet, and somebody should.
      if (!waits) return false
      this.#pending.set({ ...waits, state: 'closed', alarm: { ...alarm, severity: waits.alarm.severity } })
      return true
    }
    this.#pending.delete(alarm.subject)
    if (!this.wishes.closed) return this.#open.delete(alarm.subject)
    this.#pending.set({ state, alarm: { ...alarm, severity: open.severity }, since: now })
    return true
  }

  /** Its clock was set back, so that all it knew is learnt anew: what it told is found again, or is over. */
  learnsAnew(source: string): void {
    this.#seen.delete(source)
    for (const open of this.#open.values()) if (open.alarm.source === source) open.found = false
    this.#unsettled = true
  }

  /** `passed`: since the last call. What was open before the start and is not found is over. */
  settle(passed: DurationMs, sees: Sees, now: EpochMs): boolean {
    if (!this.#unsettled) return false
    let left = false
    let changed = false
    const missing = [...this.#open.values()].filter(({ found }) => !found)
    for (const source of new Set(missing.map(({ alarm }) => alarm.source))) {
      if (sees(source)) this.#seen.set(source, (this.#seen.get(source) ?? 0) + passed)
    }
    for (const open of missing) {
      if ((this.#seen.get(open.alarm.source) ?? 0) < SETTLES) left = true
      else {
        open.found = true
        changed = this.closed({ ...open.alarm, closedAt: null }, now, 'vanished') || changed
      }
    }
    this.#unsettled = left
    return changed
  }

  /** The wall leapt on by so much, or back: nobody has waited for that. */
  leapt(by: DurationMs): void {
    for (const open of this.#open.values()) open.at += by
    this.#pending.leapt(by)
    this.#allowance.leapt(by)
  }

  /** What is open still, after the time that the channel wants. */
  repeat(now: EpochMs): boolean {
    const { repeatAfter } = this.wishes
    if (repeatAfter === null) return false
    let changed = false
    for (const open of this.#open.values()) {
      if (!open.found || now - open.at < repeatAfter || this.#pending.get(open.alarm.subject)) continue
      open.at = now
      changed = this.#want('open', open.alarm, now) || changed
    }
    return changed
  }

  /** The messages that are due. They are told from here on. */
  due(now: EpochMs, quiet: Quiet): Draft[] {
    if (this.#pending.size === 0) return []
    this.#hush(quiet)
    const drafts = drafted(this.#pending, this.#allowance, this.wishes.groupFor, now, quiet)
    for (const { told } of drafts) for (const one of told) this.#tell(one, now)
    return drafts
  }

  state(): BookState {
    return {
      told: [...this.#open.values()].map(({ alarm, severity, at }) => ({ alarm, severity, at })),
      pending: [...this.#pending],
      unlisted: this.#pending.unlisted,
      sentAt: this.#allowance.sentAt,
    }
  }

  /** Somebody cares for it, or it was short and silenced: nobody is woken. */
  #hush(quiet: Quiet): void {
    for (const { state, alarm } of this.#pending) {
      if (isOver(state) && this.#open.has(alarm.subject)) continue
      const said = quiet(alarm)
      if (said === 'acknowledged' || (said === 'silenced' && isOver(state))) this.#pending.delete(alarm.subject)
    }
  }

  #want(state: AlarmState, alarm: Alarm, now: EpochMs): boolean {
    const { severity, codes } = this.wishes
    if (badness(alarm.severity) < badness(severity)) return false
    if (codes.length > 0 && !isSystem(alarm.code) && !codes.includes(alarm.code)) return false
    const waits = this.#pending.get(alarm.subject)
    const since = waits && !isOver(waits.state) ? waits.since : now
    this.#pending.set({ state: waits && !isOver(waits.state) ? waits.state : state, alarm, since })
    return true
  }

  #tell({ state, alarm }: Told, now: EpochMs): void {
    if (isOver(state)) {
      this.#open.delete(alarm.subject)
      return
    }
    const found = this.#open.get(alarm.subject)?.found ?? true
    this.#open.set(alarm.subject, { alarm, severity: alarm.severity, at: now, found })
    if (this.#open.size > MAX_TOLD) this.#forget()
  }

  #forget(): void {
    let least: Open | null = null
    for (const open of this.#open.values()) {
      if (least === null || badness(open.severity) < badness(least.severity)) least = open
    }
    if (least && this.#open.delete(least.alarm.subject)) this.#forgotten += 1
  }
}
