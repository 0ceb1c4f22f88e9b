import supertest from 'supertest'
import { describe, expect, it } from 'vitest'
import { encodeFrame } from '../../server/capture/simulated/encode.ts'
import { MeterRoom } from '../../server/conduct/meters.ts'
import { createApp } from '../../server/http/app.ts'
import { Guard } from '../../server/http/guard.ts'
import { TABLE_LIMITS } from '../../server/membership/limits.ts'
import { TableRoom } from '../../server/membership/table-room.ts'
import { pulseOf } from '../../server/views/pulse.ts'
import { TRUNCATED_HEADER } from '../../shared/api.ts'
import { exportFileName } from '../../shared/export-name.ts'
import { SECOND } from '../../shared/time.ts'
import { allTruncated } from '../../shared/truncated.ts'
import { frameOf, macOf } from '../generate/frame.ts'
import { ip } from '../generate/message.ts'
import { START, v2 } from '../membership/wire.ts'
import { subjectOf, TestTap } from '../views/test-subject.ts'
import { noDesk } from './no-desk.ts'
import { noNames } from './no-names.ts'
import { noWalls } from './no-walls.ts'

/** Three hosts join, and there is room for one. */
function flooded(): TestTap {
  const tap = new TestTap('eth1', new MeterRoom(), new TableRoom({ ...TABLE_LIMITS, memberships: 1 }))
  for (let n = 0; n < 3; n += 1) {
    const src = ip(`10.0.10.${n + 11}`)
    tap.take(frameOf(encodeFrame(v2('239.1.1.1'), { src, srcMac: macOf(src), vlans: [10] }), START + n * SECOND))
  }
  return tap
}
const ask = (tap: TestTap): ReturnType<typeof supertest> =>
  supertest(
    createApp({
      subject: subjectOf(tap),
      history: null,
      desk: noDesk(),
      names: noNames(),
      ...noWalls(),
      dryRun: null,
      guard: new Guard({ token: null, allowedHosts: [] }),
      approve: () => null,
      clientFolder: '/nowhere',
      onError: (error) => {
        throw error
      },
    }),
  )
const TOLD = { count: 2, since: START + SECOND, lastAt: START + 2 * SECOND }

describe('in a flood', () => {
  it('every answer says how much is left out, and since when', async () => {
    const { headers } = await ask(flooded()).get('/api/v1/groups').expect(200)
    expect(headers[TRUNCATED_HEADER]).toBe('2; since=2025-11-26T00:00:01.000Z')
  })

  it('a source says what found no room and what gave its place away', async () => {
    const { body } = await ask(flooded()).get('/api/v1/sources').expect(200)
    expect((body as { rows: unknown[] }).rows).toMatchObject([
      { refused: { memberships: 2 }, evicted: { memberships: 0 }, truncated: TOLD },
    ])
  })

  it('every page is told', () => {
    expect(pulseOf(subjectOf(flooded()), START + 3 * SECOND).truncated).toEqual(TOLD)
  })

  it('nobody says so when all is there', async () => {
    const tap = new TestTap('eth1')
    const { headers } = await ask(tap).get('/api/v1/groups').expect(200)
    expect(headers).not.toHaveProperty(TRUNCATED_HEADER)
    expect(pulseOf(subjectOf(tap), START).truncated).toBeNull()
  })

  it('the name of a file says so', () => {
    const named = { set: 'memberships', filter: '', format: 'csv', gzip: false } as const
    expect(exportFileName({ ...named, truncated: true })).toBe('memberships_all_truncated.csv')
    expect(exportFileName({ ...named, truncated: false })).toBe('memberships_all.csv')
  })

  it('several taps are told as one', () => {
    const other = { count: 5, since: START, lastAt: START + SECOND }
    expect(allTruncated([null, TOLD, other])).toEqual({ count: 7, since: START, lastAt: START + 2 * SECOND })
    expect(allTruncated([null])).toBeNull()
  })
})
