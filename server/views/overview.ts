import { compareAddress, formatAddress } from '../../shared/address.ts'
import type { ViewState } from '../../shared/live.ts'
import type { TopGroup } from '../../shared/membership.ts'
import type { Group } from '../membership/group.ts'
import { findingsHead } from './findings.ts'
import { Ranking } from './ranking.ts'
import { recentChanges } from './recent.ts'
import type { Scene } from './scene.ts'
import { segmentRow } from './segments.ts'
import { addTotals, NO_TOTALS, scanGroups, totalsOf } from './totals.ts'
import { hourAgo, trendOf } from './trends.ts'

/** What the wall has room for. */
const TOP_SHOWN = 8
/** The worst segments, with the queries that the strip shows. */
const SEGMENTS_SHOWN = 64
const DOTS_SHOWN = 12

export function overviewView(scene: Scene): ViewState<'overview'> {
  const { subject } = scene
  const scans = new Map(subject.taps.map((tap) => [tap, scanGroups(tap.table)]))
  const totals = subject.taps.map((tap) => totalsOf(tap.table, scans.get(tap)!)).reduce(addTotals, NO_TOTALS)
  const trends = subject.taps.map(({ trend }) => trend)
  return {
    head: {
      totals,
      hourAgo: hourAgo(trends),
      trend: trendOf(trends),
      top: topGroups(scene),
      recent: recentChanges(scene),
      findings: findingsHead(subject),
      demo: subject.demo,
      startedAt: subject.startedAt,
      captureDenied: subject.captureRemedy !== null,
    },
    rows: scene
      .worstFirst()
      .slice(0, SEGMENTS_SHOWN)
      .map((place) => segmentRow(scene, place, scans.get(place.tap)!, DOTS_SHOWN)),
  }
}

function topGroups(scene: Scene): TopGroup[] {
  const groups: Group[] = []
  for (const { segment } of scene.places) {
    for (const group of segment.groups.values()) if (!group.linkLocal && group.members.length > 0) groups.push(group)
  }
  const rank = {
    primary: ({ members }: Group) => -members.length,
    secondary: ({ segment }: Group) => scene.placeOf(segment).rank,
    last: (a: Group, b: Group) => compareAddress(a.address, b.address),
  }
  return new Ranking(groups, rank, false).page(0, TOP_SHOWN).map(({ segment, address, confirmed, presumed }) => ({
    segment: segment.segment.name,
    group: formatAddress(address),
    name: scene.subject.names.group(address, segment.segment),
    confirmed,
    presumed,
    state: scene.placeOf(segment).health.state,
  }))
}
