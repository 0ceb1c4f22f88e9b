import { compareAddress, formatAddress } from '../../shared/address.ts'
import { OVERVIEW_SEGMENTS, type ViewState } from '../../shared/live.ts'
import type { OverviewHead } from '../../shared/view-heads.ts'
import type { RecentChange, TopGroup } from '../../shared/membership.ts'
import type { SegmentState } from '../../shared/segment.ts'
import { noStates, shownState } from '../../shared/segment-order.ts'
import type { Group } from '../membership/group.ts'
import { criticalKeys, findingsHead } from './findings.ts'
import { First } from './first.ts'
import { matcher } from './list.ts'
import { partOf } from './part.ts'
import { placeAccess } from './place-access.ts'
import { recentChanges } from './recent.ts'
import { Scene, scannedScene, type Place } from './scene.ts'
import { segmentRow, unknownOfAll } from './segments.ts'
import type { Subject } from './subject.ts'
import { LARGEST_SHOWN, totalsOf } from './totals.ts'
import { hourAgo, trendOf } from './trends.ts'
import type { Work } from './work.ts'

/** Queries of a segment that the strip shows. */
const DOTS_SHOWN = 12

/** The segments that match `filter`, or all: the worst in rows, and what they come to. */
export function* overviewView(subject: Subject, filter = ''): Work<ViewState<'overview'>> {
  const recent = yield* recentOf(subject, filter)
  const scene = yield* scannedScene(subject)
  const { places: chosen, error } = chosenOf(scene, filter)
  const places = scene.worstFirst(chosen)
  // Thousands of segments take a while to put in order; what is counted comes in one go.
  yield
  const shown = shownOf(scene, places)
  const part = partOf(subject, places, filter.trim() === '')
  return {
    head: {
      filterError: error,
      totals: totalsOf(segmentsOf(places)),
      hourAgo: hourAgo(part.curves),
      trend: trendOf(part.curves, part.blind),
      unknown: subject.asOf === undefined ? unknownOfAll(segmentsOf(places)) : null,
      states: statesOf(places, (place) => shownState(scene.judged(place))),
      judged: statesOf(places, ({ health }) => health.state),
      rest: restOf(scene, places, shown),
      top: topGroups(scene, places),
      recent,
      findings: findingsHead(subject, part.isAbout),
      criticalKeys: criticalKeys(subject, part.isAbout),
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
  const { segments, groups, hosts, confirmed, presumed } = totalsOf(segmentsOf(rest))
  const states = statesOf(rest, (place) => shownState(scene.judged(place)))
  return { segments, groups, hosts, memberships: confirmed + presumed, states }
}

function topGroups(scene: Scene, places: readonly Place[]): TopGroup[] {
  const rankOf = ({ segment }: Group): number => scene.placeOf(segment).rank
  const first = new First<Group>(
    LARGEST_SHOWN,
    (a, b) => b.members.length - a.members.length || rankOf(a) - rankOf(b) || compareAddress(a.address, b.address),
  )
  for (const { segment } of places) {
    for (const group of scene.scanOf(segment).largest) if (group.listed && group.members.length > 0) first.add(group)
  }
  return first.items.map(({ segment, address, confirmed, presumed }) => ({
    segment: segment.segment.name,
    group: formatAddress(address),
    name: scene.subject.names.group(address, segment.segment),
    confirmed,
    presumed,
    state: scene.placeOf(segment).health.state,
  }))
}

/** Before everything else: it takes a while, and the numbers are to be those of one moment. */
function recentOf(subject: Subject, filter: string): Work<RecentChange[]> {
  const scene = new Scene(subject)
  const { has } = partOf(subject, chosenOf(scene, filter).places, filter.trim() === '')
  return recentChanges(subject, has)
}

function chosenOf(scene: Scene, filter: string): { places: Place[]; error: OverviewHead['filterError'] } {
  const { matches, error } = matcher(
    filter,
    placeAccess((place: Place) => place),
  )
  return { places: error ? [] : [...scene.places].filter(matches), error }
}
