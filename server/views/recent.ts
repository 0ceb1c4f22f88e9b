import { addressOrder, formatAddress } from '../../shared/address.ts'
import type { RecentChange } from '../../shared/membership.ts'
import type { Segment } from '../decode/segment.ts'
import type { GroupChurn } from './churn.ts'
import { compareNames } from './order.ts'
import { Ranking } from './ranking.ts'
import type { Scene } from './scene.ts'

/** What the wall has room for. */
const RECENT_SHOWN = 8

const size = ({ joined, left, expired }: GroupChurn): number => joined + left + expired

const RANK = {
  primary: (churn: GroupChurn) => -size(churn),
  secondary: ({ group }: GroupChurn) => addressOrder(group),
  last: (a: GroupChurn, b: GroupChurn) => compareNames(a.segment.name, b.segment.name),
}

/** What changed in the last minutes by the clock of each tap, most changes first; link-local groups aside. */
export function recentChanges(scene: Scene, isShown: (segment: Segment) => boolean): RecentChange[] {
  const changed = scene.subject.taps
    .flatMap(({ log, table }) => log.churn.recent(table.clock))
    .filter((churn) => (size(churn) > 0 || churn.started || churn.ended) && isShown(churn.segment))
  return new Ranking(changed, RANK, false).page(0, RECENT_SHOWN).map(({ segment, group, ...counts }) => ({
    segment: segment.name,
    group: formatAddress(group),
    name: scene.subject.names.group(group, segment),
    ...counts,
  }))
}
