import { isSourceSpecific, type Address } from '../../shared/address.ts'
import type { IgmpVersion } from '../../shared/igmp.ts'
import type { EpochMs } from '../../shared/time.ts'
import type { OldReportMessage, RecordsMessage } from '../decode/message.ts'
import type { HostKey } from '../membership/event.ts'
import type { SegmentTable } from '../membership/segment-table.ts'
import { forgetOldest } from './oldest.ts'
import { Trail } from './trail.ts'

/** Hosts and groups kept; the oldest go first. */
const KEPT = 256

/** A host that joins a source-specific group without naming a source. */
interface Misuse {
  readonly group: Address
  readonly host: HostKey
  version: IgmpVersion
  readonly trail: Trail
}

/** Joins in 232/8 and ff3x::/32 that no router may take for one (RFC 9776 s6.4, RFC 4604 s2.2). */
export class SourceSpecificJoins {
  readonly #table: SegmentTable
  readonly misuses = new Map<string, Misuse>()
  dropped = 0

  constructor(table: SegmentTable) {
    this.#table = table
  }

  heard(message: OldReportMessage | RecordsMessage): void {
    if (message.version !== 3) {
      if (isSourceSpecific(message.group)) this.#seen(message.group, message)
      return
    }
    for (const { type, group } of message.records) {
      if ((type === 'IS_EX' || type === 'TO_EX') && isSourceSpecific(group)) this.#seen(group, message)
    }
  }

  #seen(group: Address, { src: ip, mac, version, at, frame }: OldReportMessage | RecordsMessage): void {
    const key = `${group}|${ip}|${mac ?? ''}`
    const misuse = this.misuses.get(key) ?? { group, host: { ip, mac }, version, trail: new Trail() }
    misuse.version = version
    misuse.trail.add({ at, frame })
    this.misuses.delete(key)
    this.misuses.set(key, misuse)
    if (forgetOldest(this.misuses, KEPT)) this.dropped += 1
  }

  /** Whoever still wants it says so again within the group membership interval. */
  tick(at: EpochMs): void {
    for (const [key, { trail }] of this.misuses) {
      if (at - trail.lastAt < this.#table.gmi) return
      this.misuses.delete(key)
    }
  }
}
