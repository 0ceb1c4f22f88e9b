import { describe, expect, it } from 'vitest'
import { Group } from '../../server/membership/group.ts'
import { Member } from '../../server/membership/member.ts'
import { SegmentTable } from '../../server/membership/segment-table.ts'
import { NumberRows } from '../../server/membership/number-rows.ts'
import { SPARK_MINUTES, Sparks } from '../../server/views/sparks.ts'
import { ipv4 } from '../../shared/address.ts'
import { MINUTE } from '../../shared/time.ts'

const START = Date.UTC(2026, 2, 1, 11, 57)
const at = (minute: number): number => START + minute * MINUTE

/** A segment whose groups are put in and taken out by hand. */
function scene(most?: number) {
  const numbers = { members: new NumberRows(), hosts: new NumberRows() }
  const segment = new SegmentTable({ family: 'ipv4', name: 'a/10', vlans: [10] }, 'rfc3376', numbers, START)
  const sparks = new Sparks(most)
  const group = (number: number): Group => {
    const made = new Group(segment, ipv4(0xef010100 + number), START)
    segment.groups.set(made.address, made)
    return made
  }
  const hosts = (of: Group, count: number): void => {
    of.members.length = 0
    for (let i = 0; i < count; i += 1) of.members.push(Object.create(Member.prototype) as Member)
  }
  const feed = (minute: number): void => sparks.feed(at(minute), [segment])
  const end = (of: Group): void => void segment.groups.delete(of.address)
  return { sparks, group, hosts, feed, end }
}

describe('the last hour of a group', () => {
  it('is nothing before the first minute', () => {
    const { sparks, group } = scene()
    expect(sparks.of(group(1))).toEqual([])
  })

  it('has the hosts of each minute, from the first that is known on', () => {
    const { sparks, group, hosts, feed } = scene()
    const one = group(1)
    hosts(one, 2)
    feed(0)
    hosts(one, 70_000)
    feed(1)
    expect(sparks.of(one)).toEqual([2, 70_000])
    const two = group(2)
    feed(2)
    expect(sparks.of(two)).toEqual([0])
  })

  it('does not know a minute that nobody counted', () => {
    const { sparks, group, hosts, feed } = scene()
    const one = group(1)
    hosts(one, 2)
    feed(0)
    feed(3)
    expect(sparks.of(one)).toEqual([2, null, null, 2])
  })

  it('forgets what is older than an hour, after a long gap all of it', () => {
    const { sparks, group, hosts, feed } = scene()
    const one = group(1)
    for (let minute = 0; minute < 2 * SPARK_MINUTES; minute += 1) {
      hosts(one, minute)
      feed(minute)
    }
    expect(sparks.of(one)).toEqual(Array.from({ length: SPARK_MINUTES }, (_, i) => SPARK_MINUTES + i))
    hosts(one, 5)
    feed(10 * SPARK_MINUTES)
    expect(sparks.of(one)).toEqual([5])
  })

  it('takes no minute twice, and none that is over', () => {
    const { sparks, group, hosts, feed } = scene()
    const one = group(1)
    hosts(one, 2)
    feed(5)
    hosts(one, 9)
    feed(5)
    feed(4)
    expect(sparks.of(one)).toEqual([2])
  })

  it('gives the room of a group that ended to another, without its past', () => {
    const { sparks, group, hosts, feed, end } = scene(1)
    const one = group(1)
    hosts(one, 7)
    feed(0)
    const two = group(2)
    feed(1)
    expect(sparks.of(two)).toEqual([])
    expect(sparks.undrawn).toBe(1)
    end(one)
    feed(2)
    feed(3)
    expect(sparks.of(one)).toEqual([])
    expect(sparks.of(two)).toEqual([0])
    expect(sparks.undrawn).toBe(0)
  })

  it('has room for as many as it says', () => {
    const { sparks, group, feed } = scene(1_000)
    const groups = Array.from({ length: 1_001 }, (_, i) => group(i))
    feed(0)
    expect(groups.filter((one) => sparks.of(one).length === 1)).toHaveLength(1_000)
    expect(sparks.undrawn).toBe(1)
  })
})
