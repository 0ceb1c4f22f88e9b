import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import { getJson } from '../../client/api.ts'
import { useAccess } from '../../client/stores/access.ts'
import { useLive } from '../../client/stores/live.ts'
import type { SessionAnswer } from '../../shared/access.ts'
import './english.ts'

const ana: SessionAnswer = { role: 'viewer', user: 'ana', needed: true, users: true, endsAt: 1_000 }
const nobody: SessionAnswer = { role: 'operator', user: null, needed: false, users: false, endsAt: null }

/** What the server answers next, by its path; a status alone is a refusal. */
let answers: Record<string, SessionAnswer | number | 'gone'>
let asked: string[]
beforeEach(() => {
  setActivePinia(createPinia())
  answers = {}
  asked = []
  vi.stubGlobal('fetch', (url: string, init: RequestInit = {}) => {
    asked.push(`${init.method ?? 'GET'} ${url}`)
    const answer = answers[url] ?? 404
    if (answer === 'gone') return Promise.reject(new TypeError('no route'))
    const status = typeof answer === 'number' ? answer : 200
    return Promise.resolve(new Response(status === 204 ? null : JSON.stringify(answer), { status }))
  })
})
afterEach(() => void vi.unstubAllGlobals())
const SESSION = '/api/v1/session'

describe('who one is', () => {
  it('nobody may change anything before it is known', () => {
    expect(useAccess()).toMatchObject({ role: null, mayChange: false, signedIn: false, ended: false })
  })
  it.each([
    ['nobody is asked', nobody, { mayChange: true, signedIn: false }],
    ['an operator', { ...ana, role: 'operator' as const }, { mayChange: true, signedIn: true }],
    ['a viewer', ana, { mayChange: false, signedIn: true }],
    ['somebody with a token', { ...ana, user: null, endsAt: null }, { mayChange: false, signedIn: true }],
    ['a display', { ...ana, role: 'display' as const, user: null }, { mayChange: false, signedIn: false }],
  ])('%s', async (_what, answer, expected) => {
    answers[SESSION] = answer
    const access = useAccess()
    await access.look()
    expect(access).toMatchObject({ role: answer.role, ...expected })
  })
  it('is asked each time that the line is there again', async () => {
    answers[SESSION] = ana
    const access = useAccess()
    const hello = { version: '1', build: 'b', demo: false, now: 0, role: 'viewer' as const }
    for (const times of [1, 2]) {
      useLive().sink.hello({ ...hello })
      await nextTick()
      await access.look()
      expect(asked).toHaveLength(times)
    }
  })
  it('those who ask at the same time share the answer', async () => {
    answers[SESSION] = ana
    const access = useAccess()
    await Promise.all([access.look(), access.look()])
    expect(asked).toEqual([`GET ${SESSION}`])
  })
})

describe('a session that ended', () => {
  it('is told by an answer, and is over when somebody is signed in again', async () => {
    answers[SESSION] = 401
    const access = useAccess()
    await access.look()
    expect(access.ended).toBe(true)
    answers[SESSION] = ana
    await access.look()
    expect(access).toMatchObject({ ended: false, role: 'viewer' })
  })
  it('is found out by any request that is refused so', async () => {
    const access = useAccess()
    answers[SESSION] = 401
    answers['/api/v1/walls'] = 401
    await expect(getJson('/walls')).rejects.toThrow()
    await vi.waitFor(() => expect(access.ended).toBe(true))
  })
  it('is not what a server is that is gone, or that refuses for another reason', async () => {
    const access = useAccess()
    for (const answer of ['gone', 503, 403] as const) {
      answers[SESSION] = answer
      await access.look()
      expect([answer, access.ended]).toEqual([answer, false])
    }
  })
  it('a line that is refused again and again does not ask again and again', async () => {
    const access = useAccess()
    answers[SESSION] = 401
    await access.look()
    for (let n = 0; n < 20; n += 1) access.doubt()
    expect(asked).toHaveLength(1)
  })
  it('is what signing out leaves', async () => {
    answers[SESSION] = ana
    const access = useAccess()
    await access.look()
    answers[SESSION] = 204
    await access.signOut()
    expect(asked).toContain(`DELETE ${SESSION}`)
    expect(access.ended).toBe(true)
  })
})
