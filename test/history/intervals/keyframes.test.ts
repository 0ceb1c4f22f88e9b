import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ipv4, ipv6, mac } from '../../../shared/address.ts'
import { SECOND, type EpochMs } from '../../../shared/time.ts'
import type { Segment } from '../../../server/decode/segment.ts'
import type { MemberEvent, TableEvent } from '../../../server/membership/event.ts'
import type { AsOfMember } from '../../../server/history/intervals/as-of.ts'
import { newFolder } from '../histories.ts'
import { PastRun } from './past-run.ts'
import { BASE, changed, ended, joined } from '../steps.ts'

/** What may happen next: something to a membership, or to the clock of a tap. */
interface Act {
  tap: number
  host: number
  group: number
  after: number
  what: 'toggle' | 'change' | 'wait' | 'back' | 'restart' | 'set-back'
  silent: number
}
const acts = fc.array(
  fc.record({
    tap: fc.nat(1),
    host: fc.nat(4),
    group: fc.nat(2),
    after: fc.oneof(fc.constant(0), fc.nat(3), fc.nat(400_000)),
    what: fc.oneof(
      { weight: 12, arbitrary: fc.constant('toggle' as const) },
      { weight: 4, arbitrary: fc.constant('change' as const) },
      { weight: 2, arbitrary: fc.constant('wait' as const) },
      { weight: 1, arbitrary: fc.constant('back' as const) },
      { weight: 1, arbitrary: fc.constant('restart' as const) },
      { weight: 1, arbitrary: fc.constant('set-back' as const) },
    ),
    silent: fc.nat(600_000),
  }),
  { minLength: 20, maxLength: 120 },
)

const TAPS = ['one', 'two'] as const
const segments: readonly Segment[] = [
  { family: 'ipv4', name: 'one/10', vlans: [10] },
  { family: 'ipv6', name: 'two/10', vlans: [10] },
]

const EVERYTHING = { mode: 'EXCLUDE', sources: [] } as const
const INCLUDED = { mode: 'INCLUDE', sources: [ipv4(9)] } as const

/** The second tap hears MLD. */
function placed(event: MemberEvent, tap: number, host: number, group: number): MemberEvent {
  const segment = segments[tap]!
  if (tap === 0) return { ...event, segment }
  const address = (last: number): ReturnType<typeof ipv6> => ipv6([0xff0e, 0, 0, 0, 0, 0, 0, last])
  return { ...event, segment, group: address(group + 1), host: { ip: address(host + 100), mac: mac(host) } }
}

/** Plays it into a file; at each step tells the moments at which something was. */
function play(run: () => PastRun, all: readonly Act[]): { last: PastRun; moments: EpochMs[] } {
  let now = run()
  const clocks = [BASE, BASE]
  let began = new Map<string, { since: EpochMs; changed: boolean; heard: EpochMs }>()
  const moments: EpochMs[] = []
  for (const { tap, host, group, after, what, silent } of all) {
    const key = `${tap} ${host} ${group}`
    if (what === 'restart' || what === 'back') {
      now.close()
      now = run()
      began = new Map()
      if (what === 'back') clocks[tap] = clocks[tap]! - silent
    }
    if (what === 'set-back') {
      const to = clocks[tap]! - silent
      now.outbox.setBack(TAPS[tap]!, clocks[tap]!, to)
      clocks[tap] = to
      for (const one of [...began.keys()]) if (one.startsWith(`${tap} `)) began.delete(one)
    }
    const at = (clocks[tap] = clocks[tap]! + after)
    moments.push(at, at - 1, at + 1)
    const events: TableEvent[] = []
    const known = began.get(key)
    if (what === 'toggle' && !known) {
      events.push(placed(joined({ host, group, at }), tap, host, group))
      began.set(key, { since: at, changed: false, heard: at })
    } else if (known && (what === 'toggle' || what === 'change')) {
      const { since } = known
      const heard = Math.max(known.heard, at - silent)
      const member = { host, group, at, since, heard, reports: 3 }
      const lists: [number[], number[]] = known.changed ? [[], [9]] : [[9], []]
      const wanted = known.changed ? INCLUDED : EVERYTHING
      const event =
        what === 'change'
          ? { ...changed(member, ...lists), ...(known.changed ? EVERYTHING : INCLUDED) }
          : { ...ended('expired', member), ...wanted }
      const state = silent > 260_000 ? ('presumed' as const) : ('confirmed' as const)
      // What a membership wants at its end is what it was changed to.
      events.push(placed({ ...event, before: { ...event.before!, state, ...wanted } }, tap, host, group))
      if (what === 'change') began.set(key, { since, changed: !known.changed, heard: at })
      else began.delete(key)
    }
    now.tell(TAPS[tap]!, at, ...events)
  }
  return { last: now, moments }
}

const told = (members: readonly AsOfMember[]): string[] => members.map((member) => JSON.stringify(member))

describe('keyframes', () => {
  it('tell the same as all the ends do, of any moment, of any history', async () => {
    const folders = await Promise.all(Array.from({ length: 50 }, newFolder))
    let folder = 0
    let keyframes = 0
    fc.assert(
      fc.property(acts, (all) => {
        const [one, other] = [folders[folder++]!, folders[folder++]!]
        const quick = play(() => new PastRun(one, { blockRows: 16, keyframeEvery: 7 }), all)
        const plain = play(() => new PastRun(other, { blockRows: 1e9, keyframeEvery: 1e9 }), all)
        keyframes += quick.last.count('SELECT count(*) FROM keyframe')
        expect(plain.last.count('SELECT count(*) FROM keyframe')).toBe(0)
        for (const at of quick.moments) expect(told(quick.last.asOf(at))).toEqual(told(plain.last.asOf(at)))
        const some = quick.moments[Math.floor(quick.moments.length / 2)]!
        for (const only of [{ group: [1] }, { host: [1, 2] }, { source: [2] }, { group: [2], host: [1] }]) {
          expect(told(quick.last.asOf(some, only))).toEqual(told(plain.last.asOf(some, only)))
        }
        quick.last.close()
        plain.last.close()
      }),
      { numRuns: 25, endOnFailure: true },
    )
    expect(keyframes).toBeGreaterThan(25)
  })

  it('of a clock that went back are taken away from there on, and those before stay', async () => {
    const folder = await newFolder()
    const pace = { blockRows: 16, keyframeEvery: 4 }
    const write = (run: PastRun, from: EpochMs): void => {
      for (let host = 0; host < 40; host += 1) {
        const at = from + host * SECOND
        run.tell('one', at, joined({ host, at }))
      }
    }
    const first = new PastRun(folder, pace)
    write(first, BASE)
    const latest = first.count('SELECT max(at) FROM keyframe')
    expect(latest).toBeGreaterThan(BASE + 10 * SECOND)
    first.close()
    const second = new PastRun(folder, pace)
    second.tell('one', BASE + 10 * SECOND)
    expect(second.count('SELECT max(at) FROM keyframe')).toBeLessThanOrEqual(BASE + 10 * SECOND)
    expect(second.count('SELECT count(*) FROM keyframe')).toBeGreaterThan(0)
    // Both runs are told of the time that both saw.
    expect(second.asOf(BASE + 20 * SECOND)).toHaveLength(21)
    write(second, BASE + 10 * SECOND)
    expect(second.asOf(BASE + 5 * SECOND)).toHaveLength(6)
    second.close()
  })

  it('one that was not finished is not read, and the next start takes it away', async () => {
    const folder = await newFolder()
    const run = new PastRun(folder, { keyframeEvery: 1e9 })
    run.tell('one', BASE, joined({ host: 1, at: BASE }))
    run.tell('one', BASE + SECOND)
    run.db.exec(`INSERT INTO keyframe VALUES (1, ${BASE + SECOND}, 1, 1, ${BASE + SECOND}, x'')`)
    expect(run.asOf(BASE)).toHaveLength(1)
    run.close()
    const next = new PastRun(folder, {})
    expect(next.count('SELECT count(*) FROM keyframe')).toBe(0)
    next.close()
  })

  it('of more rows than a part has: all of them, of each group alone too', async () => {
    const folder = await newFolder()
    const run = new PastRun(folder, { keyframeEvery: 10 })
    const count = 5_000
    const hosts = Array.from({ length: count }, (_, host) => host)
    run.tell('one', BASE, ...hosts.map((host) => joined({ host, group: host % 3, at: BASE })))
    for (let tick = 1; tick < 20; tick += 1) run.tell('one', BASE + tick * SECOND)
    expect(run.count('SELECT count(*) FROM keyframe')).toBeGreaterThan(2)
    run.tell('one', BASE + 60 * SECOND, ended('left', { host: 7, group: 1, at: BASE + 60 * SECOND, since: BASE }))
    expect(run.asOf(BASE)).toHaveLength(count)
    const groups = [1, 2, 3].map((group) => run.asOf(BASE, { group: [group] }).length)
    expect(groups.reduce((sum, one) => sum + one, 0)).toBe(count)
    expect(Math.min(...groups)).toBe(Math.floor(count / 3))
    run.close()
  })
})
