import { formatMac, parseAddress, parseMac } from '../../shared/address.ts'
import type { Answers, Page } from '../../shared/api.ts'
import type { FilterError } from '../../shared/filter.ts'
import type { FindingsRequest, ViewState } from '../../shared/live.ts'
import type { ListHead } from '../../shared/view-heads.ts'
import { QUERIER_SORTS } from '../../shared/sorts.ts'
import { inWords } from './finding-words.ts'
import { findingsPage } from './findings.ts'
import { groupsPage } from './groups.ts'
import { hostsPage } from './hosts.ts'
import type { ListCache } from './list-cache.ts'
import { parseSort } from './list.ts'
import { groupView, hostAt, hostView } from './members.ts'
import { overviewView } from './overview.ts'
import { NoSuchPosition, type Position } from './position.ts'
import { Scene } from './scene.ts'
import { queriersPage } from './small-lists.ts'
import type { Subject } from './subject.ts'
import { subscriptionsView } from './subscriptions.ts'
import type { Work } from './work.ts'

/*
 * What the REST contract answers about a subject, whether that stands for now or for a moment that is over: the main
 * thread makes the one, the reading thread of the history the other.
 */

/** `after`: where the page before ended. */
type Cut = { filter: string; offset: number; limit: number; sort: string; after: Position | null }

export type Asked =
  | { of: '/overview'; filter: string }
  | ({ of: '/groups'; linkLocal: boolean } & Cut)
  | ({ of: '/hosts' | '/queriers' } & Cut)
  | ({ of: '/findings'; offset: number; after: Position | null } & FindingsRequest)
  | { of: '/subscriptions'; filter: string; hosts: number; groups: number }
  | { of: '/groups/:segment/:group'; segment: string; group: string }
  | { of: '/hosts/:segment/:host'; segment: string; host: string; mac: string | null }

/** All but the cursor, which is a matter of HTTP, and of which moment it is. */
export type Reply<Of extends Asked['of'] = Asked['of']> = Omit<Answers[Of], 'next' | 'moment'>

/** A reply, a filter that cannot be read, or what is wrong otherwise: a status of HTTP with its sentence. */
export type Answered =
  | { reply: Reply; next: Position | null }
  | { filterError: FilterError }
  | { noSuchPosition: true }
  | { status: 400 | 404; sentence: string }

/** Throws nothing that whoever asked has done wrong. */
export function* answerWork(subject: Subject, asked: Asked, lists: ListCache): Work<Answered> {
  try {
    return yield* answer(subject, asked, lists)
  } catch (error) {
    if (error instanceof NoSuchPosition) return { noSuchPosition: true }
    throw error
  }
}

function* answer(subject: Subject, asked: Asked, lists: ListCache): Work<Answered> {
  switch (asked.of) {
    case '/overview': {
      const { head, rows } = yield* overviewView(subject, asked.filter)
      const { filterError, ...known } = head
      return readable(filterError, { ...known, segments: rows } satisfies Reply<'/overview'>)
    }
    case '/groups': {
      const { page, next } = yield* groupsPage(subject, asked, lists)
      const { head, rows } = page
      const reply = { ...pageOf(head, rows, asked), hidden: head.hidden }
      return readable(head.filterError, reply satisfies Reply<'/groups'>, next)
    }
    case '/hosts': {
      const { page, next } = yield* hostsPage(subject, asked, lists)
      const { head, rows } = page
      return readable(head.filterError, pageOf(head, rows, asked) satisfies Reply<'/hosts'>, next)
    }
    case '/queriers': {
      const sort = parseSort(asked.sort, QUERIER_SORTS) ?? { column: 'state', descending: false }
      const { page, next } = yield* queriersPage(subject, asked, sort)
      const { filterError, ...reply } = page
      return readable(filterError, reply satisfies Reply<'/queriers'>, next)
    }
    case '/findings': {
      const { page, next } = findingsPage(subject, asked)
      const { filterError, ...head } = page.head
      const { offset, limit } = asked
      const reply = { ...head, offset, limit, rows: page.rows.map(inWords) }
      return readable(filterError, reply satisfies Reply<'/findings'>, next)
    }
    case '/subscriptions': {
      const { head, rows } = yield* subscriptionsView(new Scene(subject), asked)
      return readable(head.filterError, { ...head, blocks: rows } satisfies Reply<'/subscriptions'>)
    }
    case '/groups/:segment/:group':
      return yield* groupAnswer(subject, asked)
    case '/hosts/:segment/:host':
      return hostAnswer(subject, asked)
  }
}

const readable = (filterError: ListHead['filterError'], reply: Reply, next: Position | null = null): Answered =>
  filterError ? { filterError } : { reply, next }

const pageOf = <Row>(
  { total, matching }: Pick<ListHead, 'total' | 'matching'>,
  rows: readonly Row[],
  { offset, limit }: Cut,
): Omit<Page<Row>, 'next'> => ({ total, matching, offset, limit, rows })

function* groupAnswer(subject: Subject, { segment, group }: Asked & { of: '/groups/:segment/:group' }): Work<Answered> {
  if (parseAddress(group) === null) return wrong(`${group} is no address, like 239.1.1.1 or ff3e::8000:1.`)
  if (!new Scene(subject).placeNamed(segment)) return noSegment(segment)
  const { head, rows } = yield* groupView(subject, segment, group)
  if (!head.group && head.past.length === 0) return missing(`No host of ${segment} is in ${group}.`)
  return readable(null, { ...head, members: rows } satisfies Reply<'/groups/:segment/:group'>)
}

function hostAnswer(subject: Subject, { segment, host, mac }: Asked & { of: '/hosts/:segment/:host' }): Answered {
  const scene = new Scene(subject)
  if (!scene.placeNamed(segment)) return noSegment(segment)
  const key = hostOf(scene, segment, host, mac)
  if ('sentence' in key) return key
  const { head, rows }: ViewState<'host'> = hostView(scene, segment, key.ip, key.mac)
  if (!head.host && head.past.length === 0) return missing(`${host} has not been heard on ${segment}.`)
  return readable(null, { ...head, memberships: rows } satisfies Reply<'/hosts/:segment/:host'>)
}

type Wrong = Extract<Answered, { sentence: string }>
const wrong = (sentence: string): Wrong => ({ status: 400, sentence })
const missing = (sentence: string): Wrong => ({ status: 404, sentence })
const noSegment = (segment: string): Wrong => missing(`There is no segment ${segment}.`)

/** The address and MAC of a host that is named by its address, or by its MAC where the address is 0.0.0.0. */
function hostOf(
  scene: Scene,
  segment: string,
  host: string,
  mac: string | null,
): { ip: string; mac: string | null } | Wrong {
  const ip = parseAddress(host)
  if (ip !== null) {
    if (mac !== null && parseMac(mac) === null) return wrong(`mac: ${mac} is no MAC address.`)
    const known = mac === null ? hostAt(scene, segment, ip)?.mac : parseMac(mac)
    return { ip: host, mac: known === null || known === undefined ? null : formatMac(known) }
  }
  const key = parseMac(host)
  if (key === null) return wrong(`${host} is neither an address nor a MAC address.`)
  return { ip: '0.0.0.0', mac: formatMac(key) }
}
