import { isUnspecified } from '../../shared/address.ts'
import type { EpochMs } from '../../shared/time.ts'
import type { Segment } from '../decode/segment.ts'
import type { Host } from '../membership/host.ts'
import type { SegmentTable } from '../membership/segment-table.ts'

/** Hosts of an untagged segment that are looked for in VLANs. */
const HOSTS_COMPARED = 64
/** One host may have moved to another VLAN. */
const HOSTS_NEEDED = 2

/** An untagged segment and the VLANs that are the same segment, seen the other way. */
export interface OneWayTags {
  readonly untagged: Segment
  /** Several where the untagged frames are those of all VLANs. */
  readonly vlans: readonly number[]
  /** Hosts, or the querier, on both; empty where one has the queries and the others the answers. */
  readonly onBoth: readonly Host['ip'][]
}

/**
 * A mirror that tags one direction only shows one VLAN as two segments: the same hosts or the same querier on both, or
 * the queries on one and their answers on the other. IPv4 alone tells: an interface has the same link-local IPv6 address
 * in all its VLANs.
 */
export function oneWayTags(tables: Iterable<SegmentTable>, at: EpochMs): OneWayTags | null {
  const all = [...tables].filter(({ segment }) => segment.family === 'ipv4')
  for (const untagged of all) {
    if (untagged.segment.vlans.length > 0) continue
    const tagged = all.filter(({ segment }) => segment.vlans.length === 1 && isBeside(segment, untagged.segment))
    const found = tagged.length > 0 ? same(untagged, tagged, at) : null
    if (found) return found
  }
  return null
}

function same(untagged: SegmentTable, tagged: readonly SegmentTable[], at: EpochMs): OneWayTags | null {
  const both = tagged
    .map((table) => ({ table, onBoth: onBoth(untagged, table, at) }))
    .filter(({ onBoth }) => onBoth.length > 0)
  const [first] = both
  if (first) {
    const vlans = both.map(({ table }) => table.segment.vlans[0]!)
    return { untagged: untagged.segment, vlans, onBoth: first.onBoth }
  }
  const halves = tagged.filter((table) => isSplit(untagged, table, at) || isSplit(table, untagged, at))
  if (halves.length === 0) return null
  const vlans = halves.map(({ segment }) => segment.vlans[0]!)
  return { untagged: untagged.segment, vlans, onBoth: [] }
}

function onBoth(a: SegmentTable, b: SegmentTable, at: EpochMs): Host['ip'][] {
  const [one, other] = [a.election.elected, b.election.elected]
  if (one && other && one.ip === other.ip && one.mac === other.mac && one.mac !== null) return [one.ip]
  const found: Host['ip'][] = []
  let compared = 0
  for (const host of a.hosts) {
    if (isUnspecified(host.ip) || host.mac === null || at - host.lastReportAt > a.gmi) continue
    compared += 1
    if (compared > HOSTS_COMPARED) break
    const twin = b.hosts.find(host.ip, host.mac)
    if (twin && at - twin.lastReportAt <= b.gmi) found.push(host.ip)
  }
  return found.length >= HOSTS_NEEDED ? found : []
}

/** Queries without answers on the one, answers to unseen queries on the other. */
function isSplit(asked: SegmentTable, answering: SegmentTable, at: EpochMs): boolean {
  const { lastQueryAt } = asked.election
  const { lastAnswerAt } = answering
  if (lastQueryAt === null || at - lastQueryAt > asked.gmi || lastAnswerAt === null) return false
  if (at - asked.firstSeenAt < asked.gmi || asked.groups.size > 0 || at - lastAnswerAt > answering.gmi) return false
  const queries = answering.election.lastQueryAt ?? answering.firstSeenAt
  return lastAnswerAt - queries > answering.gmi
}

/** In the same mirror: `eth1/untagged` and `eth1/10`. */
const isBeside = ({ name, vlans }: Segment, untagged: Segment): boolean =>
  name === untagged.name.replace(/untagged$/, String(vlans[0]))
