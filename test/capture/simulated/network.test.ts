import { createHash } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { DemoNetwork } from '../../../server/capture/simulated/network.ts'
import { OPENING } from '../../../server/capture/simulated/opening.ts'
import { HOUR, MINUTE, SECOND } from '../../../shared/time.ts'

const START = Date.UTC(2025, 10, 26)
interface Seen {
  at: number
  vlan: number
  type: number
  src: string
  dst: string
  group: string
}

/** The fields of a frame with one tag, read at their fixed places. */
function read(at: number, data: Uint8Array): Seen {
  const bytes = Buffer.from(data)
  const igmp = 18 + 4 * (bytes.readUInt8(18) & 15)
  const address = (offset: number) => [...bytes.subarray(offset, offset + 4)].join('.')
  const [vlan, type] = [bytes.readUInt16BE(14), bytes.readUInt8(igmp)]
  return { at, vlan, type, src: address(30), dst: address(34), group: address(igmp + 4) }
}

function story(seed: number, stops: readonly number[]): { seen: Seen[]; hash: string } {
  const network = new DemoNetwork(seed, START)
  const seen: Seen[] = []
  const hash = createHash('sha256')
  for (const stop of stops) {
    network.advanceTo(START + stop, ({ at, data }) => {
      seen.push(read(at, data))
      hash.update(String(at)).update(data)
    })
  }
  return { seen, hash: hash.digest('hex') }
}

describe('the demo network', () => {
  it('tells one story a seed, however the way is cut into steps', () => {
    const steps = Array.from({ length: 900 }, (_, index) => (index + 1) * 2 * SECOND)
    const whole = story(7, [30 * MINUTE])
    expect(whole.seen.length).toBeGreaterThan(1_000)
    expect(story(7, steps).hash).toBe(whole.hash)
    expect(story(8, [30 * MINUTE]).hash).not.toBe(whole.hash)
  })

  describe('in six and a half hours', () => {
    let seen: Seen[] = []
    beforeAll(() => {
      seen = story(2, [6.5 * HOUR]).seen
    })
    const generalQueries = (vlan: number, src?: string) =>
      seen.filter((f) => f.vlan === vlan && f.type === 0x11 && f.group === '0.0.0.0' && (!src || f.src === src))
    const gaps = (of: readonly Seen[]) => of.slice(1).map((query, index) => query.at - (of[index]?.at ?? 0))

    it('never goes back in time', () => {
      expect(gaps(seen).every((gap) => gap >= 0)).toBe(true)
    })
    it('asks on the healthy segment each 125 s, and each 60 s in the studio, where a mirror copies every frame', () => {
      const healthy = gaps(generalQueries(10)).slice(1)
      expect(healthy.every((gap) => Math.abs(gap - 125 * SECOND) < 1)).toBe(true)
      const studio = gaps(generalQueries(20)).slice(3)
      expect(studio.filter((gap) => gap < 1)).toHaveLength(Math.ceil(studio.length / 2))
      expect(studio.filter((gap) => Math.abs(gap - 60 * SECOND) < 1)).toHaveLength(Math.floor(studio.length / 2))
    })
    it('lets the hotel go without a query for seven minutes, about each half-hour', () => {
      // The story begins in the middle of a cycle, whose queries come at other moments.
      const long = gaps(generalQueries(40))
        .filter((gap) => gap > 255 * SECOND)
        .slice(1)
      expect(long.length).toBeGreaterThan(11)
      expect(long.every((gap) => gap > 7 * MINUTE && gap < 7.5 * MINUTE)).toBe(true)
    })
    it('opens three minutes after the last query of the hotel', () => {
      const last = generalQueries(40).findLast((query) => query.at <= START + OPENING)
      expect(START + OPENING - (last?.at ?? 0)).toBeCloseTo(189.75 * SECOND, -2)
    })
    it('lets the second router of the campus take over while the first one restarts, and give way afterwards', () => {
      const second = generalQueries(30, '10.0.30.2')
      const restart = START + 100 * MINUTE
      const reign = second.filter((query) => query.at > restart && query.at < restart + 20 * MINUTE)
      expect(reign.length).toBeGreaterThan(1)
      expect(reign[0]?.at).toBeGreaterThan(restart + 125 * SECOND)
      expect(reign.at(-1)?.at).toBeLessThan(restart + 9 * MINUTE)
    })
    it('suppresses on the campus: one query, one answer a group', () => {
      const queries = generalQueries(30).slice(10)
      const answers = queries.map(({ at }) =>
        seen.filter((f) => f.vlan === 30 && f.type === 0x16 && f.at > at && f.at <= at + 10 * SECOND),
      )
      const repeated = answers.filter((reports) => new Set(reports.map(({ group }) => group)).size < reports.length)
      // Only who joins while the answers come says a group again.
      expect(repeated.length).toBeLessThan(queries.length / 3)
    })
    it('answers on version 3 within the max response time, every member for itself', () => {
      const [query] = generalQueries(10).slice(100)
      const from = query?.at ?? 0
      const answers = seen.filter((f) => f.vlan === 10 && f.type === 0x22 && f.at > from && f.at <= from + 10 * SECOND)
      expect(new Set(answers.map(({ src }) => src)).size).toBeGreaterThan(60)
    })
    it('stays a demo: a bounded number of frames', () => {
      expect(seen.length).toBeLessThan(200_000)
    })
  })
})
