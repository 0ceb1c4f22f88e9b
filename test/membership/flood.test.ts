import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { TABLE_LIMITS, type TableLimits } from '../../server/membership/limits.ts'
import { TableRoom } from '../../server/membership/table-room.ts'
import { leave, query, says, v2, Wire } from './wire.ts'

/* Who stays and who goes when there is no room any more. */

const ROUTER = '10.0.10.1'
const G = '239.1.1.1'
const wireWith = (limits: Partial<TableLimits>): Wire => new Wire({ limits: { ...TABLE_LIMITS, ...limits } })
const forged = (n: number): string => `10.9.${n >> 8}.${n & 255}`
const group = (n: number): string => `239.9.${n >> 8}.${n & 255}`

describe('memberships without room', () => {
  it('a forged newcomer is refused, and pushes nobody out', () => {
    const wire = wireWith({ memberships: 2 })
    wire.say(0, '10.0.10.11', v2(G))
    wire.say(1, '10.0.10.12', v2(G))
    expect(wire.say(2, forged(1), v2(G))).toEqual([])
    expect(wire.members(G)).toHaveLength(2)
    expect(wire.tap.table.refused.memberships).toBe(1)
    expect(wire.tap.table.truncated).toMatchObject({ count: 1 })
  })

  it('one that answers a query takes the place of the oldest that has not, without a word about leaving', () => {
    const wire = wireWith({ memberships: 2 })
    wire.say(0, forged(1), v2(group(1)))
    wire.say(1, forged(2), v2(group(2)))
    wire.say(20, ROUTER, query())
    expect(wire.say(21, '10.0.10.11', v2(G))).toEqual([
      `21 evicted ${group(1)} ${forged(1)} EX{}`,
      `21 group-ended ${group(1)} evicted`,
      `21 group-started ${G} EX{}`,
      `21 joined ${G} 10.0.10.11 EX{}`,
    ])
    expect(wire.tap.table.evicted).toEqual({ segments: 0, groups: 1, hosts: 1, memberships: 1 })
    expect(wire.tap.table.hosts).toBe(2)
  })

  it('one that has answered stays, whoever comes', () => {
    const wire = wireWith({ memberships: 1 })
    wire.say(0, '10.0.10.11', v2(G))
    wire.say(20, ROUTER, query())
    wire.say(22, '10.0.10.11', v2(G))
    for (let n = 0; n < 50; n += 1) {
      if (n % 10 === 0) wire.say(30 + n, forged(900 + n), query())
      wire.say(30 + n, forged(n), v2(group(n)))
    }
    expect(wire.members(G)).toEqual(['10.0.10.11 EX{} confirmed'])
    expect(wire.tap.table.evicted.memberships).toBe(0)
    expect(wire.tap.table.refused.memberships).toBe(50)
  })

  it('one that came after the query may still answer the next one: it is not pushed out', () => {
    const wire = wireWith({ memberships: 1 })
    wire.say(20, ROUTER, query())
    wire.say(21, '10.0.10.11', v2(G))
    expect(wire.say(22, forged(1), v2(group(1)))).toEqual([])
    expect(wire.tap.table.refused.memberships).toBe(1)
  })

  it('the repetition of a join is no answer', () => {
    const wire = wireWith({ memberships: 1 })
    wire.say(0, '10.0.10.11', v2(G))
    wire.say(1, ROUTER, query())
    wire.say(2, '10.0.10.11', v2(G))
    expect(wire.segment.established).toBe(0)
    wire.say(20, ROUTER, query())
    wire.say(21, '10.0.10.11', v2(G))
    expect(wire.segment.established).toBe(1)
    wire.say(22, '10.0.10.11', leave(G))
    expect(wire.segment.established).toBe(0)
  })

  it('without a query one is established that comes again after a query interval', () => {
    const wire = wireWith({})
    wire.say(0, '10.0.10.11', says('TO_EX', G))
    wire.say(124, '10.0.10.11', says('IS_EX', G))
    expect(wire.segment.established).toBe(0)
    wire.say(126, '10.0.10.11', says('IS_EX', G))
    expect(wire.segment.established).toBe(1)
  })

  it('a message with more groups than there is room for pushes out nothing of its own host', () => {
    const wire = wireWith({ memberships: 2 })
    wire.say(0, forged(1), v2(group(1)))
    wire.say(20, ROUTER, query())
    for (let n = 2; n < 9; n += 1) wire.say(21, forged(1), v2(group(n)))
    expect(wire.tap.table.memberships).toBe(2)
    expect(wire.members(group(1))).toHaveLength(1)
  })

  it('all is told again when the last one that found no room is long gone', () => {
    const wire = wireWith({ memberships: 1 })
    wire.say(0, '10.0.10.11', v2(G))
    wire.say(1, forged(1), v2(G))
    wire.until(300)
    expect(wire.tap.table.truncated).not.toBeNull()
    wire.until(302)
    expect(wire.tap.table.truncated).toBeNull()
  })
})

describe('groups and hosts without room', () => {
  it('a host without a membership makes room for any other', () => {
    const wire = wireWith({ hosts: 2 })
    wire.say(0, '10.0.10.11', v2(G))
    wire.say(1, forged(1), leave(G))
    wire.say(2, forged(2), leave(G))
    wire.say(3, '10.0.10.12', v2(G))
    expect([...wire.segment.hosts].map(({ memberships }) => memberships)).toEqual([1, 1])
    expect(wire.say(4, forged(3), leave(G))).toEqual([])
    expect(wire.tap.table.refused.hosts).toBe(1)
  })

  it('a group that its last member left alone goes with it, one with others stays', () => {
    const wire = wireWith({ groups: 1 })
    wire.say(0, forged(1), v2(group(1)))
    wire.say(0, forged(2), v2(group(1)))
    wire.say(20, ROUTER, query())
    wire.say(21, '10.0.10.11', v2(G))
    expect(wire.members(G)).toHaveLength(1)
    expect(wire.tap.table.evicted).toMatchObject({ groups: 1, memberships: 2 })
  })

  it('a table that is closed lets nobody in but for somebody else', () => {
    const room = new TableRoom()
    const wire = new Wire({ room })
    wire.say(0, forged(1), v2(group(1)))
    room.close()
    expect(wire.say(1, forged(2), v2(group(2)))).toEqual([])
    wire.say(20, ROUTER, query())
    wire.say(21, '10.0.10.11', v2(G))
    expect(wire.tap.table.memberships).toBe(1)
    expect(wire.members(G)).toHaveLength(1)
    room.open()
    wire.say(40, forged(3), v2(group(3)))
    expect(wire.tap.table.memberships).toBe(2)
  })

  it('two tables share one room', () => {
    const room = new TableRoom({ ...TABLE_LIMITS, memberships: 3 })
    const [a, b] = [new Wire({ room }), new Wire({ room })]
    for (let n = 0; n < 3; n += 1) a.say(n, forged(n), v2(G))
    b.say(5, forged(1), v2(G))
    expect(b.tap.table.refused.memberships).toBe(1)
    a.say(6, forged(0), leave(G))
    b.say(7, forged(1), v2(G))
    expect(b.tap.table.memberships).toBe(1)
  })
})

describe('segments without room', () => {
  const on = (vlan: number) => ({ vlans: [vlan] })

  it('a silent one that nobody asks on and nobody answered on makes room', () => {
    const wire = wireWith({ segments: 2 })
    wire.say(0, forged(1), v2(group(1)), on(20))
    wire.say(1, ROUTER, query(), on(10))
    expect(wire.say(30, forged(2), v2(group(2)), on(30))).toEqual([])
    expect(wire.tap.table.refused.segments).toBe(1)
    expect(wire.say(61, forged(2), v2(group(2)), on(30))).toEqual([
      `61 evicted ${group(1)} ${forged(1)} EX{}`,
      `61 group-ended ${group(1)} evicted`,
      `61 group-started ${group(2)} EX{}`,
      `61 joined ${group(2)} ${forged(2)} EX{}`,
    ])
    expect([...wire.tap.table.segments.values()].map(({ segment }) => segment.name)).toEqual(['10', '30'])
    expect(wire.tap.table.hosts).toBe(1)
  })

  it('what is open about it is closed, and it is watched no more', () => {
    const wire = wireWith({ segments: 1 })
    wire.say(0, forged(1), v2(group(1)), on(20))
    wire.until(200)
    expect([...wire.tap.watch.book.open()].filter(({ segment }) => segment?.name === '20')).not.toEqual([])
    wire.say(201, forged(2), v2(group(2)), on(30))
    wire.until(210)
    expect([...wire.tap.watch.book.open()].filter(({ segment }) => segment?.name === '20')).toEqual([])
    expect([...wire.tap.watch.conducts.keys()].map(({ segment }) => segment.name)).toEqual(['30'])
  })

  it('one with a querier stays', () => {
    const wire = wireWith({ segments: 1 })
    wire.say(0, ROUTER, query(), on(10))
    wire.say(100, forged(2), v2(group(2)), on(30))
    expect(wire.segment.segment.name).toBe('10')
    expect(wire.tap.table.refused.segments).toBe(1)
  })
})

describe('whatever is forged', () => {
  const act = fc.record({
    host: fc.integer({ min: 0, max: 30 }),
    group: fc.integer({ min: 0, max: 30 }),
    vlan: fc.integer({ min: 10, max: 16 }),
    what: fc.constantFrom('join', 'join', 'join', 'leave', 'query', 'wait'),
    wait: fc.integer({ min: 0, max: 70 }),
  })

  it('no limit is passed, and nobody who answers each query ever goes', () => {
    fc.assert(
      fc.property(
        fc.record({
          segments: fc.integer({ min: 1, max: 4 }),
          groups: fc.integer({ min: 1, max: 8 }),
          hosts: fc.integer({ min: 1, max: 8 }),
          memberships: fc.integer({ min: 1, max: 8 }),
        }),
        fc.array(act, { maxLength: 120 }),
        (limits, acts) => {
          const wire = wireWith(limits)
          const told: string[] = []
          const say = (...args: Parameters<Wire['say']>): void => void told.push(...wire.say(...args))
          say(0, '10.0.10.11', v2(G))
          say(20, ROUTER, query())
          say(21, '10.0.10.11', v2(G))
          let t = 22
          let askedAt = 20
          for (const { host, group: to, vlan, what, wait } of acts) {
            const envelope = { vlans: [vlan] }
            if (what === 'join') say(t, forged(host), v2(group(to)), envelope)
            else if (what === 'leave') say(t, forged(host), leave(group(to)), envelope)
            else if (what === 'query') say(t, forged(200 + host), query(), envelope)
            else t += wait
            if (t - askedAt >= 125) {
              askedAt = t
              say(t, ROUTER, query())
              say(t + 1, '10.0.10.11', v2(G))
              t += 2
            }
            const { table } = wire.tap
            expect(table.segments.size).toBeLessThanOrEqual(limits.segments)
            expect(table.groups).toBeLessThanOrEqual(limits.groups)
            expect(table.hosts).toBeLessThanOrEqual(limits.hosts)
            expect(table.memberships).toBeLessThanOrEqual(limits.memberships)
          }
          expect(wire.members(G)[0]).toMatch(/^10\.0\.10\.11 /)
          expect(
            told.filter((line) => / (left|expired|evicted) /.test(line) && line.includes(`${G} 10.0.10.11`)),
          ).toEqual([])
        },
      ),
    )
  })
})
