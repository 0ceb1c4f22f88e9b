import type { EpochMs } from '../../shared/time.ts'
import type { Expiring } from './deadlines.ts'
import { Group } from './group.ts'
import { Host } from './host.ts'
import { lapse } from './member-report.ts'
import { Member } from './member.ts'
import { QuerierElection } from './querier.ts'
import type { Rows } from './rows.ts'
import type { StepDraft } from './step.ts'

/** What happens when time runs out for something. */
export class Expiry {
  readonly #rows: Rows
  readonly #draft: StepDraft

  constructor(rows: Rows, draft: StepDraft) {
    this.#rows = rows
    this.#draft = draft
  }

  readonly fire = (item: Expiring, at: EpochMs): void => {
    if (item instanceof Member) this.#member(item, at)
    else if (item instanceof Group) this.#group(item, at)
    else if (item instanceof QuerierElection) this.#querier(item, at)
    else if (item instanceof Host) this.#rows.forgetHost(item)
  }

  #member(member: Member, at: EpochMs): void {
    if (!member.presumed && mayBeSuppressed(member, at)) {
      member.group.segment.setPresumed(member, true)
      return
    }
    const before = member.record()
    if (!member.presumed && lapse(member, at)) this.#rows.tellChanged(member, before, null, at)
    else this.#rows.endMember(member, 'expired', before, null, at)
  }

  #group(group: Group, at: EpochMs): void {
    const { mode } = group
    const reason = group.expire(at)
    if (reason !== null) this.#rows.endGroup(group, mode, reason, at)
    // Nobody answered in EXCLUDE for all that time: nobody was held back by an answer either (RFC 2236 s3).
    else if (mode !== group.mode) this.#rows.endPresumed(group, at)
  }

  #querier(election: QuerierElection, at: EpochMs): void {
    const lost = election.expire(at)
    if (!lost) return
    const querier = { ip: lost.ip, mac: lost.mac }
    this.#draft.events.push({ event: 'querier-lost', at, segment: election.segment, querier, version: lost.version })
  }
}

/**
 * A silent v1/v2 host is not taken for gone while another keeps the group alive (RFC 2236 s3: one answer per group and
 * query is enough), unless it is proved that nothing suppresses on this segment.
 */
function mayBeSuppressed(member: Member, at: EpochMs): boolean {
  const { group } = member
  if (member.version === 3 || member.mode !== 'EXCLUDE' || group.segment.suppression.absent) return false
  return group.mode === 'EXCLUDE' && group.until > at
}
