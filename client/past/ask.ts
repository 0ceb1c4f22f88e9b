import type { Answers } from '../../shared/api.ts'
import { MAX_PAGE, type ViewState } from '../../shared/live.ts'
import type { GroupHead, HostHead } from '../../shared/view-heads.ts'
import type { SegmentRow } from '../../shared/segment.ts'
import type { Moment } from '../../shared/past.ts'
import { shownState } from '../../shared/segment-order.ts'
import type { EpochMs } from '../../shared/time.ts'
import { ApiError, getJson, type Query } from '../api.ts'
import { t } from '../i18n/index.ts'
import { useClock } from '../stores/clock.ts'
import { writeMoment } from './moment.ts'
import type { PastRequest } from './views.ts'

export interface PastState {
  state: ViewState
  moment: Moment | null
}
type Told<T> = T & { moment?: Moment }

/** Asks as of a moment what a view shows live, and gives it in the form that the view has. Throws `ApiError`. */
export async function askPast(request: PastRequest, at: EpochMs, signal: AbortSignal): Promise<PastState> {
  const get = <T>(path: string, query: Query): Promise<Told<T>> =>
    getJson<Told<T>>(path, { ...query, at: writeMoment(at) }, signal)
  try {
    return await asked(request, get)
  } catch (failure) {
    const nothing = failure instanceof ApiError ? nothingOf(request, failure) : null
    if (nothing === null && failure instanceof ApiError && at > useClock().present) throw new Error(t('past.toCome'))
    if (nothing === null) throw failure
    return { state: nothing, moment: null }
  }
}

type Get = <T>(path: string, query: Query) => Promise<Told<T>>
const part = (text: string): string => encodeURIComponent(text)

async function asked(request: PastRequest, get: Get): Promise<PastState> {
  switch (request.view) {
    case 'groups':
    case 'hosts': {
      const { view, ...query } = request
      const { rows, moment, ...page } = await get<Answers['/groups'] | Answers['/hosts']>(`/${view}`, { ...query })
      const { matching, total } = page
      const hidden = 'hidden' in page ? page.hidden : 0
      return told({ head: { matching, total, hidden, filterError: null }, rows }, moment)
    }
    case 'group': {
      const path = `/groups/${part(request.segment)}/${part(request.group)}`
      const { members, moment, ...head } = await get<Answers['/groups/:segment/:group']>(path, {})
      return told({ head, rows: members }, moment)
    }
    case 'host': {
      const { segment, ip, mac } = request
      const nameless = ip === '0.0.0.0' && mac !== null
      const path = `/hosts/${part(segment)}/${part(nameless ? mac : ip)}`
      const answer = await get<Answers['/hosts/:segment/:host']>(path, { mac: nameless ? null : mac })
      const { memberships, moment, ...head } = answer
      return told({ head, rows: memberships }, moment)
    }
    case 'queriers': {
      const { filter, limit = MAX_PAGE } = request
      const { rows, matching, total, moment } = await get<Answers['/queriers']>('/queriers', { filter, limit })
      return told({ head: { matching, total, filterError: null, states: statesOf(rows) }, rows }, moment)
    }
    case 'findings': {
      const { severity, code, segment, state, filter, limit } = request
      const query = { severity, code, segment, state, filter, limit }
      const { rows, moment, open, alarms, matching, total, refused } = await get<Answers['/findings']>(
        '/findings',
        query,
      )
      return told({ head: { open, alarms, matching, total, refused, filterError: null }, rows }, moment)
    }
    case 'subscriptions': {
      const { filter, hosts, groups } = request
      const { blocks, moment, ...head } = await get<Answers['/subscriptions']>('/subscriptions', {
        filter,
        hosts,
        groups,
      })
      return told({ head, rows: blocks }, moment)
    }
  }
}

const told = (state: ViewState, moment: Moment | undefined): PastState => ({ state, moment: moment ?? null })

function statesOf(rows: readonly SegmentRow[]): ViewState<'queriers'>['head']['states'] {
  const states = { ok: 0, warning: 0, critical: 0, stale: 0, warming: 0 }
  for (const row of rows) states[shownState(row)] += 1
  return states
}

const NO_GROUP: GroupHead = { group: null, conduct: null, expiresNext: [], past: [], sharers: [], churn: null }
const NO_HOST: HostHead = { host: null, conduct: null, faults: null, expiresNext: [], past: [] }
const NONE = { critical: 0, warning: 0, information: 0 }

/** What a view shows where REST refuses: a filter that cannot be read, and a group or host that was not there then. */
function nothingOf({ view }: PastRequest, { status, filter }: ApiError): ViewState | null {
  if (status === 404 && view === 'group') return { head: NO_GROUP, rows: [] }
  if (status === 404 && view === 'host') return { head: NO_HOST, rows: [] }
  if (filter === null) return null
  const head = { matching: 0, total: 0, filterError: filter }
  switch (view) {
    case 'groups':
    case 'hosts':
      return { head: { ...head, hidden: 0 }, rows: [] }
    case 'queriers':
      return { head: { ...head, states: statesOf([]) }, rows: [] }
    case 'findings':
      return { head: { ...head, open: NONE, alarms: NONE, refused: 0 }, rows: [] }
    case 'subscriptions':
      return { head: { topHosts: [], filterError: filter }, rows: [] }
    case 'group':
    case 'host':
      return null
  }
}
