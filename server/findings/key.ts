import type { Family } from '../../shared/address.ts'
import type { FindingCode } from '../../shared/finding.ts'
import type { EpochMs } from '../../shared/time.ts'

/** What a finding is about, as text. */
interface NamedSubject {
  readonly source: string
  /** null: it is about the tap itself. */
  readonly segment: string | null
  readonly family: Family | null
  readonly code: FindingCode
  readonly group: string | null
  readonly host: { readonly ip: string; readonly mac: string | null } | null
}

/** The same for every finding of the subject, at whatever time. */
export const subjectKey = ({ source, segment, family, code, group, host }: NamedSubject): string =>
  [source, segment ?? '', family ?? '', code, group ?? '', host?.ip ?? '', host?.mac ?? ''].join('|')

/** Of one finding: the next one of the same subject opens at another time. */
export const rowKey = (subject: string, openedAt: EpochMs): string => `${subject}@${openedAt}`

/** The subject of a row's key; null for what is no such key. */
export const subjectOf = (key: string): string | null => /^(.+)@-?\d+(?:\.\d+)?$/s.exec(key)?.[1] ?? null
