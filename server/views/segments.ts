import { familyOf, formatAddress, formatMac } from '../../shared/address.ts'
import { wireVersion } from '../../shared/igmp.ts'
import type { FieldAccess } from '../../shared/filter.ts'
import { MAX_PAGE, type ViewRequest, type ViewState } from '../../shared/live.ts'
import type { Unknown } from '../../shared/membership.ts'
import type { QuerierId, SegmentRow } from '../../shared/segment.ts'
import { noStates, shownState } from '../../shared/segment-order.ts'
import type { EpochMs } from '../../shared/time.ts'
import { hostId } from '../membership/line.ts'
import type { Querier, QuerierElection } from '../membership/querier.ts'
import type { SegmentTable } from '../membership/segment-table.ts'
import { cadenceOf } from './cadence.ts'
import { hostCompatibility } from './compatibility.ts'
import { matcher } from './list.ts'
import { segmentConductRow } from './segment-conduct.ts'
import { segmentKey } from './segment-key.ts'
import { placeAccess } from './place-access.ts'
import { scannedScene, type Place, type Scene } from './scene.ts'
import type { Subject } from './subject.ts'
import type { Work } from './work.ts'

/** Reigns that the election timeline shows. */
const REIGNS_SHOWN = 32
/** Dots on the strips of one page, over all segments: a day at 125 s for a few of them, hours for a hundred. */
const DOTS_OF_A_PAGE = 6_000
const FEWEST_DOTS = 24

type QueriersRequest = Omit<Extract<ViewRequest, { view: 'queriers' }>, 'view'>

/** Segments that match, the worst first; at most `MAX_PAGE`. */
export function* queriersView(
  subject: Subject,
  { filter = '', limit = MAX_PAGE, brief = false }: QueriersRequest,
): Work<ViewState<'queriers'>> {
  const scene = yield* scannedScene(subject)
  const { matches, error } = matcher(filter, segmentAccess(scene))
  const all = scene.worstFirst()
  const matching = error ? [] : all.filter(matches)
  const shown = matching.slice(0, limit)
  const dots = brief ? 0 : Math.max(FEWEST_DOTS, Math.floor(DOTS_OF_A_PAGE / Math.max(1, shown.length)))
  const states = noStates()
  for (const place of matching) states[shownState(scene.judged(place))] += 1
  const head = { matching: matching.length, total: all.length, filterError: error, states }
  const rows: SegmentRow[] = []
  for (const place of shown) {
    const row = segmentRow(scene, place, dots)
    rows.push(brief ? { ...row, reigns: [] } : row)
    yield
  }
  return { head, rows }
}

export function segmentRow(scene: Scene, place: Place, dots: number): SegmentRow {
  const { tap, segment, health, source, at } = place
  const { election } = segment
  const { names } = scene.subject
  const { name, family, vlans } = segment.segment
  const conduct = tap.watch.conduct(segment)
  const cadence = cadenceOf(election)
  const next = scene.scanOf(segment).nextExpiry
  return {
    key: segmentKey(segment.segment),
    segment: name,
    name: place.name,
    family,
    source: source.name,
    vlans,
    ...health,
    querier: election.elected && querierId(election.elected),
    lastQuerier: election.last && querierId(election.last),
    unnumbered: election.unnumbered?.mac ? formatMac(election.unnumbered.mac) : null,
    candidates: [...election.candidates.values()].map((querier) => ({
      ...querierId(querier),
      lastQueryAt: querier.lastQueryAt,
    })),
    timing: election.timing.view(),
    compatibility: hostCompatibility(conduct.queriers, at),
    firstSeenAt: segment.firstSeenAt,
    watchedSince: Math.max(segment.firstSeenAt, election.watchedSince),
    lastQueryAt: election.lastQueryAt,
    nextQueryAt: source.state === 'starting' ? null : nextQueryAt(election, at),
    nextExpiry: next
      ? {
          group: formatAddress(next.group.address),
          name: names.group(next.group.address, segment.segment),
          at: next.at,
        }
      : null,
    groups: segment.routableGroups,
    hosts: segment.hostsWithGroups,
    memberships: segment.confirmed + segment.presumed,
    presumed: segment.presumed,
    unknown: scene.subject.asOf === undefined ? unknownOf(segment) : null,
    cadence: cadence.dots.slice(Math.max(0, cadence.dots.length - dots)),
    reigns: election.reigns
      .slice(-REIGNS_SHOWN)
      .map(({ querier, from, to }) => ({ querier: querierId(querier), from, to })),
    stats: cadence.stats,
    conduct: scene.subject.asOf === undefined ? segmentConductRow(conduct) : null,
    alarms: scene.alarmsOf(segment),
  }
}

/** null when nothing is. */
export function unknownOf({ unknown: memberships, blindness }: SegmentTable): Unknown | null {
  const since = blindness.earliest
  return since === null ? null : { memberships, since, knownAt: blindness.knownAt }
}

/** Of several: from the first of them on, until the last. */
export function unknownOfAll(segments: Iterable<SegmentTable>): Unknown | null {
  let all: Unknown | null = null
  for (const segment of segments) {
    const one = unknownOf(segment)
    if (one) all = all ? bothUnknown(all, one) : one
  }
  return all
}

const bothUnknown = (a: Unknown, b: Unknown): Unknown => ({
  memberships: a.memberships + b.memberships,
  since: Math.min(a.since, b.since),
  knownAt: a.knownAt === null || b.knownAt === null ? null : Math.max(a.knownAt, b.knownAt),
})

const querierId = (querier: Querier): QuerierId => ({
  ...hostId(querier),
  version: wireVersion(familyOf(querier.ip), querier.version),
})

/** Of the elected querier, or of an unnumbered one while none is elected; null when nobody is expected to ask. */
function nextQueryAt({ elected, unnumbered, timing }: QuerierElection, at: EpochMs): EpochMs | null {
  const last = elected ?? unnumbered
  if (!last || last.lastQueryAt + timing.otherQuerierPresent <= at) return null
  return last.lastQueryAt + timing.view().queryIntervalShownMs
}

/** `host:`, `mac:`, `vendor:` and `version:` speak of its queriers. */
export function segmentAccess(scene: Scene): FieldAccess<Place> {
  const queriers = ({ segment }: Place): Querier[] => {
    const { elected, candidates } = segment.election
    return elected ? [elected, ...candidates.values()] : [...candidates.values()]
  }
  return {
    ...placeAccess((place: Place) => place),
    group: ({ segment }, is) => [...segment.groups.keys()].some(is),
    host: (place, is) => queriers(place).some(({ ip }) => is(ip)),
    mac: (place, is) => queriers(place).some(({ mac }) => mac !== null && is(mac)),
    vendor: (place, is) => queriers(place).some(({ mac }) => is(scene.vendor(mac) ?? '')),
    version: (place, is) => queriers(place).some(({ ip, version }) => is(wireVersion(familyOf(ip), version))),
    state: ({ health }, is) => is(health.state),
    hosts: ({ segment }, is) => is(segment.hostsWithGroups),
    groups: ({ segment }, is) => is(segment.routableGroups),
    age: ({ segment, at }, is) => is(at - segment.firstSeenAt),
    text: (place, is) =>
      is(place.segment.segment.name) || is(place.name ?? '') || queriers(place).some(({ ip }) => is(formatAddress(ip))),
  }
}
