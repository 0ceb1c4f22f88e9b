import type { Acknowledgement } from '../../shared/finding.ts'
import type { EpochMs } from '../../shared/time.ts'

/** What people have said about findings, as it stands now. */
export interface FindingDesk {
  /** Of one finding, by the key of its row. */
  acknowledged(row: string): Acknowledgement | null
  /** Of every finding of a subject; null when nobody silenced it, or that is over. */
  silencedUntil(subject: string): EpochMs | null
}

/** Where nobody can say anything. */
export const NO_DESK: FindingDesk = { acknowledged: () => null, silencedUntil: () => null }
