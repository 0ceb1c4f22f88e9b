import { formatMac, isUnspecified } from '../../shared/address.ts'
import type { Sight, SightCode } from '../../shared/sight.ts'
import type { SightSentence } from '../../shared/sight-text.ts'
import type { EpochMs } from '../../shared/time.ts'
import type { SegmentConduct } from '../conduct/segment-conduct.ts'
import { formatPrefix } from '../conduct/subnets.ts'
import { NEARLY_ALL, PROXY_GROUPS } from './proxy-reporting.ts'
import { lookAt, type Look } from './segment-look.ts'
import type { TapFacts } from './tap-facts.ts'

/** Names of segments that a sentence has room for. */
const NAMED = 5
/** Of the IGMP frames: copies below this share are not the mirror's way. */
const COPIES_SHARE = 0.05
const COPIES_NEEDED = 5
/** Queries that another host answered alone than the one before, until it is no chance. */
const ALTERNATIONS = 3

/** The least that can be said: no frame has come. */
export const NO_SIGHT: readonly Sight[] = [
  { code: 'nothing-yet', good: false, sentence: 'nothing-yet-no-frames', values: {}, since: null },
]

/** What a tap can see and what it cannot, each with its evidence; good news first, then the worst. */
export function sightOf(facts: TapFacts): readonly Sight[] {
  const looks = [...facts.conducts].map((conduct) => lookAt(conduct, facts.at))
  const { oneWay } = facts.conduct
  const explained = new Set(
    oneWay ? [oneWay.untagged.name, ...oneWay.vlans.map((vlan) => besides(oneWay.untagged.name, vlan))] : [],
  )
  const directions = directionsOf(
    looks.filter(({ table }) => !explained.has(table.segment.name)),
    facts,
  )
  const sights = [...directions, ...lossesOf(facts), ...tagsOf(facts), ...betweenOf(facts), ...copiesOf(facts)]
  return directions.length > 0 || explained.size > 0 ? sights : [...sights, tooEarly(facts, looks)]
}

function directionsOf(looks: readonly Look[], { at }: TapFacts): Sight[] {
  const of = (view: Look['view']): Look[] => looks.filter((look) => look.view === view)
  const [both, unseen, unanswered] = [of('both'), of('answers-only'), of('queries-only')]
  const sights: Sight[] = []
  if (both.length > 0) sights.push(sight('both-directions', { segments: names(both) }, first(both), true))
  if (unseen.length > 0) sights.push(sight('reports-only', { segments: names(unseen) }, first(unseen)))
  if (unseen.length > 0 && both.length + unanswered.length === 0) {
    sights.push(sight('one-direction', {}, first(unseen)))
  }
  if (unanswered.length > 0 && both.length + unseen.length === 0) {
    const since = Math.min(...unanswered.map(({ silentSince }) => silentSince))
    sights.push(sight('queries-only', { segments: names(unanswered), silentMs: at - since }, since))
  }
  return sights
}

function lossesOf({ at, firstFrameAt, source, conduct }: TapFacts): Sight[] {
  const { dropped, lost, truncated } = conduct
  const sights: Sight[] = []
  if (dropped.goesOn(at)) sights.push(sight('kernel-drops', { count: dropped.total }, dropped.firstAt))
  if (lost.goesOn(at)) sights.push(sight('mirror-loss', { count: lost.total }, lost.firstAt))
  if (truncated.goesOn(at)) sights.push(sight('cut', { count: truncated.total }, truncated.firstAt))
  if (source.sampled) sights.push(sight('sampled', {}, firstFrameAt))
  return sights
}

function tagsOf({ conducts, conduct }: TapFacts): Sight[] {
  const sights: Sight[] = []
  const { oneWay, oneWaySince } = conduct
  if (oneWay) {
    const { untagged, vlans, onBoth } = oneWay
    const [vlan = 0] = vlans
    const evidence = onBoth.slice(0, NAMED).map(addressText).join(', ')
    const known = { untagged: untagged.name, vlan, vlans: vlans.join(', '), evidence }
    const sentence = vlans.length > 1 ? 'tags-one-way-many' : onBoth.length > 0 ? 'tags-one-way' : 'tags-one-way-split'
    sights.push({ code: 'tags-one-way', good: false, sentence, values: known, since: oneWaySince })
  }
  for (const { table, wire } of conducts) {
    const subnets = strippedSubnets({ table, wire })
    if (subnets === null) continue
    sights.push(sight('tags-stripped', { subnets, segments: table.segment.name }, table.firstSeenAt))
  }
  return sights
}

/** Subnets of an untagged segment that have a querier each; null when there is one, or it cannot be told. */
export function strippedSubnets({ table, wire }: Pick<SegmentConduct, 'table' | 'wire'>): string | null {
  if (table.segment.vlans.length > 0 || wire.subnets.clusters.length < 2) return null
  const { elected, candidates } = table.election
  const queriers = [...(elected ? [elected.ip] : []), ...candidates.keys()]
  const own = wire.subnets.clusters.filter((network) =>
    queriers.some((ip) => typeof ip === 'number' && !isUnspecified(ip) && ip >> 8 === network >> 8),
  )
  return own.length < 2 ? null : own.map((network) => formatPrefix(network, 24)).join(', ')
}

/** Who stands between the tap and the hosts. */
function betweenOf({ at, conducts }: TapFacts): Sight[] {
  const sights: Sight[] = []
  for (const { table, wire } of conducts) {
    const segments = table.segment.name
    const proxy = proxyMac(wire, at, table.gmi)
    if (proxy !== null) sights.push(sight('proxied', { mac: proxy, segments }, table.firstSeenAt))
    const { heldBack } = wire
    if (heldBack.alternations >= ALTERNATIONS && heldBack.contradicted === 0 && !table.suppression.absent) {
      sights.push(sight('suppressing-switch', { segments }, heldBack.firstAt))
    }
  }
  return sights
}

function proxyMac({ proxies }: SegmentConduct['wire'], at: EpochMs, gmi: number): string | null {
  for (const { host, since, lastAt } of proxies.unaddressed.values()) {
    if (lastAt - since > gmi && at - lastAt <= gmi && host.mac !== null) return formatMac(host.mac)
  }
  for (const { host } of proxies.crowds) if (host.mac !== null) return formatMac(host.mac)
  const one = proxies.nearlyAll(NEARLY_ALL, PROXY_GROUPS)?.mac
  return one === undefined || one === null ? null : formatMac(one)
}

function copiesOf({ copies, conduct }: TapFacts): Sight[] {
  const { duplicates, igmp } = conduct
  if (copies === null || duplicates.ofLate < Math.max(COPIES_NEEDED, COPIES_SHARE * igmp.ofLate)) return []
  const percent = Math.round((100 * duplicates.ofLate) / igmp.ofLate)
  const times = copies()
  const sentence = times > 1 ? 'duplicated' : 'duplicated-partly'
  return [{ code: 'duplicated', good: false, sentence, values: { copies: times, percent }, since: duplicates.firstAt }]
}

function tooEarly({ at, frames, igmp }: TapFacts, looks: readonly Look[]): Sight {
  const why = (sentence: SightSentence, values: Sight['values'] = {}): Sight => ({
    code: 'nothing-yet',
    good: false,
    sentence,
    values,
    since: null,
  })
  if (frames === 0) return why('nothing-yet-no-frames')
  if (igmp === 0) return why('nothing-yet-no-igmp', { frames })
  if (looks.length === 0) return why('nothing-yet-elsewhere')
  const leftMs = Math.min(...looks.map(({ judgedAt }) => judgedAt)) - at
  return leftMs > 0 ? why('nothing-yet-watching', { leftMs }) : why('nothing-yet-unasked')
}

const sight = (
  code: SightCode & SightSentence,
  values: Sight['values'],
  since: EpochMs | null,
  good = false,
): Sight => ({ code, good, sentence: code, values, since })

const addressText = (ip: Parameters<typeof isUnspecified>[0]): string =>
  typeof ip === 'number' ? formatPrefix(ip, 32).slice(0, -3) : ip
const besides = (untagged: string, vlan: number): string => untagged.replace(/untagged$/, String(vlan))
const first = (looks: readonly Look[]): EpochMs => Math.min(...looks.map(({ since }) => since))
const names = (looks: readonly Look[]): string => {
  const all = [...new Set(looks.map(({ table }) => table.segment.name))]
  return all.length <= NAMED ? all.join(', ') : `${all.slice(0, NAMED).join(', ')}, +${all.length - NAMED}`
}
