import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findingLine } from '../server/findings/line.ts'
import { Tap } from '../server/tap.ts'
import { ip } from './generate/message.ts'
import { arbitrarySequence, framesOf } from './generate/sequence.ts'

describe('findings follow the clock of the frames alone', () => {
  it('a ticker between the frames, at any moments, changes none of them', () => {
    fc.assert(
      fc.property(
        arbitrarySequence(30),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 20 }),
        (said, ticks) => {
          const frames = framesOf(said)
          const [plain, ticked] = [0, 1].map(() => new Tap('', { formula: 'rfc3376', dedupe: 5 }))
          const expected = frames.flatMap((frame) => plain!.take(frame).findings.map(findingLine))
          let before = frames[0]?.at ?? 0
          const told = frames.flatMap((frame, i) => {
            const between = before + (ticks[i % Math.max(1, ticks.length)] ?? 0) * (frame.at - before)
            before = frame.at
            return [...ticked!.roll.advance(between).findings, ...ticked!.take(frame).findings].map(findingLine)
          })
          expect(told).toEqual(expected)
        },
      ),
      { numRuns: 40 },
    )
  })

  it('are asked at most some hundred times over a silence of years', () => {
    const tap = new Tap('', { formula: 'rfc3376', dedupe: 5 })
    const [frame] = framesOf([
      {
        at: 1_764_115_200_000,
        vlan: 10,
        from: ip('10.0.10.1'),
        message: { kind: 'report', version: 2, group: ip('239.1.1.1') },
      },
    ])
    tap.take(frame!)
    let asked = 0
    for (let last = tap.watch.dueAt; asked < 5_000; last = tap.watch.dueAt) {
      tap.roll.advance(last)
      asked += 1
      if (last > frame!.at + 3 * 365 * 86_400_000) break
    }
    expect(asked).toBeLessThan(1_500)
  })
})
