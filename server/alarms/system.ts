import type { Severity } from '../../shared/finding.ts'
import { sentence, type Notice } from '../../shared/notice.ts'
import type { SourceKind, SourceState } from '../../shared/source.ts'
import { MINUTE, type DurationMs, type EpochMs } from '../../shared/time.ts'
import type { Alarm, SystemCode } from './alarm.ts'
import type { SystemSentence } from './words.ts'

/** A source that starts again within this time wakes nobody; nor does a disk that catches up. */
const LASTS: DurationMs = MINUTE
/** A tap without a single frame for so long: with a querier there is one every few minutes. */
const QUIET: DurationMs = 15 * MINUTE
/** A receiver that takes nothing for so long; the other channels tell it. */
const STUCK: DurationMs = 15 * MINUTE

/** What Rollcall knows of itself. */
export interface SystemFacts {
  sources: readonly {
    name: string
    kind: SourceKind
    state: SourceState
    notice: Notice | null
    lastFrameAt: EpochMs | null
    parent: string | null
  }[]
  history: {
    state: 'open' | 'behind' | 'failed' | 'stopped'
    notice: Notice | null
    queued: number
    dropped: number
  } | null
  /** What a person has to know of the certificate; null or absent: all is well, or there is none. */
  certificate?: { notice: Notice; refused: boolean } | null
  channels: readonly { id: string; name: string; since: EpochMs; waiting: number; lost: number; trouble: Notice }[]
}
export interface SystemEvent {
  event: 'opened' | 'changed' | 'closed'
  alarm: Alarm
}
interface Trouble {
  code: SystemCode
  about: string
  severity: Severity
  since: EpochMs
  sentence: SystemSentence
  values: Alarm['values']
}

/** Troubles of Rollcall itself: no rule sees them, for a tap that does not capture finds nothing. Times are of the wall. */
export class SystemWatch {
  #startedAt: EpochMs
  /** When what may become a trouble began, by what it is about. */
  readonly #since = new Map<string, EpochMs>()
  readonly #open = new Map<string, Alarm>()
  #leaptAt: EpochMs = Number.NEGATIVE_INFINITY

  constructor(now: EpochMs) {
    this.#startedAt = now
  }

  look(facts: SystemFacts, now: EpochMs): SystemEvent[] {
    const seen = new Map<string, Alarm>()
    const suspected = new Set<string>()
    const since = (key: string): EpochMs => {
      suspected.add(key)
      const known = this.#since.get(key)
      if (known !== undefined && known <= now) return known
      this.#since.set(key, now)
      return now
    }
    for (const trouble of this.#troubles(facts, since, now)) {
      const alarm = alarmOf(trouble)
      seen.set(alarm.subject, alarm)
    }
    for (const key of this.#since.keys()) if (!suspected.has(key)) this.#since.delete(key)
    return this.#compared(seen, now)
  }

  /** The wall leapt on by so much, or back, to `now`: nobody has waited for that. */
  leapt(by: DurationMs, now: EpochMs): void {
    this.#leaptAt = now
    this.#startedAt += by
    for (const [key, at] of this.#since) this.#since.set(key, at + by)
  }

  /**
   * Null where it is not quiet. Over a leap of the wall nobody knows how long ago a frame was: the time begins anew, but
   * for whom it was over by then.
   */
  #quietSince(name: string, lastFrameAt: EpochMs | null, now: EpochMs): EpochMs | null {
    const open = this.#open.get(subjectOf('rollcall-quiet', name))
    // One from a time that is still to come was before the leap.
    const frame = lastFrameAt === null || lastFrameAt > now ? Number.NEGATIVE_INFINITY : lastFrameAt
    if (open && frame <= open.openedAt) return open.openedAt
    const since = Math.max(frame, this.#startedAt, this.#leaptAt)
    return now - since >= QUIET ? since : null
  }

  *#troubles(facts: SystemFacts, since: (key: string) => EpochMs, now: EpochMs): Generator<Trouble> {
    for (const source of facts.sources) {
      const { name, state, notice, lastFrameAt } = source
      const values = { source: name, detail: notice ? sentence(notice) : '' }
      if (state === 'starting' || state === 'waiting' || state === 'failed') {
        const at = since(`source ${name}`)
        const what = state === 'failed' ? 'rollcall-source-failed' : 'rollcall-source-waiting'
        if (now - at >= LASTS) yield trouble('rollcall-source', name, 'critical', at, what, values)
      } else if (state === 'running' && isTap(source)) {
        const at = this.#quietSince(name, lastFrameAt, now)
        if (at !== null) yield trouble('rollcall-quiet', name, 'warning', at, 'rollcall-quiet', values)
      }
    }
    const { history } = facts
    if (history && history.state !== 'open') {
      const at = since('history')
      const { queued: waiting, dropped, notice } = history
      const values = { waiting, dropped, detail: notice ? sentence(notice) : '' }
      const severity = history.state === 'behind' ? 'warning' : 'critical'
      if (severity === 'critical' || now - at >= LASTS) {
        yield trouble('rollcall-history', '', severity, at, 'rollcall-history', values)
      }
    }
    const { certificate } = facts
    if (certificate) {
      const { notice, refused } = certificate
      const isOver = notice.code === 'certificate-expired'
      const what = refused ? '-refused' : isOver ? '-over' : ''
      const values = { detail: sentence(notice) }
      const at = since('certificate')
      const severity = isOver ? 'critical' : 'warning'
      yield trouble('rollcall-certificate', '', severity, at, `rollcall-certificate${what}`, values)
    }
    for (const { id, name, since: at, waiting, lost, trouble: why } of facts.channels) {
      const values = { channel: name, waiting, lost, detail: sentence(why) }
      // What is lost for good does not get better by waiting.
      if (lost > 0 || now - at >= STUCK) {
        yield trouble('rollcall-channel', id, 'warning', at, 'rollcall-channel', values)
      }
    }
  }

  #compared(seen: ReadonlyMap<string, Alarm>, now: EpochMs): SystemEvent[] {
    const events: SystemEvent[] = []
    for (const [subject, alarm] of seen) {
      const known = this.#open.get(subject)
      this.#open.set(subject, alarm)
      if (!known) events.push({ event: 'opened', alarm })
      else if (known.severity !== alarm.severity) events.push({ event: 'changed', alarm })
    }
    for (const [subject, alarm] of this.#open) {
      if (seen.has(subject)) continue
      this.#open.delete(subject)
      events.push({ event: 'closed', alarm: { ...alarm, closedAt: now } })
    }
    return events
  }
}

/** A listener without a sender has nothing to hear. */
const isTap = ({ kind, parent }: SystemFacts['sources'][number]): boolean =>
  kind === 'live' || kind === 'igmp-socket' || parent !== null

const trouble = (
  code: SystemCode,
  about: string,
  severity: Severity,
  since: EpochMs,
  what: SystemSentence,
  values: Alarm['values'],
): Trouble => ({ code, about, severity, since, sentence: what, values: { ...values, sinceAt: since } })

const subjectOf = (code: SystemCode, about: string): string => `rollcall|${code}|${about}`

const alarmOf = ({ code, about, severity, since, sentence: what, values }: Trouble): Alarm => ({
  subject: subjectOf(code, about),
  code,
  severity,
  source: '',
  segment: null,
  segmentName: null,
  group: null,
  groupName: null,
  host: null,
  hostName: null,
  sentence: what,
  values,
  openedAt: since,
  closedAt: null,
})

/** The channel that a trouble is about; null: it is about another thing. */
export const channelOf = ({ code, subject }: Alarm): string | null =>
  code === 'rollcall-channel' ? subject.slice('rollcall|rollcall-channel|'.length) : null
