import type { EpochMs } from '../../shared/time.ts'
import { Blindness } from './blindness.ts'
import type { Expiring } from './deadlines.ts'
import { Group } from './group.ts'
import { Host } from './host.ts'
import { lapse } from './member-report.ts'
import { Member } from './member.ts'
import { QuerierElection } from './querier.ts'
import type { Rows } from './rows.ts'
import type { StepDraft } from './step.ts'
import { mayBeSuppressed } from './suppression.ts'
import { knownAgain } from './watching.ts'

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
    else if (item instanceof Blindness) knownAgain(item.segment, at)
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
    // Nobody answered in EXCLUDE, or in an older version, for all that time: nobody was held back either (RFC 2236 s3).
    else if (mode !== group.mode || group.heldBackUntil === 0) this.#rows.endPresumed(group, at)
  }

  #querier(election: QuerierElection, at: EpochMs): void {
    const lost = election.expire(at)
    if (!lost) return
    const querier = { ip: lost.ip, mac: lost.mac }
    this.#draft.events.push({ event: 'querier-lost', at, segment: election.segment, querier, version: lost.version })
  }
}
