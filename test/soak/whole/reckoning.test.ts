import { describe, expect, it } from 'vitest'
import { reckon, type Recorded } from './reckoning.ts'

const left = (at: number, host: number, channel: number): Recorded => ({ at, kind: 'left', host, channel })
const joined = (at: number, host: number, channel: number): Recorded => ({ at, kind: 'joined', host, channel })
const S = 1_000

describe('what the history should have, and what it has', () => {
  const zaps = [
    { at: 100 * S, host: 1, from: 5, to: 6 },
    { at: 200 * S, host: 1, from: 6, to: 7 },
  ]
  const all = [left(100 * S, 1, 5), joined(100 * S, 1, 6), left(201 * S, 1, 6), joined(201 * S, 1, 7)]

  it.each([
    ['all of it', all, [], { recorded: 4, inGaps: 0, lost: 0, unsent: 0 }],
    ['a leave is missing', all.slice(1), [], { recorded: 3, inGaps: 0, lost: 1, unsent: 0 }],
    ['it came much later', [...all.slice(0, 3), joined(210 * S, 1, 7)], [], { recorded: 3, lost: 1, unsent: 1 }],
    ['in a gap', all.slice(2), [{ from: 99 * S, to: 101 * S }], { recorded: 2, inGaps: 2, lost: 0 }],
    ['what was joined in a gap is left soon after', [all[3]!], [{ from: 90 * S, to: 190 * S }], { inGaps: 3, lost: 0 }],
    ['long after it was heard', [all[3]!], [{ from: 90 * S, to: 110 * S }], { inGaps: 2, lost: 1 }],
    ['twice', [...all, joined(201 * S, 1, 7)], [], { recorded: 4, lost: 0, unsent: 1 }],
    ['back where it had left in a gap', [left(200 * S, 1, 6)], [{ from: 99 * S, to: 101 * S }], { inGaps: 2, lost: 1 }],
  ] as const)('%s', (_, recorded, gaps, expected) => {
    expect(reckon(zaps, recorded, gaps)).toMatchObject({ sent: 4, ...expected })
  })

  it('a host that zaps back and forth: the record goes to what is nearest', () => {
    const quick = [
      { at: 100 * S, host: 1, from: 5, to: 6 },
      { at: 103 * S, host: 1, from: 6, to: 5 },
      { at: 106 * S, host: 1, from: 5, to: 7 },
    ]
    const known = [left(103 * S, 1, 6), joined(103 * S, 1, 5), left(106 * S, 1, 5), joined(106 * S, 1, 7)]
    const { recorded, inGaps, lost } = reckon(quick, known, [{ from: 96 * S, to: 101 * S }])
    expect({ recorded, inGaps, lost }).toEqual({ recorded: 4, inGaps: 2, lost: 0 })
  })

  it('a leave of a host that a new server has not heard yet', () => {
    const known = [all[1]!, all[3]!]
    expect(reckon(zaps, known, [], [90 * S, 190 * S])).toMatchObject({ recorded: 2, inGaps: 2, lost: 0 })
    expect(reckon(zaps, known, [], [90 * S])).toMatchObject({ recorded: 2, inGaps: 1, lost: 1 })
    expect(reckon(zaps, [all[0]!, all[2]!], [], [90 * S, 190 * S])).toMatchObject({ recorded: 2, lost: 2 })
  })

  it('a leave of a host that a new server had not heard before a gap broke its first cycle off', () => {
    const known = [all[0]!, all[1]!, all[3]!]
    const gap = { from: 180 * S, to: 185 * S }
    expect(reckon(zaps, known, [gap], [160 * S])).toMatchObject({ recorded: 3, inGaps: 1, lost: 0 })
    // The cycle was over before the gap, or the gap long enough ago.
    expect(reckon(zaps, known, [gap], [140 * S])).toMatchObject({ recorded: 3, inGaps: 0, lost: 1 })
    expect(reckon(zaps, known, [{ from: 150 * S, to: 155 * S }], [140 * S])).toMatchObject({ inGaps: 0, lost: 1 })
  })

  it('a host that comes back to what it left in a gap is no new member', () => {
    const back = [
      { at: 100 * S, host: 1, from: 5, to: 6 },
      { at: 120 * S, host: 1, from: 6, to: 5 },
    ]
    const gap = [{ from: 99 * S, to: 101 * S }]
    expect(reckon(back, [left(120 * S, 1, 6)], gap)).toMatchObject({ recorded: 1, inGaps: 3, lost: 0 })
    expect(reckon(back, [left(120 * S, 1, 6)], [])).toMatchObject({ recorded: 1, lost: 3 })
  })
})
