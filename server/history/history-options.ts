import type { Notice } from '../../shared/notice.ts'
import type { GivenNames } from './given-names.ts'
import type { Keep } from './upkeep/keep.ts'
import type { Tables } from './writing/members.ts'
import type { SilentMember } from './moment/silent-members.ts'

/** What a history is opened with. */
export interface HistoryOptions {
  /** Made when it is not there, with mode 0700. */
  folder: string
  /** Whoever opens it holds the lock of the folder. */
  locked?: boolean
  /** How much is kept, and for how long; what is left out is as in `KEEP`. */
  keep?: Partial<Keep>
  /** Changes that may wait for the disk. */
  queue?: number
  /** What its threads may take, in octets; absent: as much as is of use. */
  memory?: number
  /** The membership table of a source: what lasts is told from it. */
  tables: Tables
  /** Which of them last and are silent now: what is told of a moment then is as exact as they are. Absent: nobody knows. */
  silent?: () => readonly SilentMember[]
  /** What groups and hosts are called, for exports and filters. */
  names?: GivenNames
  /** Something to tell a person, or null when that is over. Told once for each change. */
  onNotice: (notice: Notice | null) => void
}
