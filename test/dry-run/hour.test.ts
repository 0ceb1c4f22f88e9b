import { expect, it } from 'vitest'
import { dryRun } from '../../server/dry-run/index.ts'
import { isJudged } from '../../server/dry-run/judged.ts'
import { findingSubject } from '../../server/findings/line.ts'
import type { FindingSubject } from '../../shared/finding.ts'
import { Tap } from '../../server/tap.ts'
import { newFolder, openHistory, written } from '../history/histories.ts'
import { readFrames } from '../membership/captured.ts'

const OPTIONS = { formula: 'rfc3376' as const }
const words = (
  code: string,
  segment: string | null,
  { group, host }: FindingSubject,
  from: number,
  to: number | null,
) => [code, segment, group, host?.ip, Math.round(from / 1_000), to === null ? null : Math.round(to / 1_000)].join(' ')

it('an hour of the history gives what the live rules said of it, for all that can be judged', async () => {
  const { history } = await openHistory(await newFolder(), {})
  const tap = new Tap('hour', { ...OPTIONS, dedupe: 5 })
  for (const frame of readFrames('hour.pcap')) history.record('hour', tap.take(frame), tap.table.clock)
  await written(history)
  let breaths = 0
  const to = tap.table.clock
  const { rows, more, notJudged } = await dryRun(history, { ...OPTIONS, from: to - 3_600_000, to }, () => {
    breaths += 1
    return Promise.resolve()
  })
  const live = [...tap.watch.book]
    .filter(({ code }) => isJudged(code))
    .map(({ code, segment, subject, openedAt, closedAt }) =>
      words(code, segment?.name ?? null, findingSubject(subject), openedAt, closedAt),
    )
  const dry = rows.map(({ code, segment, subject, from: opened, to: closed }) =>
    words(code, segment, subject, opened, closed),
  )
  expect(dry.sort()).toEqual(live.sort())
  expect(dry.length).toBeGreaterThan(0)
  expect(more).toBe(0)
  expect(notJudged).toContain('bad-sender')
  expect(breaths).toBeGreaterThan(0)
})
