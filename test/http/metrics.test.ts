import express from 'express'
import supertest from 'supertest'
import { beforeAll, describe, expect, it } from 'vitest'
import { HttpProblem, sendProblem } from '../../server/http/problem.ts'
import { metrics } from '../../server/http/routes/metrics.ts'
import type { SubjectTap } from '../../server/views/subject.ts'
import type { Role } from '../../shared/access.ts'
import { frames } from '../membership/hour.ts'
import { NO_SERVER } from '../metrics/lines.ts'
import { subjectOf, TestTap } from '../views/test-subject.ts'

const tap = new TestTap('hour')
beforeAll(() => tap.take(...frames))

/** How often the subject was looked at. */
let looks = 0

function server(role: Role, taps: readonly SubjectTap[] = [tap]): ReturnType<typeof supertest> {
  const app = express()
  const subject = {
    ...subjectOf(tap),
    get taps() {
      looks += 1
      return taps
    },
  }
  metrics(app, subject, { ...NO_SERVER, labels: [] }, { roleOf: () => role })
  const failed: express.ErrorRequestHandler = (error, request, response, next) => {
    if (error instanceof HttpProblem) sendProblem(request, response, error)
    else next(error)
  }
  app.use(failed)
  return supertest(app)
}

describe('/metrics', () => {
  it.each(['operator', 'viewer'] as const)('is for an %s', async (role) => {
    const { text, headers } = await server(role).get('/metrics').expect(200)
    expect(text).toContain('rollcall_frames_total{source="hour"} 3932\n')
    expect(headers['cache-control']).toBe('no-store')
  })

  it('is no business of a display', async () => {
    const { text } = await server('display').get('/metrics').expect(403)
    expect(text).not.toContain('rollcall_')
    expect(text).toContain('display')
  })

  it('is made once for those who ask at the same time, and anew for who comes later', async () => {
    looks = 0
    // So many that others have their turn before all is told.
    const one = server('viewer', new Array<SubjectTap>(100).fill(tap))
    const answers = await Promise.all(Array.from({ length: 20 }, () => one.get('/metrics').expect(200)))
    expect(answers.length).toBe(20)
    expect(looks).toBeLessThan(20)
    const before = looks
    await one.get('/metrics').expect(200)
    expect(looks).toBe(before + 1)
  })
})
