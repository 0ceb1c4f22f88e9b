import { describe, expect, it } from 'vitest'
import { Allowance } from '../../server/conduct/allowance.ts'
import { HostBook } from '../../server/conduct/host-book.ts'
import { SampleRows } from '../../server/conduct/sample-rows.ts'
import { Host } from '../../server/membership/host.ts'
import { mac } from '../../shared/address.ts'
import type { AnswerPattern, HostConduct } from '../../shared/conduct.ts'
import { macOf } from '../generate/frame.ts'
import { ip } from '../generate/message.ts'
import { query, record, says, START, v2, v3 } from '../membership/wire.ts'
import { answers, converse, queries, type Line } from './cases/conversation.ts'
import { Scene } from './scene.ts'

const GROUP = '239.1.1.1'
const HOST = '10.0.10.11'

function conductOf(scene: Scene, at: number, host = HOST): HostConduct | null {
  return scene.tap.watch.conduct(scene.segment).hosts.ofHost(ip(host), macOf(ip(host)), START + at * 1_000)
}

/** Answers each of ten queries after so many seconds. */
const delays = (seconds: (n: number) => number): Line[] =>
  Array.from({ length: 10 }, (_, n): Line => [n * 125 + seconds(n), HOST, says('IS_EX', GROUP)])

describe('how a host answers', () => {
  it.each<[AnswerPattern, Line[]]>([
    ['random', delays((n) => 0.5 + ((n * 7) % 10))],
    ['never-random', delays((n) => 0.4 + n / 20)],
    ['late', delays((n) => 10.2 + ((n * 7) % 10) / 4)],
    ['unknown', delays((n) => 1 + n / 2).slice(0, 7)],
    ['silent', [...delays((n) => 1 + n / 2).slice(0, 8), [1_100, HOST, says('TO_EX', '239.1.1.2')]]],
  ])('%s', (pattern, lines) => {
    const scene = new Scene()
    const until = pattern === 'unknown' ? 875 : 1_240
    converse(scene, [...queries(until - 100), ...lines], until)
    expect(conductOf(scene, until)?.pattern).toBe(pattern)
  })

  it('has delays, and queries that it let pass', () => {
    const scene = new Scene()
    converse(scene, [...queries(600), ...delays((n) => n + 1).filter((_, n) => n !== 2 && n < 5)], 600)
    expect(conductOf(scene, 600)).toMatchObject({
      answers: { count: 4, p50Ms: 2_000, p95Ms: 5_000, maxMs: 5_000 },
      maxResponseMs: 10_000,
      asked: 5,
      missed: 1,
    })
  })

  it('of a version 2 host counts each group by itself, and not the join and its repetition', () => {
    const scene = new Scene()
    const lines: Line[] = [
      ...queries(250, { version: 2 }),
      [20, HOST, v2(GROUP)],
      [26, HOST, v2(GROUP)],
      [20, HOST, v2('239.1.1.2')],
      [127, HOST, v2(GROUP)],
      [131, HOST, v2('239.1.1.2')],
    ]
    converse(scene, lines, 200)
    expect(conductOf(scene, 200)?.answers).toMatchObject({ count: 2, p50Ms: 2_000, maxMs: 6_000 })
  })

  it('is not told by answers to two queries at once', () => {
    const scene = new Scene()
    const twice = queries(250).flatMap(([at, ...rest]): Line[] => [
      [at, ...rest],
      [at + 2, ...rest],
    ])
    converse(scene, [...twice, ...answers(250, HOST, says('IS_EX', GROUP), 5)], 250)
    expect(conductOf(scene, 250)).toMatchObject({ answers: { count: 0, p50Ms: null }, missed: 0 })
  })
})

describe('how a host changes', () => {
  it('counts changes of channel, not what is taken at once', () => {
    const scene = new Scene()
    const many = Array.from({ length: 50 }, (_, n) => `239.1.2.${n}`)
    converse(
      scene,
      [
        [0, '10.0.10.1', query()],
        [5, HOST, v3(...many.map((group) => record('TO_EX', group)))],
        ...Array.from({ length: 4 }, (_, n): Line => [
          20 + n,
          HOST,
          v3(record('TO_IN', `239.1.3.${n}`), record('TO_EX', `239.1.3.${n + 1}`)),
        ]),
      ],
      30,
    )
    // The first one joins only: it leaves what it did not have.
    expect(conductOf(scene, 30)).toMatchObject({ zapsPerMinute: 3, mostZapsPerMinute: 3, left: 3 })
    expect(conductOf(scene, 100)).toMatchObject({ zapsPerMinute: 0, mostZapsPerMinute: 3 })
  })

  it('has sessions that end by its word or by time', () => {
    const scene = new Scene()
    const lines: Line[] = [
      ...queries(500),
      [20, HOST, says('TO_EX', GROUP)],
      [50, HOST, says('TO_IN', GROUP)],
      [60, HOST, says('TO_EX', GROUP)],
      [130, HOST, says('IS_EX', GROUP)],
    ]
    converse(scene, lines, 500)
    expect(conductOf(scene, 500)).toMatchObject({
      left: 1,
      expired: 1,
      sessions: { count: 2, p50Ms: 30_000, maxMs: 70_000 },
    })
  })

  it('is remembered when the table has forgotten the host', () => {
    const scene = new Scene()
    const day = 86_400
    converse(
      scene,
      [
        [20, HOST, says('TO_EX', GROUP)],
        [50, HOST, says('TO_IN', GROUP)],
      ],
      day,
    )
    scene.step(day + 30, HOST, says('TO_EX', GROUP))
    scene.step(day + 40, HOST, says('TO_IN', GROUP))
    scene.advance(day + 50)
    expect(conductOf(scene, day + 50)).toMatchObject({ left: 2 })
  })
})

describe('the book of hosts', () => {
  const scene = (): Scene => {
    const made = new Scene()
    made.step(0, '10.0.10.1', query())
    return made
  }
  const at = START

  it('has room for so many, and counts the others', () => {
    const room = new Allowance(2)
    const book = new HostBook(scene().segment, { hosts: room, delays: new SampleRows() })
    for (const last of [1, 2, 3, 4]) book.heard(ip(`10.0.10.${last}`), mac(last))
    expect(book.size).toBe(2)
    expect(room.refused).toBe(2)
    expect(book.find(ip('10.0.10.3'), mac(3))).toBeNull()
  })

  it('tells hosts apart that share an address, and those without one by their MAC', () => {
    const book = new HostBook(scene().segment, { hosts: new Allowance(10), delays: new SampleRows() })
    const keys = [
      ['10.0.10.1', 1],
      ['10.0.10.1', 2],
      ['0.0.0.0', 1],
      ['0.0.0.0', 2],
    ] as const
    const notes = keys.map(([address, number]) => book.heard(ip(address), mac(number)))
    expect(new Set(notes).size).toBe(4)
    keys.forEach(([address, number], i) => expect(book.find(ip(address), mac(number))).toBe(notes[i]))
  })

  it('gives the room of hosts that the table has forgotten for a day to others', () => {
    const room = new Allowance(3)
    const { segment } = scene()
    const book = new HostBook(segment, { hosts: room, delays: new SampleRows() })
    for (const number of [1, 2, 3]) book.heard(ip('10.0.10.1'), mac(number))
    const day = 86_400_000
    book.tick(at)
    segment.hosts.add(new Host(segment, ip('10.0.10.1'), mac(2), at + 1_000))
    book.tick(at + day)
    expect(book.size).toBe(1)
    expect(book.find(ip('10.0.10.1'), mac(2))).not.toBeNull()
    expect(book.heard(ip('10.0.10.9'), mac(9))).not.toBeNull()
    expect(room.refused).toBe(0)
  })

  it('finds room for a host that had none before', () => {
    const { segment } = scene()
    const room = new Allowance(0)
    const book = new HostBook(segment, { hosts: room, delays: new SampleRows() })
    segment.hosts.add(new Host(segment, ip('10.0.10.1'), mac(1), at))
    expect(book.heard(ip('10.0.10.1'), mac(1))).toBeNull()
    expect(book.heard(ip('10.0.10.1'), mac(1))).toBeNull()
    expect(room.refused).toBe(1) // one host, however often it speaks
    room.giveBack()
    expect(book.heard(ip('10.0.10.1'), mac(1))).not.toBeNull()
  })
})
