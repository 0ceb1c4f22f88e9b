import { rm } from 'node:fs/promises'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { History } from '../../../server/history/store.ts'
import type { Frame } from '../../../server/capture/source.ts'
import type { Subject } from '../../../server/views/subject.ts'
import type { EpochMs } from '../../../shared/time.ts'
import { arbitrarySequence, framesOf } from '../../generate/sequence.ts'
import { subjectOf, TestTap } from '../../views/test-subject.ts'
import { newFolder, written } from '../histories.ts'
import { pastAt, rowsOf } from './past-hour.ts'

/* Any sequence of messages: the view as of a moment is the view that the table gave then, in all that can be known. */

/** Each makes a file and two threads. */
const RUNS = 6
/** A moment is a whole millisecond, and all of it: that is what the store keeps. */
const WHOLE = 0.999

async function recorded(frames: readonly Frame[]): Promise<History> {
  const folder = await newFolder()
  const tap = new TestTap('any')
  const history = await History.open({ folder, tables: () => tap.table, onNotice: () => undefined })
  tap.told = (step) => history.record('any', step, tap.table.clock)
  tap.take(...frames)
  await written(history)
  await history.stop()
  return history
}

function liveAt(frames: readonly Frame[], at: EpochMs): Subject {
  const tap = new TestTap('any')
  tap.take(...frames.filter((frame) => frame.at <= at))
  tap.advance(at)
  return subjectOf(tap)
}

/** Members with all that an event tells, groups by when they began, and who was elected. */
function known(subject: Subject) {
  const { groups, members, queriers } = rowsOf(subject)
  const sorted = (rows: string[]): string[] => rows.sort()
  return {
    groups: sorted(groups.map(({ key, since }) => `${key} ${Math.floor(since)}`)),
    members: sorted(
      members.map(({ key, mode, sources, since }) => `${key} ${mode} ${sources.join(' ')} ${Math.floor(since)}`),
    ),
    queriers: sorted(
      // A segment on which nothing was told yet is not in the history.
      queriers
        .filter(({ reigns }) => reigns.length > 0)
        .map(({ key, querier, reigns }) =>
          [
            key,
            querier?.ip,
            ...reigns.map(({ from, to, querier: { ip } }) => `${ip} ${Math.floor(from)} ${to && Math.floor(to)}`),
          ].join(' '),
        ),
    ),
  }
}

it('the past is what the present was', async () => {
  await fc.assert(
    fc.asyncProperty(
      arbitrarySequence(40).filter((sequence) => sequence.length > 3),
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 3, maxLength: 3 }),
      async (sequence, fractions) => {
        const frames = framesOf(sequence)
        const [first, last] = [frames[0]!.at, frames.at(-1)!.at]
        const history = await recorded(frames)
        for (const fraction of fractions) {
          const at = Math.floor(first + fraction * (last - first))
          if (at >= Math.floor(last)) continue // the store is closed there
          expect(known(pastAt(history.file, at).subject)).toEqual(known(liveAt(frames, at + WHOLE)))
        }
        await rm(history.file, { force: true })
      },
    ),
    { numRuns: RUNS },
  )
})
