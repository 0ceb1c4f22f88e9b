import { SEVERITIES, type FindingCode, type FindingValues, type Severity } from '../../shared/finding.ts'
import type { EpochMs } from '../../shared/time.ts'

/** What is wrong with Rollcall itself: it has no rule and no segment, and wakes a person all the same. */
export const SYSTEM_CODES = [
  'rollcall-source',
  'rollcall-quiet',
  'rollcall-history',
  'rollcall-channel',
  'rollcall-certificate',
] as const
export type SystemCode = (typeof SYSTEM_CODES)[number]
export type AlarmCode = FindingCode | SystemCode

/** A finding, or a trouble of Rollcall itself, as it is told outside: plain, for it is kept in a file until it is sent. */
export interface Alarm {
  /** The same for every one of the subject, at whatever time. */
  subject: string
  code: AlarmCode
  severity: Severity
  source: string
  /** null: it is about the tap, or about Rollcall itself. */
  segment: string | null
  segmentName: string | null
  group: string | null
  groupName: string | null
  /** Its address, or its MAC where it has none. */
  host: string | null
  hostName: string | null
  /** A code of the catalogue of sentences, with its values. */
  sentence: string
  values: FindingValues
  /** In the clock of its source. */
  openedAt: EpochMs
  closedAt: EpochMs | null
}

/**
 * Why it is told: it is new, it is worse than was told, it is still open, it is over. `vanished`: it was open before a
 * restart and is not found again.
 */
export const ALARM_STATES = ['opened', 'worse', 'open', 'closed', 'vanished'] as const
export type AlarmState = (typeof ALARM_STATES)[number]

export interface Told {
  state: AlarmState
  alarm: Alarm
}

export const isOver = (state: AlarmState): boolean => state === 'closed' || state === 'vanished'

export const badness = (severity: Severity): number => SEVERITIES.indexOf(severity)

export const isSystem = (code: AlarmCode): code is SystemCode => (SYSTEM_CODES as readonly string[]).includes(code)

/** What is open before what is over, the worst first, then what began first. */
export const compareTold = (a: Told, b: Told): number =>
  Number(isOver(a.state)) - Number(isOver(b.state)) ||
  badness(b.alarm.severity) - badness(a.alarm.severity) ||
  a.alarm.openedAt - b.alarm.openedAt ||
  (a.alarm.subject < b.alarm.subject ? -1 : 1)
