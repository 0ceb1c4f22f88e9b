import type { FindingCode, Severity } from '../../shared/finding.ts'
import { MINUTE, type DurationMs, type EpochMs } from '../../shared/time.ts'
import type { Segment } from '../decode/segment.ts'
import type { FindingEvent } from './event.ts'
import { Finding, findingKey } from './finding.ts'
import type { Observation } from './rule.ts'

/** Findings of one tap that are open at a time; further ones are counted. */
export const MAX_OPEN_FINDINGS = 2_000
/** Room beyond that, which only critical ones may take: whoever forges faults must not hide the worst. */
export const MAX_CRITICAL_BEYOND = 500
/** Of one code: what floods one rule leaves room for the others. */
export const MAX_OPEN_OF_A_CODE = 500
/** Of one code, opened in one minute: a forged sender that is another one each time must not fill the history. */
export const MAX_OPENED_A_MINUTE = 250
/** Findings without room that are told apart; further ones are not counted. */
const MAX_REFUSED = 10_000
/** Closed findings of one tap that are still shown; the oldest go first. The history keeps them all. */
const CLOSED_KEPT = 500

type Place = Segment | 'tap'

/** A rule, as far as the book needs it. */
interface Asked<Facts> {
  readonly code: FindingCode
  lingers(facts: Facts): DurationMs
}

/** The findings of one tap: opens, updates and closes them by what the rules observe. */
export class FindingBook {
  readonly #open = new Map<Place, Map<FindingCode, Map<string, Finding>>>()
  readonly #closed: Finding[] = []
  #size = 0
  readonly #sizes = new Map<FindingCode, number>()
  readonly #opened = new Map<FindingCode, number>()
  #minute = 0
  readonly #refused = new Set<string>()

  get size(): number {
    return this.#size
  }

  /** Findings that have not found room since the start, each counted once. */
  get refused(): number {
    return this.#refused.size
  }

  /** Open ones, then closed ones, the newest first. */
  *[Symbol.iterator](): Generator<Finding> {
    yield* this.open()
    for (let i = this.#closed.length - 1; i >= 0; i -= 1) yield this.#closed[i]!
  }
  *open(): Generator<Finding> {
    for (const codes of this.#open.values()) for (const findings of codes.values()) yield* findings.values()
  }

  /** One that was open at a moment that is over: such a book is looked at and never asked again. */
  restore(finding: Finding): void {
    if (this.#size >= MAX_OPEN_FINDINGS + MAX_CRITICAL_BEYOND) return
    this.#findings(finding.segment ?? 'tap', finding.code).set(findingKey(finding.code, finding.subject), finding)
    this.#count(finding.code, 1)
  }

  /** Whether something is open about this segment. */
  holds(segment: Segment): boolean {
    return (this.#open.get(segment)?.size ?? 0) > 0
  }

  /** A segment is no longer watched. */
  forget(segment: Segment, at: EpochMs, events: FindingEvent[]): void {
    for (const findings of this.#open.get(segment)?.values() ?? []) {
      for (const finding of findings.values()) this.#close(finding, at, events)
    }
    this.#open.delete(segment)
  }

  /** What one rule sees at `at`; what it has not seen for as long as it lingers is closed. Tells `events` what happened. */
  settle<Facts>(
    rule: Asked<Facts>,
    facts: Facts,
    segment: Segment | null,
    seen: Iterable<Observation>,
    at: EpochMs,
    events: FindingEvent[],
  ): void {
    for (const observation of seen) this.#see(rule.code, segment, observation, at, events)
    const known = this.#open.get(segment ?? 'tap')?.get(rule.code)
    if (!known) return
    for (const [key, finding] of known) {
      if (finding.lastAt === at || at - finding.lastAt < rule.lingers(facts)) continue
      known.delete(key)
      this.#close(finding, at, events)
    }
    if (known.size === 0) this.#open.get(segment ?? 'tap')?.delete(rule.code)
  }

  #see(code: FindingCode, segment: Segment | null, seen: Observation, at: EpochMs, events: FindingEvent[]): void {
    const key = findingKey(code, seen.subject)
    const known = this.#open
      .get(segment ?? 'tap')
      ?.get(code)
      ?.get(key)
    if (known) {
      if (known.update(seen, at))
        events.push({ event: 'finding-changed', at, finding: known, severity: known.severity, said: known.said() })
      return
    }
    if (!this.#hasRoom(code, seen.severity, at)) {
      if (this.#refused.size < MAX_REFUSED) this.#refused.add(placeKey(segment, key))
      return
    }
    if (this.#refused.size > 0) this.#refused.delete(placeKey(segment, key))
    const finding = new Finding(code, segment, seen, at)
    this.#findings(segment ?? 'tap', code).set(key, finding)
    this.#count(code, 1)
    this.#opened.set(code, (this.#opened.get(code) ?? 0) + 1)
    events.push({ event: 'finding-opened', at, finding, severity: finding.severity, said: finding.said() })
  }

  #hasRoom(code: FindingCode, severity: Severity, at: EpochMs): boolean {
    const minute = Math.floor(at / MINUTE)
    if (minute !== this.#minute) this.#opened.clear()
    this.#minute = minute
    if ((this.#opened.get(code) ?? 0) >= MAX_OPENED_A_MINUTE) return false
    if ((this.#sizes.get(code) ?? 0) >= MAX_OPEN_OF_A_CODE) return false
    return this.#size < MAX_OPEN_FINDINGS + (severity === 'critical' ? MAX_CRITICAL_BEYOND : 0)
  }

  #count(code: FindingCode, change: number): void {
    this.#size += change
    this.#sizes.set(code, (this.#sizes.get(code) ?? 0) + change)
  }

  #findings(place: Place, code: FindingCode): Map<string, Finding> {
    let codes = this.#open.get(place)
    if (!codes) this.#open.set(place, (codes = new Map<FindingCode, Map<string, Finding>>()))
    let findings = codes.get(code)
    if (!findings) codes.set(code, (findings = new Map<string, Finding>()))
    return findings
  }

  #close(finding: Finding, at: EpochMs, events: FindingEvent[]): void {
    finding.closedAt = at
    this.#count(finding.code, -1)
    this.#closed.push(finding)
    if (this.#closed.length > CLOSED_KEPT) this.#closed.shift()
    events.push({ event: 'finding-closed', at, finding, severity: finding.severity, said: finding.said() })
  }
}

const placeKey = (segment: Segment | null, key: string): string =>
  segment ? `${segment.family} ${segment.name} ${key}` : key
