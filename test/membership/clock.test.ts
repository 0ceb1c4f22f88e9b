import { describe, expect, it } from 'vitest'
import { Tap } from '../../server/tap.ts'
import { LAST_INSTANT, MINUTE } from '../../shared/time.ts'
import { ask, leave, query, says, second, START, v2, Wire } from './wire.ts'

const G = '239.1.1.1'
const H = '10.0.10.11'
const H2 = '10.0.10.12'
const R = '10.0.10.1'

describe('a frame that is older than the one before', () => {
  it('is applied at the clock, which never goes back', () => {
    const wire = new Wire()
    wire.say(100, H, says('TO_EX', G))
    expect(wire.say(99.9, H2, says('TO_EX', G))).toEqual([`100 joined ${G} ${H2} EX{}`])
    expect(second(wire.tap.table.clock)).toBe(100)
    expect(wire.state(G)).toBe('EX 360')
  })

  it('from hours ago makes a membership that lives its time, not one that has ended', () => {
    const wire = new Wire()
    wire.say(36_000, H, says('TO_EX', G))
    expect(wire.say(0, H2, v2('239.1.1.2'))).toEqual([
      '36000 group-started 239.1.1.2 EX{}',
      `36000 joined 239.1.1.2 ${H2} EX{}`,
    ])
    expect(wire.until(36_259)).toEqual([])
    expect(wire.until(36_260)).toHaveLength(4)
  })

  it('shortens no deadline: a refresh from the past is a refresh', () => {
    const wire = new Wire()
    wire.say(100, H, says('TO_EX', G))
    wire.say(50, H, says('IS_EX', G))
    expect(wire.state(G)).toBe('EX 360')
  })

  it('a query from the past elects and lowers now', () => {
    const wire = new Wire()
    wire.say(100, H, says('TO_EX', G))
    expect(wire.say(50, R, query())).toEqual([`100 querier-elected ${R} v3`])
    wire.say(60, R, ask(G))
    expect(wire.state(G)).toBe('EX 102')
    expect(wire.until(102)).toContain(`102 group-ended ${G} leave`)
  })

  it('a leave from the past leaves now', () => {
    const wire = new Wire()
    wire.say(100, H, v2(G))
    expect(wire.say(1, H, leave(G))).toEqual([`100 left ${G} ${H} EX{}`])
  })
})

describe('advance', () => {
  it('into the past does nothing', () => {
    const wire = new Wire()
    wire.say(100, H, says('TO_EX', G))
    expect(wire.until(50)).toEqual([])
    expect(second(wire.tap.table.clock)).toBe(100)
  })

  it('before the first frame is allowed', () => {
    const wire = new Wire()
    expect(wire.until(10)).toEqual([])
    expect(wire.say(20, H, says('TO_EX', G))).toHaveLength(2)
  })

  it('over years ends everything once, in order', () => {
    const wire = new Wire()
    wire.say(0, R, query())
    wire.say(1, H, says('TO_EX', G))
    wire.say(2, H2, says('ALLOW', '239.1.1.2', '192.0.2.1'))
    expect(wire.until(3 * 365 * 86_400)).toEqual([
      `255 querier-lost ${R} v3`,
      `261 expired ${G} ${H} EX{}`,
      `261 group-ended ${G} timeout`,
      `262 expired 239.1.1.2 ${H2} IN{192.0.2.1}`,
      '262 group-ended 239.1.1.2 timeout',
    ])
    expect(wire.tap.table.hosts).toBe(0)
  })
})

describe('minutes', () => {
  it('are counted when they are over, with what they saw and their sizes at the end', () => {
    const wire = new Wire()
    wire.say(1, R, query())
    wire.say(2, H, says('TO_EX', G))
    wire.say(3, H2, v2('224.0.0.251'))
    wire.say(50, H, leave(G))
    const { minutes } = wire.tap.table.advance(START + 2 * MINUTE)
    expect(minutes.map(({ at }) => second(at))).toEqual([0, 60])
    expect(minutes[0]).toMatchObject({
      groups: 1,
      hosts: 0,
      memberships: 0,
      joins: 2,
      leaves: 1,
      expiries: 0,
      queries: 1,
    })
    expect(minutes[0]).toMatchObject({ reportsV1: 0, reportsV2: 1, reportsV3: 1, problems: 0 })
    expect(minutes[1]).toMatchObject({ groups: 1, joins: 0, leaves: 0, reportsV3: 0 })
  })

  it('what ends exactly with a minute belongs to it', () => {
    const wire = new Wire()
    wire.say(40, H, says('TO_EX', G)) // until 300
    const { minutes } = wire.tap.table.advance(START + 300_000)
    expect(minutes.at(-1)).toMatchObject({ at: START + 4 * MINUTE, groups: 0, expiries: 1 })
  })

  it('the running one is counted as it stands, and what comes later in it once', () => {
    const wire = new Wire()
    wire.say(1, H, says('TO_EX', G))
    const { table } = wire.tap
    expect(table.closeMinute().minutes).toMatchObject([{ at: START, groups: 1, memberships: 1, joins: 1 }])
    wire.say(2, H2, says('TO_EX', G))
    expect(table.advance(START + MINUTE).minutes).toMatchObject([{ at: START, memberships: 2, joins: 1, reportsV3: 1 }])
  })

  it('before the first frame there is none to count', () => {
    expect(new Wire().tap.table.closeMinute().minutes).toEqual([])
  })

  it('of more than a day are not counted one by one', () => {
    const wire = new Wire()
    wire.say(1, H, says('TO_EX', G))
    expect(wire.tap.table.advance(START + 20 * 1_440 * MINUTE).minutes.length).toBeLessThanOrEqual(1_441)
  })

  it.each([
    ['of a hundred years', START + 36_500 * 1_440 * MINUTE],
    ['beyond all dates', 9.2e21],
    ['without an end', Infinity],
  ])('of a leap %s are no rows, and the leap ends', (_, at) => {
    const wire = new Wire()
    wire.say(1, H, says('TO_EX', G))
    const { roll } = wire.tap
    const { minutes } = roll.pass(at)
    expect(roll.table.memberships).toBe(0)
    expect(minutes.length).toBeLessThanOrEqual(1_441)
    expect(roll.table.clock).toBeLessThanOrEqual(LAST_INSTANT)
  })

  it.each([-1e18, Number.NaN])('are not walked to from %d, which is no time', (at) => {
    const roll = new Tap('t', { formula: 'rfc3376', dedupe: 0 }).roll
    roll.pass(at)
    expect(roll.pass(START).minutes).toEqual([])
    expect(roll.table.clock).toBe(START)
  })

  it('that were blind are not counted as quiet', () => {
    const wire = new Wire()
    wire.say(1, H, says('TO_EX', G))
    wire.tap.table.resume(START + 30 * MINUTE)
    expect(wire.tap.table.advance(START + 32 * MINUTE).minutes.map(({ at }) => second(at) / 60)).toEqual([30, 31])
  })
})

describe('while the tap was blind', () => {
  const blindUntil = (wire: Wire, t: number): void => wire.tap.table.resume(START + t * 1_000)

  it('nobody is taken for silent: what is due ends as much later', () => {
    const wire = new Wire()
    wire.say(0, R, query())
    wire.say(1, H, says('TO_EX', G))
    wire.say(2, H2, says('ALLOW', '239.1.1.2', '192.0.2.1'))
    wire.until(10)
    blindUntil(wire, 1_010)
    // 1000 s of blindness, and the 135 s within which the querier asks and is answered.
    expect(wire.state(G)).toBe('EX 1396')
    expect(wire.until(1_260)).toEqual([])
    expect(wire.until(2_000)).toEqual([
      // The whole interval is watched anew: it may have asked at the last moment.
      `1265 querier-lost ${R} v3`,
      `1396 expired ${G} ${H} EX{}`,
      `1396 group-ended ${G} timeout`,
      `1397 expired 239.1.1.2 ${H2} IN{192.0.2.1}`,
      '1397 group-ended 239.1.1.2 timeout',
    ])
  })

  it('who reports again has been there all along', () => {
    const wire = new Wire()
    wire.say(1, H, says('TO_EX', G))
    blindUntil(wire, 1_000)
    expect(wire.say(1_003, H, says('IS_EX', G))).toEqual([])
    expect(wire.state(G)).toBe('EX 1263')
  })

  it('a gap over it is no interval, and no query was missed', () => {
    const wire = new Wire()
    for (const t of [0, 5, 25, 45]) wire.say(t, R, query({ version: 2 }))
    blindUntil(wire, 600)
    wire.say(610, R, query({ version: 2 }))
    wire.say(630, R, query({ version: 2 }))
    const { election } = wire.segment
    expect(election.timing.queryInterval).toBe(20_000)
    expect(election.cadence.map(({ gap, missed }) => [gap, missed])).toEqual([
      [null, 0],
      [5_000, 0],
      [20_000, 0],
      [20_000, 0],
      [null, 0],
      [20_000, 0],
    ])
  })

  it('a higher address that asks afterwards does not take over at once', () => {
    const wire = new Wire()
    wire.say(0, R, query())
    blindUntil(wire, 1_000)
    expect(wire.say(1_001, '10.0.10.9', query())).toEqual([])
    expect(wire.say(1_254, '10.0.10.9', query())).toEqual([`1254 querier-elected 10.0.10.9 v3`])
  })
})
