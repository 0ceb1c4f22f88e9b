import { rm } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { History, silentMembers } from '../../../server/history/store.ts'
import { Tap } from '../../../server/tap.ts'
import type { Reply } from '../../../server/views/answers.ts'
import type { MemberRow } from '../../../shared/membership.ts'
import { MINUTE, SECOND, type EpochMs } from '../../../shared/time.ts'
import { frameOf } from '../../generate/frame.ts'
import { frames } from '../../membership/hour.ts'
import { leave, query, says, START, v2, Wire } from '../../membership/wire.ts'
import { newFolder, written } from '../histories.ts'
import { BASE } from './past-hour.ts'

/** A v2 host of VLAN 20 that reported last at 1,347 s and is a member to the end, since others answer for its group. */
const SILENT = '10.0.20.33'
const GROUP = '239.1.1.20'

/** It said v3 before it had heard its v2 querier, and v2 from then on (RFC 3376 s7.2.1). */
const FOLLOWER = { host: '10.0.20.36', group: '239.1.1.26' }

async function memberAt(history: History, at: EpochMs, group: string, ip: string): Promise<MemberRow | undefined> {
  const asked = { of: '/groups/:segment/:group', segment: 'hour/20', group } as const
  const { answered } = await history.past({ of: 'view', at, formula: 'rfc3376', asked })
  if (!('reply' in answered)) throw new Error(JSON.stringify(answered))
  const { members } = answered.reply as Reply<'/groups/:segment/:group'>
  return members.find(({ host }) => host.ip === ip)
}
const stateAt = async (history: History, at: EpochMs): Promise<string | undefined> =>
  (await memberAt(history, at, GROUP, SILENT))?.state
const versionAt = async (history: History, at: EpochMs): Promise<number | undefined> =>
  (await memberAt(history, at, FOLLOWER.group, FOLLOWER.host))?.version

it('a host that lasts and is silent now is presumed from its membership interval on, as the monitor knows', async () => {
  const folder = await newFolder()
  const tap = new Tap('hour', { formula: 'rfc3376', dedupe: 5 })
  const { table } = tap
  const silent = () => silentMembers([{ name: 'hour', table }])
  const history = await History.open({ folder, tables: () => table, silent, onNotice: () => undefined })
  for (const frame of frames) history.record('hour', tap.take(frame), table.clock)
  await written(history)
  const presumed = [...table.segments.values()].reduce((sum, segment) => sum + segment.presumed, 0)
  expect(presumed).toBeGreaterThan(0)
  expect(silent().filter(({ lastReportAt }) => lastReportAt !== null)).toHaveLength(presumed)
  expect(await stateAt(history, BASE + 20 * MINUTE)).toBe('confirmed')
  expect(await stateAt(history, BASE + 55 * MINUTE)).toBe('presumed')
  expect(await stateAt(history, table.clock)).toBe('presumed')
  expect(await versionAt(history, BASE + 2 * SECOND)).toBe(3)
  expect(await versionAt(history, BASE + 20 * MINUTE)).toBe(2)
  await history.stop()

  // Ended, the file knows it by itself.
  const later = await History.open({ folder, tables: () => null, onNotice: () => undefined })
  expect(await stateAt(later, BASE + 55 * MINUTE)).toBe('presumed')
  expect(await versionAt(later, BASE + 2 * SECOND)).toBe(3)
  expect(await versionAt(later, BASE + 20 * MINUTE)).toBe(2)
  await later.stop()
  await rm(folder, { recursive: true, force: true })
})

it('a host that spoke version 3 alone and was held back by one of version 2 was presumed, while it lasts and later', async () => {
  const wire = new Wire({ vlan: 20 })
  wire.say(0, '10.0.20.1', query({ version: 2 }))
  wire.say(2, '10.0.20.11', v2(GROUP))
  wire.say(20, SILENT, says('TO_EX', GROUP))
  for (const t of [125, 250, 375, 500]) {
    wire.say(t, '10.0.20.1', query({ version: 2 }))
    wire.say(t + 2, '10.0.20.11', v2(GROUP))
  }
  const folder = await newFolder()
  const tap = new Tap('hour', { formula: 'rfc3376', dedupe: 5 })
  const { table } = tap
  const silent = () => silentMembers([{ name: 'hour', table }])
  const history = await History.open({ folder, tables: () => table, silent, onNotice: () => undefined })
  for (const { at, data } of wire.frames) history.record('hour', tap.take(frameOf(data, at)), table.clock)
  await written(history)
  expect(await stateAt(history, START + 200 * SECOND)).toBe('confirmed')
  expect(await stateAt(history, START + 400 * SECOND)).toBe('presumed')

  wire.say(600, SILENT, leave(GROUP))
  const last = wire.frames.at(-1)!
  history.record('hour', tap.take(frameOf(last.data, last.at)), table.clock)
  await written(history)
  expect(await stateAt(history, START + 200 * SECOND)).toBe('confirmed')
  expect(await stateAt(history, START + 400 * SECOND)).toBe('presumed')
  await history.stop()
  await rm(folder, { recursive: true, force: true })
})
