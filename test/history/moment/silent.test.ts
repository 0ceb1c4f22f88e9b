import { rm } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { History, silentMembers } from '../../../server/history/store.ts'
import { Tap } from '../../../server/tap.ts'
import type { Reply } from '../../../server/views/answers.ts'
import { MINUTE, SECOND, type EpochMs } from '../../../shared/time.ts'
import { frames } from '../../membership/hour.ts'
import { newFolder, written } from '../histories.ts'
import { BASE } from './past-hour.ts'

/** A v2 host of VLAN 20 that reported last at 1,347 s and is a member to the end, since others answer for its group. */
const SILENT = '10.0.20.33'
const GROUP = '239.1.1.20'

async function stateAt(history: History, at: EpochMs): Promise<string | undefined> {
  const asked = { of: '/groups/:segment/:group', segment: 'hour/20', group: GROUP } as const
  const { answered } = await history.past({ of: 'view', at, formula: 'rfc3376', asked })
  if (!('reply' in answered)) throw new Error(JSON.stringify(answered))
  const { members } = answered.reply as Reply<'/groups/:segment/:group'>
  return members.find(({ host }) => host.ip === SILENT)?.state
}

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
  expect(silent()).toHaveLength(presumed)
  expect(await stateAt(history, BASE + 20 * MINUTE)).toBe('confirmed')
  expect(await stateAt(history, BASE + 55 * MINUTE)).toBe('presumed')
  expect(await stateAt(history, table.clock)).toBe('presumed')
  await history.stop()

  // Ended, the file knows it by itself.
  const later = await History.open({ folder, tables: () => null, onNotice: () => undefined })
  expect(await stateAt(later, BASE + 55 * MINUTE)).toBe('presumed')
  await later.stop()
  await rm(folder, { recursive: true, force: true })
})
