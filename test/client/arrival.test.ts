import { describe, expect, it } from 'vitest'
import { answerOf, stepsOf, type StepName } from '../../client/arrival/steps.ts'

type Tap = Parameters<typeof stepsOf>[0]
type Heard = Parameters<typeof stepsOf>[1][number]

const tap = (over: Partial<Tap> = {}): Tap => ({
  name: 'eth1',
  kind: 'live',
  state: 'running',
  frames: 0,
  igmp: 0,
  pendingSenders: [],
  ...over,
})
const heard = (over: Partial<Heard> = {}): Heard => ({
  source: 'eth1',
  lastQueryAt: null,
  hosts: 0,
  groups: 0,
  ...over,
})
const sender = { address: '192.0.2.1', frames: 3, firstAt: 1, lastAt: 2 }
const said = (...args: Parameters<typeof stepsOf>): string =>
  stepsOf(...args)
    .map(({ state, hint }) => (hint === null ? state : `${state}:${hint}`))
    .join(' ')

describe('is IGMP reaching me?', () => {
  it.each<[string, Tap, Heard[], string]>([
    [
      'starts',
      tap({ state: 'starting' }),
      [],
      'wait wait:needs-before wait:needs-before wait:needs-before wait:needs-before',
    ],
    [
      'may not capture',
      tap({ state: 'failed' }),
      [],
      'no:failed wait:needs-before wait:needs-before wait:needs-before wait:needs-before',
    ],
    [
      'an interface that is not there',
      tap({ state: 'waiting' }),
      [],
      'wait wait:needs-before wait:needs-before wait:needs-before wait:needs-before',
    ],
    ['a cable that is silent', tap(), [], 'yes wait:no-frames wait:needs-before wait:needs-before wait:needs-before'],
    [
      'a router that sends nothing',
      tap({ kind: 'tzsp', state: 'waiting' }),
      [],
      'yes wait:no-datagrams wait:needs-before wait:needs-before wait:needs-before',
    ],
    [
      'a sender that nobody approved',
      tap({ kind: 'tzsp', state: 'waiting', pendingSenders: [sender] }),
      [],
      'yes no:approve wait:needs-before wait:needs-before wait:needs-before',
    ],
    [
      'a file without a frame',
      tap({ kind: 'file', state: 'ended' }),
      [],
      'yes no:ended wait:needs-before wait:needs-before wait:needs-before',
    ],
    ['other traffic', tap({ frames: 9 }), [], 'yes yes wait:no-igmp wait:needs-before wait:needs-before'],
    [
      'a file of other traffic',
      tap({ kind: 'file', state: 'ended', frames: 9 }),
      [],
      'yes yes no:no-igmp wait:needs-before wait:needs-before',
    ],
    ['queries alone', tap({ frames: 9, igmp: 2 }), [heard({ lastQueryAt: 5 })], 'yes yes yes yes wait:no-report'],
    ['reports alone', tap({ frames: 9, igmp: 2 }), [heard({ groups: 1 })], 'yes yes yes wait:no-query yes'],
    ['both', tap({ frames: 9, igmp: 2 }), [heard({ lastQueryAt: 5, hosts: 1 })], 'yes yes yes yes yes'],
    [
      'both, and it broke since',
      tap({ frames: 9, igmp: 2, state: 'failed' }),
      [heard({ lastQueryAt: 5, hosts: 1 })],
      'yes yes yes yes yes',
    ],
    [
      'what another source hears is not its own',
      tap({ frames: 9, igmp: 2 }),
      [heard({ source: 'eth2', lastQueryAt: 5, hosts: 1 })],
      'yes yes yes wait:no-query wait:no-report',
    ],
  ])('%s', (_what, source, segments, expected) => {
    expect(said(source, segments)).toBe(expected)
  })

  it('what several taps see together counts for each of them', () => {
    const joint = heard({ source: 'campus', lastQueryAt: 5, hosts: 2 })
    expect(said(tap({ frames: 9, igmp: 2 }), [joint], new Set(['campus']))).toBe('yes yes yes yes yes')
    // But nothing counts for one that is silent.
    expect(said(tap(), [joint], new Set(['campus']))).toMatch(/^yes wait:no-frames/)
  })

  it.each<[Tap[], 'yes' | StepName | 'no-source']>([
    [[], 'no-source'],
    [[tap({ state: 'failed' })], 'allowed'],
    [[tap({ state: 'failed' }), tap()], 'frames'],
    [[tap({ state: 'failed' }), tap({ frames: 1 }), tap()], 'igmp'],
  ])('the best source answers: %#', (taps, expected) => {
    expect(answerOf(taps.map((each) => stepsOf(each, [])))).toBe(expected)
  })
})
