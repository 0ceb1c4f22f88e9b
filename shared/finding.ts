import type { Family } from './address.ts'
import type { HostId } from './event.ts'
import type { Name } from './names.ts'
import type { DurationMs, EpochMs } from './time.ts'

/** What can be wrong, by the codes that every file, page and API speaks. */
export const FINDING_CODES = [
  'no-querier',
  'querier-silent',
  'two-queriers',
  'querier-changed',
  'unnumbered-querier',
  'deaf-host',
  'mixed-versions',
  'suppression',
  'fast-leave',
  'odd-specific-query',
  'slow-leave',
  'silent-departures',
  'bad-sender',
  'proxy-reporting',
  'foreign-subnet',
  'zap-storm',
  'report-flood',
  'too-many-groups',
  'twenty-groups',
  'mac-collision',
  'ssm-misuse',
  'tap-limits',
  'loop',
  'slow-querier',
  'lost-receiver',
  'querier-flaps',
  'address-conflict',
] as const
export type FindingCode = (typeof FINDING_CODES)[number]

/** The mildest first. `information` is no alarm. */
export const SEVERITIES = ['information', 'warning', 'critical'] as const
export type Severity = (typeof SEVERITIES)[number]

/**
 * Values of a sentence. A name that ends in `Ms` is a duration and one that ends in `At` a moment, as numbers: whoever
 * shows the sentence writes them in its own language and zone.
 */
export type FindingValues = Readonly<Record<string, string | number>>

/** A frame that shows it. */
export interface Evidence {
  at: EpochMs
  /** Its number within its source, from 1; null where time itself is the evidence. */
  frame: number | null
}
/** Evidence kept for one finding: the first and the last ones. */
export const EVIDENCE_KEPT = 8

/** What a finding is about, beside its segment. A querier or a switch is a host here. */
export interface FindingSubject {
  group: string | null
  host: HostId | null
}

export interface Acknowledgement {
  /** By the wall clock of the server. */
  at: EpochMs
  /** Who: a user, or `token:NAME`; null where this server asks nobody, and of what was kept before that was. */
  by: string | null
  note: string
}

export interface FindingRow {
  /** Of this finding alone: its subject, and when it opened. */
  key: string
  code: FindingCode
  severity: Severity
  source: string
  /** null: it is about the tap itself. */
  segment: string | null
  family: Family | null
  vlans: readonly number[]
  subject: FindingSubject
  groupName: Name | null
  hostName: Name | null
  /** A code of the catalogue of sentences, with its values. */
  sentence: string
  values: FindingValues
  /** In the clock of its source. */
  openedAt: EpochMs
  lastAt: EpochMs
  /** null while it is open */
  closedAt: EpochMs | null
  /** How many times it was seen; what is counted is the rule's matter. */
  count: number
  evidence: readonly Evidence[]
  acknowledged: Acknowledgement | null
  /** No alarm before this moment of the server's wall clock. */
  silencedUntil: EpochMs | null
}

/** As `rollcall replay` prints it and the history keeps it. */
export interface FindingEventLine {
  event: 'finding-opened' | 'finding-changed' | 'finding-closed'
  at: EpochMs
  code: FindingCode
  severity: Severity
  /** null: it is about the tap itself. */
  segment: string | null
  family: Family | null
  vlans: readonly number[]
  group: string | null
  host: HostId | null
  openedAt: EpochMs
  lastAt: EpochMs
  count: number
  evidence: readonly Evidence[]
  /** In English. */
  sentence: string
  values: FindingValues
}

/** Findings by severity. */
export type SeverityCounts = Readonly<Record<Severity, number>>

/** Which findings to show. */
export const FINDING_STATES = ['open', 'closed', 'all'] as const
export type FindingState = (typeof FINDING_STATES)[number]

/** Characters of a note. */
export const MAX_NOTE = 500

/** A dry run: what the rules would have told of a range of the history. */
export interface DryRun {
  from: EpochMs
  to: EpochMs
  /** In the order in which they open. */
  rows: readonly DryRunRow[]
  /** Findings beyond those that are told. */
  more: number
  /** The history keeps what happened and not the frames: these cannot be judged from it. */
  notJudged: readonly FindingCode[]
}

/** What a dry run of the rules over a stored range would have told. */
export interface DryRunRow {
  code: FindingCode
  severity: Severity
  segment: string | null
  subject: FindingSubject
  from: EpochMs
  to: EpochMs | null
  lasts: DurationMs
}
