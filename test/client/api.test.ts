import { afterEach, describe, expect, it, vi } from 'vitest'
import { ApiError, apiUrl, getJson, postJson } from '../../client/api.ts'

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

  it('throws the sentence of the server, with the column of a filter', async () => {
    answer(400, '{"type":"about:blank","title":"Bad Request","status":400,"detail":"No such field.","column":7}')
    expect(await failure(getJson('/groups'))).toMatchObject({ status: 400, message: 'No such field.', column: 7 })
  })

  it('has a sentence of its own where the server has none', async () => {
    answer(502, '<html>Bad Gateway</html>')
    expect(await failure(getJson('/groups'))).toMatchObject({ message: 'The server answered 502.', column: null })
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')))
    expect(await failure(getJson('/groups'))).toMatchObject({ status: 0, message: 'The server cannot be reached.' })
  })
})
