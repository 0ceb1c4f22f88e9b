import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { HOUR, put } from '../../import/captures.ts'
import { frames } from '../../membership/hour.ts'
import { History } from '../../../server/history/store.ts'
import type { Reply } from '../../../server/views/answers.ts'
import { MINUTE, SECOND, type EpochMs } from '../../../shared/time.ts'
import { BASE } from './past-hour.ts'

/* Captures that were put in: each has a beginning and an end, and nothing is there or missing outside of them. */

const END = BASE + Math.floor(Math.max(...frames.map(({ at }) => at)) - BASE)
/** The second one begins half an hour after the first has ended. */
const LATER = 90 * MINUTE

let history: History
let leave: () => Promise<void>
beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'rollcall-captures-'))
  history = await History.open({ folder, tables: () => null, onNotice: () => undefined })
  leave = async () => {
    await history.stop()
    await rm(folder, { recursive: true, force: true })
  }
  await put(history, [HOUR])
  const later = join(folder, 'later.pcap')
  await writeFile(later, shifted(await readFile(HOUR), LATER))
  await put(history, [later])
})
afterAll(() => leave())

/** The same capture at another time: the seconds of each record of a pcap of this byte order. */
function shifted(pcap: Buffer, by: number): Buffer {
  const octets = Buffer.from(pcap)
  for (let at = 24; at + 16 <= octets.length; at += 16 + octets.readUInt32LE(at + 8)) {
    octets.writeUInt32LE(octets.readUInt32LE(at) + by / SECOND, at)
  }
  return octets
}

const told = async (at: EpochMs) => {
  const asked = { of: '/overview', filter: '' } as const
  const { moment, answered } = await history.past({ of: 'view', at, formula: 'rfc3376', asked })
  if (!('reply' in answered) || !('totals' in answered.reply)) throw new Error(JSON.stringify(answered))
  return { moment, ...(answered.reply as Reply<'/overview'>) }
}

const FIRST = ['hour/10', 'hour/20']
const SECOND_ONE = ['later/10', 'later/20']
const ENDED = { source: 'hour', from: END, to: null, why: 'ended' }
const BOTH_ENDED = [{ source: 'later', from: END + LATER, to: null, why: 'ended' }, ENDED]

describe('of a capture', () => {
  it.each([
    ['before all of them', BASE - MINUTE, [], []],
    ['while the first goes on', BASE + 30 * MINUTE, FIRST, []],
    ['at the last moment of the first', END, FIRST, []],
    ['right after it', END + 1, [], [ENDED]],
    ['half an hour after it', BASE + LATER - 1, [], [ENDED]],
    ['while the second goes on', BASE + LATER + 15 * MINUTE, SECOND_ONE, []],
    ['right after the second', END + LATER + 1, [], BOTH_ENDED],
    ['a month later', END + LATER + 43_200 * MINUTE, [], BOTH_ENDED],
  ])('%s there are its segments, its queriers and its alarms alone', async (_, at, segments, blind) => {
    const answer = await told(at)
    expect(answer.segments.map(({ segment }) => segment).sort()).toEqual(segments)
    expect(answer.moment.blind).toEqual(blind)
    const { totals, findings, states } = answer
    expect([totals.segments, totals.queriers]).toEqual([segments.length, segments.length])
    expect([states.critical, findings.critical]).toEqual([0, 0])
  })

  it.each([
    ['from before it to its middle', BASE - MINUTE, BASE + 30 * MINUTE],
    ['from its middle to after it', BASE + 30 * MINUTE, END + MINUTE],
    ['from before it to after it', BASE - MINUTE, END + MINUTE],
    ['from one to another', BASE + 30 * MINUTE, BASE + LATER + 15 * MINUTE],
  ])('%s no querier comes or goes: nobody watched at one of the moments', async (_, from, to) => {
    const answer = await history.past({ of: 'difference', from, to, filter: '', offset: 0, limit: 500 })
    expect(answer.rows.filter(({ change }) => change === 'querier')).toEqual([])
  })

  it('within it the querier that changed is told', async () => {
    const answer = await history.past({
      ...{ of: 'difference', from: BASE + MINUTE, to: BASE + 30 * MINUTE, filter: '', offset: 0, limit: 500 },
    })
    expect(answer.counts.querier).toBeGreaterThan(0)
  })
})
