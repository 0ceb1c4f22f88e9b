import {
  addressOrder,
  compareAddress,
  familyOf,
  formatAddress,
  isUnspecified,
  parseAddress,
  parseMac,
  type Address,
} from '../../shared/address.ts'
import { wireVersion } from '../../shared/igmp.ts'
import type { HostFaults } from '../../shared/conduct.ts'
import { MAX_PAGE, type ViewState } from '../../shared/live.ts'
import type { MemberRow } from '../../shared/membership.ts'
import type { EpochMs } from '../../shared/time.ts'
import type { HostKey } from '../membership/event.ts'
import type { Host } from '../membership/host.ts'
import { hostId } from '../membership/line.ts'
import type { Member } from '../membership/member.ts'
import { known } from '../membership/unknown.ts'
import type { Names } from '../names/names.ts'
import { groupRow } from './groups.ts'
import { compareHosts, hostRow } from './hosts.ts'
import { macSharers } from './mac-sharers.ts'
import { minuteChurn } from './minute-churn.ts'
import { namedEvent } from './names.ts'
import { Ranking, ranked } from './ranking.ts'
import { Scene, type Place } from './scene.ts'
import { soonest } from './soonest.ts'
import type { Subject } from './subject.ts'
import { done, type Work } from './work.ts'

/** Events of the past that one group or host shows; the oldest go first. */
const PAST_SHOWN = 200

const NO_GROUP: ViewState<'group'> = {
  head: { group: null, conduct: null, expiresNext: [], past: [], sharers: [], churn: null },
  rows: [],
}
const NO_HOST: ViewState<'host'> = {
  head: { host: null, conduct: null, faults: null, expiresNext: [], past: [] },
  rows: [],
}

/** A group and its members by address; the first `MAX_PAGE` of them, the head counts all. */
export function* groupView(subject: Subject, segmentName: string, address: string): Work<ViewState<'group'>> {
  const scene = new Scene(subject)
  const ip = parseAddress(address)
  const place = ip === null ? undefined : scene.placeNamed(segmentName, familyOf(ip))
  if (!place || ip === null) return NO_GROUP
  const { names } = scene.subject
  const past = place.tap.log.ofGroup(segmentName, ip, PAST_SHOWN).map((event) => namedEvent(names, event))
  const group = place.segment.groups.get(ip)
  const conduct = subject.asOf === undefined ? place.tap.watch.conduct(place.segment).hosts.ofGroup(ip, place.at) : null
  const { firstSeenAt: watchedSince } = place.segment
  const churn = minuteChurn(place.tap.log, { segment: segmentName, group: ip, watchedSince }, place.at)
  const gone: ViewState<'group'> = { head: { ...NO_GROUP.head, conduct, past, churn }, rows: [] }
  if (!group) return gone
  const sharers = yield* macSharers(place.segment, ip, names)
  const rank = { primary: hostAddress, secondary: () => 0, last: byHost }
  // A copy: who leaves meanwhile would move another one to where we have been.
  const all = [...group.members]
  const soon = yield* soonest(all, endOf)
  const ranking = yield* ranked(all, isThere, new Ranking<Member>([], rank, false, isThere, all.length))
  const members = yield* ranking.pageWork(0, MAX_PAGE)
  if (!group.listed) return gone
  const expiresNext = soon
    .filter(({ item }) => isThere(item))
    .map(({ item, at }) => ({
      host: hostId(item.host),
      name: names.host(item.host, place.segment.segment),
      at,
    }))
  return {
    head: { group: groupRow(scene, group), conduct, expiresNext, past, sharers, churn },
    rows: members.map((member) => memberRow(names, member)),
  }
}

const isThere = ({ inGroup }: Member): boolean => inGroup !== -1
const endOf = (member: Member): EpochMs => (isThere(member) ? member.endsAt() : Infinity)
const hostAddress = ({ host }: Member): number => addressOrder(host.ip)
const byHost = (a: Member, b: Member): number => compareHosts(a.host, b.host)

/**
 * A host and its memberships by group; the first `MAX_PAGE` of them, the head counts all. An address without a MAC, as a
 * person types it, is the host that was heard there last.
 */
export function hostView(scene: Scene, segmentName: string, ip: string, mac: string | null): ViewState<'host'> {
  const { names } = scene.subject
  const given = { ip: parseAddress(ip), mac: mac === null ? null : parseMac(mac) }
  const place = given.ip === null ? undefined : scene.placeNamed(segmentName, familyOf(given.ip))
  if (!place || given.ip === null || (mac !== null && given.mac === null)) return NO_HOST
  const heard =
    mac === null ? (hostAt(scene, segmentName, given.ip) ?? place.tap.log.hostAt(segmentName, given.ip)) : null
  const key = { ip: given.ip, mac: heard?.mac ?? given.mac }
  const past = place.tap.log.ofHost(segmentName, key, PAST_SHOWN).map((event) => namedEvent(names, event))
  const host = place.segment.hosts.find(key.ip, key.mac)
  const conduct = place.tap.watch.conduct(place.segment).hosts.ofHost(key.ip, key.mac, place.at)
  const faults = faultsOf(place, key)
  if (!host) return { head: { ...NO_HOST.head, conduct, faults, past }, rows: [] }
  const members = [...host.members()].sort((a, b) => compareAddress(a.group.address, b.group.address))
  const expiresNext = done(soonest(members, endOf)).map(({ item, at }) => ({
    group: formatAddress(item.group.address),
    name: names.group(item.group.address, place.segment.segment),
    at,
  }))
  const head = { host: hostRow(scene, host), conduct, faults, expiresNext, past }
  return { head, rows: members.slice(0, MAX_PAGE).map((member) => memberRow(names, member)) }
}

function faultsOf({ tap, segment }: Place, host: HostKey): HostFaults | null {
  const sender = tap.watch.conduct(segment).wire.faults.of(host)
  if (!sender) return null
  const { messages, faulty, faults } = sender
  return { messages, faulty, list: [...faults].map(([problem, count]) => ({ problem, count })) }
}

/** The host at an address; of several the one that reported last. null when there is none. */
export function hostAt(scene: Scene, segmentName: string, ip: Address): Host | null {
  const hosts = scene.placeNamed(segmentName, familyOf(ip))?.segment.hosts
  if (!hosts) return null
  let found: Host | null = null
  for (const host of isUnspecified(ip) ? hosts : hosts.sharing(ip)) {
    if (host.ip !== ip) continue
    if (found === null || host.lastReportAt > found.lastReportAt) found = host
  }
  return found
}

function memberRow(names: Names, member: Member): MemberRow {
  const { group, host } = member
  const { name: segment, family } = group.segment.segment
  const address = formatAddress(group.address)
  const id = hostId(host)
  return {
    key: `${segment}|${address}|${id.ip}|${id.mac ?? ''}`,
    segment,
    family,
    group: address,
    groupName: names.group(group.address, group.segment.segment),
    host: id,
    hostName: names.host(host, group.segment.segment),
    state: member.presumed ? 'presumed' : 'confirmed',
    version: wireVersion(family, member.version),
    mode: member.mode,
    sources: member.sourceList().map(formatAddress),
    since: member.since,
    lastReportAt: known(member.lastReportAt),
    expiresAt: known(member.endsAt()),
    reports: known(member.reports),
    unknownSince: member.unknownSince,
  }
}
