import { expect, it } from 'vitest'
import { groupView, hostView } from '../../server/views/members.ts'
import { overviewView } from '../../server/views/overview.ts'
import { pulseOf } from '../../server/views/pulse.ts'
import { Scene } from '../../server/views/scene.ts'
import { subscriptionsView } from '../../server/views/subscriptions.ts'
import { done } from '../../server/views/work.ts'
import { cellState } from '../../shared/cell.ts'
import { SECOND } from '../../shared/time.ts'
import { encodeFrame } from '../../server/capture/simulated/encode.ts'
import { frameOf, macOf } from '../generate/frame.ts'
import { ip } from '../generate/message.ts'
import { query, START, v2 } from '../membership/wire.ts'
import { subjectOf, TestTap } from './test-subject.ts'

const G = '239.1.1.1'

it('what is unknown after a blindness is said of members, groups, segments and of all', () => {
  const tap = new TestTap('eth1')
  const say = (t: number, from: string, message: Parameters<typeof encodeFrame>[0]): void => {
    const src = ip(from)
    tap.take(frameOf(encodeFrame(message, { src, srcMac: macOf(src), vlans: [10] }), START + t * SECOND))
  }
  say(0, '10.0.0.1', query({ version: 2 }))
  for (const host of ['10.0.0.11', '10.0.0.12']) say(1, host, v2(G))
  const subject = subjectOf(tap)
  const look = () => {
    const { head, rows } = done(overviewView(subject))
    const group = done(groupView(subject, 'eth1/10', G))
    const states = group.rows.map(({ unknownSince }) => unknownSince && (unknownSince - START) / SECOND)
    const { unknown } = head
    expect(pulseOf(subject, 0).unknown).toEqual(unknown)
    const block = done(subscriptionsView(new Scene(subject), { filter: '', hosts: 9, groups: 9 })).rows[0]
    const unheard = states.filter((since) => since !== null).length
    expect(block?.hosts.reduce((sum, host) => sum + host.unknown, 0)).toBe(unheard)
    expect(block?.groups.map((one) => one.unknown)).toEqual([unheard])
    const cells = block?.cells ?? []
    const drawn = cells.filter((_, place) => place % 3 === 2).map(cellState)
    const listed = group.rows.map(({ state, unknownSince }) => (unknownSince === null ? state : 'unknown'))
    expect(drawn.toSorted()).toEqual(listed.toSorted())
    return { all: unknown, total: head.totals.unknown, row: rows[0]?.unknown, group: group.head.group?.unknown, states }
  }
  expect(look()).toEqual({ all: null, total: 0, row: null, group: 0, states: [null, null] })

  tap.table.goBlind(START + 10 * SECOND)
  const blind = { memberships: 2, since: START + 10 * SECOND, knownAt: null }
  expect(look()).toEqual({ all: blind, total: 2, row: blind, group: 2, states: [10, 10] })

  tap.table.resume(START + 20 * SECOND)
  say(25, '10.0.0.12', v2(G))
  const unknown = { memberships: 1, since: START + 10 * SECOND, knownAt: START + 155 * SECOND }
  expect(look()).toEqual({ all: unknown, total: 1, row: unknown, group: 1, states: [10, null] })
  expect(
    hostView(new Scene(subject), 'eth1/10', '10.0.0.11', null).rows.map(({ unknownSince }) => unknownSince),
  ).toEqual([START + 10 * SECOND])

  tap.advance(START + 155 * SECOND)
  expect(look()).toEqual({ all: null, total: 0, row: null, group: 0, states: [null, null] })
})
