import { describe, expect, it } from 'vitest'
import type { Segment } from '../server/decode/segment.ts'
import { earlierRun } from '../server/earlier.ts'
import { Trend } from '../server/views/trend.ts'
import { trendOf } from '../server/views/trends.ts'
import { MINUTE } from '../shared/time.ts'
import { newFolder, openHistory, written } from './history/histories.ts'
import { BASE, minute, NOTHING, segment } from './history/steps.ts'

const other: Segment = { family: 'ipv6', name: segment.name, vlans: segment.vlans }

describe('what the last run knew', () => {
  it('of each tap and of each of its segments goes on', async () => {
    const folder = await newFolder()
    const first = (await openHistory(folder)).history
    for (const [n, groups] of [
      [0, 4],
      [1, 5],
      [3, 7],
    ] as const) {
      const at = BASE + n * MINUTE
      const minutes = [minute(at, { groups }), minute(at, { groups: 1, segment: other })]
      first.record('tap', { ...NOTHING, minutes }, at + MINUTE)
    }
    first.record(
      'elsewhere',
      { ...NOTHING, minutes: [minute(BASE, { groups: 99, segment: { ...segment } })] },
      BASE + MINUTE,
    )
    await written(first)
    await first.stop()
    const { history } = await openHistory(folder)
    const trend = new Trend()
    const restore = await earlierRun(history, BASE + 10 * MINUTE)
    restore({ name: 'tap', trend })
    const shown = (segments: Segment[] | null) =>
      trendOf([segments ? trend.segments.sumOf(segments, trend) : trend])
        .slice(-4)
        .map(({ groups }) => groups)
    expect(shown(null)).toEqual([5, 6, null, 8])
    expect(shown([segment])).toEqual([4, 5, null, 7])
    expect(shown([other])).toEqual([1, 1, null, 1])
    expect(shown([segment, other])).toEqual([5, 6, null, 8])
  })

  it('is nothing without a history', async () => {
    const { history } = await openHistory('/proc/nowhere')
    const trend = new Trend()
    ;(await earlierRun(history, BASE))({ name: 'tap', trend })
    expect(trend.first).toBeNull()
  })
})
