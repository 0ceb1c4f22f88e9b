import { compareAddress } from '../../shared/address.ts'
import type { Evidence } from '../../shared/finding.ts'
import type { DurationMs, EpochMs } from '../../shared/time.ts'
import type { QueryMessage } from '../decode/message.ts'
import type { HostKey } from '../membership/event.ts'
import type { QuerierElection } from '../membership/querier.ts'

/** One querier came after another one. */
export interface Change {
  readonly from: HostKey
  readonly to: HostKey
  readonly at: EpochMs
  /** The last query of the one before. */
  readonly fromLastAt: EpochMs
  /** The one before was not silent: the new one has the lower address (RFC 3376 s6.6.2). */
  readonly displaced: boolean
  readonly evidence: readonly Evidence[]
}

/** Who was querier after whom, and how long that took. */
export class Succession {
  /** The newest change; null while there was none, and when a querier came back after its own silence. */
  change: Change | null = null
  takeOver: DurationMs | null = null
  election: DurationMs | null = null

  /** This query makes its sender the querier; the table does not know it yet. `last`: the last query before it. */
  elected({ at, frame, src, mac }: QueryMessage, election: QuerierElection, last: Evidence | null): void {
    const before = election.elected ?? election.last
    this.change = null
    if (!before || before.ip === src) return
    const displaced = election.elected !== null && compareAddress(src, before.ip) < 0
    this.change = {
      from: { ip: before.ip, mac: before.mac },
      to: { ip: src, mac },
      at,
      fromLastAt: before.lastQueryAt,
      displaced,
      evidence: [...(last ? [last] : []), { at, frame }],
    }
    if (displaced) this.election = 0
    // What went by while the tap was blind is not known.
    else if (before.lastQueryAt >= election.watchedSince) this.takeOver = at - before.lastQueryAt
  }

  /** A querier that has lost asks. */
  lost({ at, src }: QueryMessage, otherQuerierPresent: DurationMs): void {
    const { change } = this
    if (!change?.displaced || change.from.ip !== src || at - change.at > otherQuerierPresent) return
    this.election = at - change.at
  }
}
