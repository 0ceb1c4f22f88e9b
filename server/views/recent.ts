import { compareAddress, formatAddress } from '../../shared/address.ts'
import type { RecentChange } from '../../shared/membership.ts'
import type { Segment } from '../decode/segment.ts'
import type { GroupChurn } from './churn.ts'
import { compareNames } from './order.ts'
import { First } from './first.ts'
import type { Subject } from './subject.ts'
import { PART, type Work } from './work.ts'

/** What the wall has room for. */
const RECENT_SHOWN = 8

const size = ({ joined, left, expired }: GroupChurn): number => joined + left + expired

const compare = (a: GroupChurn, b: GroupChurn): number =>
  size(b) - size(a) || compareAddress(a.group, b.group) || compareNames(a.segment.name, b.segment.name)

/** What changed in the last minutes by the clock of each tap, most changes first; link-local groups aside. */
export function* recentChanges({ taps, names }: Subject, isShown: (segment: Segment) => boolean): Work<RecentChange[]> {
  const first = new First<GroupChurn>(RECENT_SHOWN, compare)
  for (const { log, table } of taps) {
    let seen = 0
    for (const churn of yield* log.churn.recent(table.clock)) {
      if ((size(churn) > 0 || churn.started || churn.ended) && isShown(churn.segment)) first.add(churn)
      seen += 1
      if (seen % PART === 0) yield
    }
  }
  return first.items.map(({ segment, group, ...counts }) => ({
    segment: segment.name,
    group: formatAddress(group),
    name: names.group(group, segment),
    ...counts,
  }))
}
