import type { Address, Mac } from '../../shared/address.ts'
import type { EpochMs } from '../../shared/time.ts'
import type { HostKey } from '../membership/event.ts'
import type { Host } from '../membership/host.ts'
import type { SegmentTable } from '../membership/segment-table.ts'
import { AnswerNotes } from './answer-notes.ts'
import type { ChangeNotes } from './change-notes.ts'

/** What is written down of one host. It outlives the table's own row, which is forgotten and begins anew. */
export class HostNotes implements HostKey {
  /* What each report needs comes first. */
  readonly answers = new AnswerNotes()
  /** Messages in its newest second (whole seconds since the epoch), and seconds running that had too many. */
  second = 0
  inSecond = 0
  floodedSeconds = 0
  host: Host | null = null
  /** Its row among the durations of the tap. */
  readonly row: number
  readonly ip: Address
  readonly mac: Mac | null
  /** Others with the same address. */
  next: HostNotes | null = null
  /** Its place in the book. -1: struck out, so whoever still holds it lets it go. */
  place = -1
  /** When it was found that the table has forgotten the host; null while it is there. */
  goneAt: EpochMs | null = null
  /** Memberships that began before the first one ended, as far as `ChangeNotes` counts them. */
  joins = 0
  /** null before the first membership ended: most hosts join and stay. */
  changes: ChangeNotes | null = null

  constructor(ip: Address, mac: Mac | null, row: number) {
    this.ip = ip
    this.mac = mac
    this.row = row
  }

  /** Its row in the table; null while there is none. */
  hostIn(table: SegmentTable): Host | null {
    if (this.host === null || this.host.forgotten) this.host = table.hosts.find(this.ip, this.mac)
    return this.host
  }
}
