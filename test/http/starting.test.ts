import { createServer } from 'node:http'
import supertest from 'supertest'
import { expect, it } from 'vitest'
import { starting } from '../../server/http/starting.ts'

it('a request that comes before the server is ready is answered, and told to come again', async () => {
  const answer = await supertest(createServer(starting)).get('/api/v1/groups').expect(503)
  expect(answer.headers).toMatchObject({ 'retry-after': '1', 'content-type': 'application/problem+json' })
  expect(answer.body).toMatchObject({ status: 503, detail: 'The server is starting; try again in a moment.' })
})
