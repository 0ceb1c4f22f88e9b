import { compareAddress, formatAddress } from '../../shared/address.ts'
import { OVERVIEW_SEGMENTS, type OverviewHead, type ViewState } from '../../shared/live.ts'
import type { SegmentState, TopGroup } from '../../shared/membership.ts'
import { noStates, shownState } from '../../shared/segment-order.ts'
import type { Group } from '../membership/group.ts'
import { findingsHead } from './findings.ts'
import { matcher } from './list.ts'
import { partOf } from './part.ts'
import { placeAccess } from './place-access.ts'
import { Ranking } from './ranking.ts'
import { recentChanges } from './recent.ts'
import type { Place, Scene } from './scene.ts'
import { segmentRow } from './segments.ts'
import { totalsOf } from './totals.ts'
import { hourAgo, trendOf } from './trends.ts'

/** What the wall has room for. */
const TOP_SHOWN = 8
/** Queries of a segment that the strip shows. */
const DOTS_SHOWN = 12

/** The segments that match `filter`, or all: the worst in rows, and what they come to. */
export function overviewView(scene: Scene, filter = ''): ViewState<'overview'> {
  const { subject } = scene
  const { matches, error } = matcher(
    filter,
    placeAccess((place: Place) => place),
  )
  const places = error ? [] : scene.worstFirst([...scene.places].filter(matches))
  const shown = shownOf(scene, places)
  const part = partOf(subject, places, filter.trim() === '')
  return {
    head: {
      filterError: error,
      totals: totalsOf(segmentsOf(places), (segment) => scene.scanOf(segment)),
      hourAgo: hourAgo(part.curves),
      trend: trendOf(part.curves),
      states: statesOf(places, (place) => shownState(scene.judged(place))),
      judged: statesOf(places, ({ health }) => health.state),
      rest: restOf(scene, places, shown),
      top: topGroups(scene, places),
      recent: recentChanges(scene, part.has),
      findings: findingsHead(subject, part.isAbout),
      demo: subject.demo,
      startedAt: subject.startedAt,
      captureDenied: subject.captureRemedy !== null,
    },
    rows: shown.map((place) => segmentRow(scene, place, DOTS_SHOWN)),
  }
}

const segmentsOf = (places: readonly Place[]) => places.map(({ segment }) => segment)

/** The worst, and in any case the one that the sentence of the wall is about. */
function shownOf(scene: Scene, places: readonly Place[]): readonly Place[] {
  if (places.length <= OVERVIEW_SEGMENTS) return places
  const shown = places.slice(0, OVERVIEW_SEGMENTS)
  const said = scene.worstByQuerier(places)
  return said === undefined || shown.includes(said) ? shown : [...shown.slice(0, -1), said]
}

function statesOf(places: Iterable<Place>, stateOf: (place: Place) => SegmentState): OverviewHead['states'] {
  const states = noStates()
  for (const place of places) states[stateOf(place)] += 1
  return states
}

function restOf(scene: Scene, places: readonly Place[], shown: readonly Place[]): OverviewHead['rest'] {
  const withRow = new Set(shown)
  const rest = places.filter((place) => !withRow.has(place))
  const { segments, groups, hosts, confirmed, presumed } = totalsOf(segmentsOf(rest), (one) => scene.scanOf(one))
  const states = statesOf(rest, (place) => shownState(scene.judged(place)))
  return { segments, groups, hosts, memberships: confirmed + presumed, states }
}

function topGroups(scene: Scene, places: readonly Place[]): TopGroup[] {
  const groups: Group[] = []
  for (const { segment } of places) {
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
