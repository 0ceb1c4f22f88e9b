import { afterEach, describe, expect, it, vi } from 'vitest'
import { ApiError, apiUrl, getJson, postJson } from '../../client/api.ts'
import { switchLocale } from '../../client/i18n/index.ts'
import { parseFilter } from '../../shared/filter.ts'

const answer = (status: number, body: string | null) => {
  const fetched = vi.fn(() => Promise.resolve(new Response(body, { status })))
  vi.stubGlobal('fetch', fetched)
  return fetched
}
const failure = async (call: Promise<unknown>): Promise<ApiError> => {
  const error: unknown = await call.catch((thrown: unknown) => thrown)
  if (!(error instanceof ApiError)) throw new Error('it should have thrown an ApiError')
  return error
}
afterEach(() => vi.unstubAllGlobals())

describe('the API', () => {
  it('leaves out parameters without a value, and encodes the others', () => {
    expect(apiUrl('/groups', { filter: 'group:239.0.0.0/8 a&b', sort: '', limit: 50, from: null })).toBe(
      '/api/v1/groups?filter=group%3A239.0.0.0%2F8+a%26b&limit=50',
    )
    expect(apiUrl('/sources')).toBe('/api/v1/sources')
  })

  it('gives the body, and null where there is none', async () => {
    answer(200, '{"rows":[1]}')
    await expect(getJson('/groups')).resolves.toEqual({ rows: [1] })
    const post = answer(204, null)
    await expect(postJson('/sources/tzsp/senders/192.0.2.1/approve', {})).resolves.toBeNull()
    expect(post).toHaveBeenCalledWith(
      '/api/v1/sources/tzsp/senders/192.0.2.1/approve',
      expect.objectContaining({ method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } }),
    )
  })

  it('throws the sentence of the server', async () => {
    answer(404, '{"type":"/api/problems/not-found","title":"Not Found","status":404,"detail":"There is no segment 7."}')
    expect(await failure(getJson('/groups'))).toMatchObject({ status: 404, message: 'There is no segment 7.' })
  })

  it('throws it in the language of the page where it has a code, with the place in a filter', async () => {
    const { error } = parseFilter('vlan:20 version:9')
    const { column, message, notice } = error!
    answer(400, JSON.stringify({ status: 400, detail: `filter, column ${column}: ${message}`, column, notice }))
    await switchLocale('pt-BR')
    const thrown = await failure(getJson('/groups'))
    await switchLocale('en')
    expect(thrown.message).toBe('9 não é uma versão do IGMP: 1, 2 ou 3.')
    expect(thrown.filter).toMatchObject({ column: 17, notice })
  })

  it('keeps the English sentence where this page does not know the code yet', async () => {
    answer(503, '{"detail":"Something new.","notice":{"code":"something-new","values":{}}}')
    expect(await failure(getJson('/groups'))).toMatchObject({ message: 'Something new.', filter: null })
  })

  it('has a sentence of its own where the server has none', async () => {
    answer(502, '<html>Bad Gateway</html>')
    expect(await failure(getJson('/groups'))).toMatchObject({ message: 'The server answered 502.', filter: null })
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')))
    expect(await failure(getJson('/groups'))).toMatchObject({ status: 0, message: 'The server cannot be reached.' })
  })
})
