// @vitest-environment jsdom
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { ref, shallowRef } from 'vue'
import { ApiError } from '../../client/api.ts'
import type { Connection, RequestOf } from '../../client/live/connection.ts'
import { askPast, type PastState } from '../../client/past/ask.ts'
import { watchAt } from '../../client/past/watch-past.ts'
import { usePast } from '../../client/stores/past.ts'
import type { ViewState } from '../../shared/live.ts'
import type { ListHead } from '../../shared/view-heads.ts'
import type { Moment } from '../../shared/past.ts'

const NOON = Date.UTC(2025, 10, 26, 12)
const head = (matching: number): ListHead => ({ matching, total: 9, hidden: 0, filterError: null })
const request = (filter = ''): RequestOf<'groups'> => ({ view: 'groups', filter, sort: 'group', offset: 0, limit: 50 })
const moment = (at: number): Moment => ({ at, blind: [], beginsAt: null })
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0))

interface Question {
  at: number
  filter: string
  signal: AbortSignal
  answer: (matching: number) => Promise<void>
  fail: (failure: Error) => Promise<void>
}

/** A view whose live end and whose answers about the past are in the hand of the test. */
function open(first: number | null) {
  const at = ref(first)
  const live = shallowRef<ViewState<'groups'> | null>({ head: head(1), rows: [] })
  const [change, stop] = [vi.fn(), vi.fn()]
  const watch = vi.fn(() => ({ state: live, stale: ref(false), error: ref(null), change, stop }))
  const questions: Question[] = []
  const ask = (asked: Parameters<typeof askPast>[0], when: number, signal: AbortSignal): Promise<PastState> =>
    new Promise((resolve, reject) => {
      questions.push({
        at: when,
        filter: 'filter' in asked ? (asked.filter ?? '') : '',
        signal,
        answer: (matching) => {
          resolve({ state: { head: head(matching), rows: [] }, moment: moment(when) })
          return settle()
        },
        fail: (failure) => {
          reject(failure)
          return settle()
        },
      })
    })
  // The connection of a page has a view for each request; here there is one.
  const connection = { watch } as unknown as Connection
  const view = watchAt<'groups'>(connection, request(), at, ask)
  const matching = (): number | null => view.state.value?.head.matching ?? null
  return { at, live, change, stop, watch, questions, view, matching }
}

beforeEach(() => setActivePinia(createPinia()))

describe('a view as of a moment', () => {
  it('is live without one, and asks nothing', () => {
    const { watch, questions, matching } = open(null)
    expect(watch).toHaveBeenCalledTimes(1)
    expect(questions).toEqual([])
    expect(matching()).toBe(1)
  })

  it('shows nothing that is live while the past is under way, and no past when it is live again', async () => {
    const { at, questions, matching, stop, watch } = open(null)
    at.value = NOON
    expect(stop).toHaveBeenCalledTimes(1)
    expect(matching()).toBeNull()
    await questions[0]?.answer(5)
    expect(matching()).toBe(5)
    expect(usePast().told).toEqual(moment(NOON))
    at.value = null
    expect(watch).toHaveBeenCalledTimes(2)
    expect(matching()).toBe(1)
  })

  it('has one question under way; of the moments meanwhile only the last is asked for', async () => {
    const { at, questions, matching, view } = open(NOON)
    for (const next of [NOON + 1, NOON + 2, NOON + 3]) at.value = next
    expect(questions.map((one) => one.at)).toEqual([NOON])
    await questions[0]?.answer(5)
    expect(matching()).toBe(5)
    expect(view.stale.value).toBe(true)
    expect(questions.map((one) => one.at)).toEqual([NOON, NOON + 3])
    expect(usePast().asking).toBe(1)
    await questions[1]?.answer(6)
    expect(matching()).toBe(6)
    expect(view.stale.value).toBe(false)
    expect(usePast().asking).toBe(0)
  })

  it('does not wait for another filter', async () => {
    const { questions, matching, view } = open(NOON)
    view.change(request('vlan:20'))
    expect(questions[0]?.signal.aborted).toBe(true)
    expect(questions.map(({ filter }) => filter)).toEqual(['', 'vlan:20'])
    await questions[0]?.answer(5)
    expect(matching()).toBeNull()
    await questions[1]?.answer(6)
    expect(matching()).toBe(6)
    expect(usePast().asking).toBe(0)
  })

  it('says why there is no answer, and shows no other moment in its place', async () => {
    const { at, questions, matching, view } = open(NOON)
    await questions[0]?.answer(5)
    at.value = NOON + 1
    await questions[1]?.fail(new ApiError(400, 'The history begins later.'))
    expect(view.error.value).toBe('The history begins later.')
    expect(matching()).toBeNull()
    at.value = NOON
    await questions[2]?.answer(7)
    expect(view.error.value).toBeNull()
    expect(matching()).toBe(7)
  })

  it('ends with its component', async () => {
    const { at, questions, matching, view } = open(NOON)
    view.stop()
    await questions[0]?.answer(5)
    at.value = NOON + 1
    expect(questions).toHaveLength(1)
    expect(matching()).toBeNull()
    expect(usePast().asking).toBe(0)
  })
})

describe('what REST answers about the past', () => {
  const asked: string[] = []
  const answers = (status: number, body: unknown): void => {
    asked.length = 0
    vi.stubGlobal('fetch', (url: string) => {
      asked.push(url)
      return Promise.resolve(new Response(JSON.stringify(body), { status }))
    })
  }
  const ask = (what: Parameters<typeof askPast>[0]): Promise<PastState> =>
    askPast(what, NOON, new AbortController().signal)
  const page = { total: 9, matching: 3, offset: 0, limit: 50, rows: [] }

  it('is a list in the form of its view', async () => {
    answers(200, { ...page, hidden: 2, moment: moment(NOON) })
    expect(await ask(request('vlan:20'))).toEqual({
      state: { head: { matching: 3, total: 9, hidden: 2, filterError: null }, rows: [] },
      moment: moment(NOON),
    })
    expect(asked).toEqual(['/api/v1/groups?filter=vlan%3A20&sort=group&offset=0&limit=50&at=2025-11-26T12%3A00%3A00Z'])
  })

  it('is one group, by the segment as one part of the path', async () => {
    answers(200, { group: null, past: [], members: [], moment: moment(NOON) })
    const { state } = await ask({ view: 'group', segment: 'eth1/10', group: '239.1.1.1' })
    expect(state).toEqual({ head: { group: null, past: [] }, rows: [] })
    expect(asked).toEqual(['/api/v1/groups/eth1%2F10/239.1.1.1?at=2025-11-26T12%3A00%3A00Z'])
  })

  it.each([
    [{ ip: '10.0.0.5', mac: '02:00:00:00:00:05' }, '/api/v1/hosts/10/10.0.0.5?mac=02%3A00%3A00%3A00%3A00%3A05&at='],
    [{ ip: '0.0.0.0', mac: '02:00:00:00:00:05' }, '/api/v1/hosts/10/02%3A00%3A00%3A00%3A00%3A05?at='],
  ])('is the host %j', async (host, path) => {
    answers(200, { host: null, past: [], memberships: [] })
    expect((await ask({ view: 'host', segment: '10', ...host })).moment).toBeNull()
    expect(asked[0]).toContain(path)
  })

  it('of a group that was not there is an empty page, not an error', async () => {
    answers(404, { detail: 'No host of 10 is in 239.1.1.1.' })
    const { state } = await ask({ view: 'group', segment: '10', group: '239.1.1.1' })
    expect(state).toMatchObject({ head: { group: null }, rows: [] })
  })

  it('of a filter that cannot be read is where and why, as live', async () => {
    const notice = { code: 'filter.unknown-field', values: { field: 'x' } }
    answers(400, { detail: 'filter, column 1: no', column: 1, notice })
    const { state } = await ask(request('x:y'))
    expect(state.head).toMatchObject({ filterError: { column: 1, notice }, matching: 0 })
  })

  it('of a moment before the beginning is the error of the server', async () => {
    answers(400, { detail: 'The history begins later.' })
    await expect(ask(request())).rejects.toThrow('The history begins later.')
  })
})
