import type { Address, Mac } from '../../shared/address.ts'
import type { IgmpVersion } from '../../shared/igmp.ts'
import type { DurationMs, EpochMs } from '../../shared/time.ts'
import type { OldReportMessage, QueryMessage } from '../decode/message.ts'
import type { HostKey } from '../membership/event.ts'
import { Trail } from './trail.ts'

const NEWEST_FIRST: readonly IgmpVersion[] = [3, 2, 1]
const OLDER: readonly (1 | 2)[] = [1, 2]

/** General queries of one version. */
class QueriesHeard {
  readonly version: IgmpVersion
  readonly queries = new Trail()
  by: HostKey | null = null
  /** One of these came after a query of a newer version: hosts are held back, not on their way to the newer one. */
  fellBack = false

  constructor(version: IgmpVersion) {
    this.version = version
  }
}

/** Reports of one older version. Written for each of them, so nothing is made anew. */
class ReportsHeard {
  firstAt: EpochMs = Number.NEGATIVE_INFINITY
  firstFrame = 0
  lastAt: EpochMs = Number.NEGATIVE_INFINITY
  lastFrame = 0
  count = 0
  ip: Address = 0 as Address
  mac: Mac | null = null
}

/** Which versions of the protocol are spoken on a segment: the oldest one holds everybody back (RFC 3376 s7). */
export class Versions {
  readonly queries = { 1: new QueriesHeard(1), 2: new QueriesHeard(2), 3: new QueriesHeard(3) }
  readonly reports = { 1: new ReportsHeard(), 2: new ReportsHeard() }
  /** The last report in version 3. */
  newReportAt: EpochMs = Number.NEGATIVE_INFINITY

  /** A general query: only those count (RFC 9776 s7.2.1). `lasts`: the older version querier present timeout. */
  asked({ at, frame, src, mac }: QueryMessage, version: IgmpVersion, lasts: DurationMs): void {
    const heard = this.queries[version]
    if (at - heard.queries.lastAt >= lasts) {
      heard.queries.clear()
      heard.fellBack = false
    }
    const newest = this.newestAsked(at, lasts)
    if (newest && newest.version > version) heard.fellBack = true
    heard.queries.add({ at, frame })
    if (heard.by?.ip !== src || heard.by.mac !== mac) heard.by = { ip: src, mac }
  }

  /** `lasts`: the older host present timeout. */
  reported({ at, frame, src, mac, version }: OldReportMessage, lasts: DurationMs): void {
    const heard = this.reports[version]
    if (at - heard.lastAt >= lasts) {
      heard.firstAt = at
      heard.firstFrame = frame
      heard.count = 0
    }
    heard.lastAt = at
    heard.lastFrame = frame
    heard.count += 1
    heard.ip = src
    heard.mac = mac
  }

  /** The oldest version that was asked in within `lasts`, before version 3: hosts must speak it (RFC 3376 s7.2.1). */
  oldestAsked(at: EpochMs, lasts: DurationMs): QueriesHeard | null {
    for (const version of OLDER) {
      const heard = this.queries[version]
      if (heard.queries.lastAt + lasts > at) return heard
    }
    return null
  }
  /** The newest version that was asked in within `lasts`. */
  newestAsked(at: EpochMs, lasts: DurationMs): QueriesHeard | null {
    for (const version of NEWEST_FIRST) {
      const heard = this.queries[version]
      if (heard.queries.lastAt + lasts > at) return heard
    }
    return null
  }
}
