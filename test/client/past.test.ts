import { describe, expect, it } from 'vitest'
import { barPaths } from '../../client/past/bars.ts'
import { fromSeconds, toSeconds } from '../../client/past/field.ts'
import { findChange, type Changes } from '../../client/past/find-change.ts'
import { marksFilter } from '../../client/past/marks-filter.ts'
import { readMoment, writeMoment } from '../../client/past/moment.ts'
import { PLAY_TICK, playedTo, SPEEDS } from '../../client/past/play-clock.ts'
import { momentAt, nearest, rounded, SCRUB_MS, scrubRange, SCRUBS, shareOf } from '../../client/past/scrub.ts'
import { MAX_BINS, type Mark } from '../../shared/past.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../../shared/time.ts'

const NOON = Date.UTC(2025, 10, 26, 12)

describe('a moment in an address', () => {
  it.each([
    ['2025-11-26T12:00:00Z', NOON],
    ['2025-11-26T12:00:00.250Z', NOON + 250],
    ['2025-11-26T09:00:00-03:00', NOON],
    [String(NOON), NOON],
  ])('%s is read', (text, at) => expect(readMoment(text)).toBe(at))

  it.each([undefined, null, '', 'yesterday', 'live', '9999999999999999', ['2025-11-26T12:00:00Z'], '1e400'])(
    '%j is none',
    (text) => expect(readMoment(text)).toBeNull(),
  )

  it.each([NOON, NOON + 1, 0, -1, 8.64e15])('%d is written so that it is read again', (at) =>
    expect(readMoment(writeMoment(at))).toBe(at),
  )

  it('is in the zone of the page in its field, and back', () => {
    for (const utc of [true, false]) expect(fromSeconds(toSeconds(NOON + 999, utc), utc)).toBe(NOON)
    expect(toSeconds(NOON, true)).toBe('2025-11-26T12:00:00')
    expect(toSeconds(null, true)).toBe('')
    expect(fromSeconds('', true)).toBeNull()
    expect(fromSeconds('2025-13-40T00:00:00', true)).toBeNull()
  })
})

describe('the range of the scrubber', () => {
  it.each(SCRUBS)('%s ends about now while the moment lies in it', (scrub) => {
    const span = SCRUB_MS[scrub]
    for (const at of [null, NOON, NOON - span / 2, NOON - span * 0.99]) {
      const { from, to } = scrubRange(at, NOON + 1, span, null)
      expect(to - from).toBe(span)
      expect(to).toBeGreaterThanOrEqual(NOON + 1)
      expect(to - NOON).toBeLessThanOrEqual(span / 100)
    }
  })
  it.each(SCRUBS)('%s has an older moment in its middle, and stays while it moves within', (scrub) => {
    const span = SCRUB_MS[scrub]
    const at = NOON - 10 * span
    const first = scrubRange(at, NOON, span, null)
    expect(shareOf(at, first)).toBeCloseTo(0.5, 1)
    expect(scrubRange(at + span / 3, NOON, span, first)).toBe(first)
    const next = scrubRange(at + span, NOON, span, first)
    expect(next).not.toEqual(first)
    expect(shareOf(at + span, next)).toBeCloseTo(0.5, 1)
  })
  it('another span is another range, and the one that ended now goes on', () => {
    const old = scrubRange(NOON - 3 * DAY, NOON, HOUR, null)
    expect(scrubRange(NOON - 3 * DAY, NOON, DAY, old).to).toBeGreaterThan(old.to)
    const before = scrubRange(null, NOON, HOUR, null)
    expect(scrubRange(null, NOON + MINUTE, HOUR, before).to).toBe(before.to + MINUTE)
  })
  it('places and moments are one another, and never outside', () => {
    const range = { from: NOON, to: NOON + HOUR }
    for (const share of [0, 0.25, 1]) expect(shareOf(momentAt(share, range), range)).toBe(share)
    expect(momentAt(1.5, range)).toBe(range.to)
    expect(shareOf(NOON - DAY, range)).toBe(0)
  })
  it('a hand sets whole seconds, and minutes where a pixel is more', () => {
    expect(rounded(NOON + 1_499, { from: NOON, to: NOON + HOUR }, 1_000) % SECOND).toBe(0)
    expect(rounded(NOON + 31_000, { from: NOON, to: NOON + 30 * DAY }, 1_000)).toBe(NOON + MINUTE)
  })
  it('a press takes the nearest mark within reach', () => {
    const marks = [{ at: NOON }, { at: NOON + 10 }, { at: NOON + 100 }]
    expect(nearest(marks, NOON + 7, 20)).toBe(marks[1])
    expect(nearest(marks, NOON + 50, 20)).toBeNull()
  })
})

const QUIET = { joined: 0, left: 0, expired: 0 }

describe('bars', () => {
  const range = { from: NOON, to: NOON + 100 }
  const bins = Array.from({ length: 10 }, () => ({ ...QUIET }))
  bins[2] = { joined: 1_000, left: 0, expired: 0 }
  bins[5] = { joined: 1, left: 300, expired: 700 }
  const drawn = barPaths({ bins, from: NOON, width: 10 }, range, 100, 41)

  it('have one scale, and a change of one is seen', () => {
    expect(drawn.top).toBe(1_000)
    expect(drawn.joined).toBe('M20.0 1.0h9.5v19.5h-9.5zM50.0 19.0h9.5v1.5h-9.5z')
  })
  it('go down for leaves, and for expiries behind them', () => {
    const number = (text: string | undefined): number => Number(text)
    const [, leftTop, leftTall] = /^M50\.0 ([\d.]+)h9\.5v([\d.]+)/.exec(drawn.left) ?? []
    const [, endTop, endTall] = /^M50\.0 ([\d.]+)h9\.5v([\d.]+)/.exec(drawn.expired) ?? []
    expect(number(endTop)).toBeCloseTo(number(leftTop) + number(leftTall), 0)
    expect(number(endTop) + number(endTall)).toBeLessThanOrEqual(41)
  })
  it('are none where nothing happened, or outside of what is shown', () => {
    const none = { joined: '', left: '', expired: '', top: 1 }
    expect(barPaths({ bins: [QUIET, QUIET], from: NOON, width: 10 }, range, 100, 40)).toEqual(none)
    const late = { from: NOON + DAY, to: NOON + DAY + 100 }
    expect(barPaths({ bins, from: NOON, width: 10 }, late, 100, 40).joined).toBe('')
  })
})

/** A history of these changes, with bins of a minute at least and on full minutes, and marks beside them. */
const history = (changes: readonly number[], marks: readonly number[] = []) => {
  let questions = 0
  const known: Changes = {
    marks({ from, to }) {
      questions += 1
      const width = Math.max(1, Math.ceil((to - from) / MAX_BINS / MINUTE)) * MINUTE
      const first = Math.floor(from / width) * width
      const bins = Array.from({ length: Math.ceil((to - first) / width) }, () => ({ ...QUIET }))
      for (const at of changes) {
        const bin = bins[Math.floor((at - first) / width)]
        if (bin) bin.joined += 1
      }
      const special = marks
        .filter((at) => at >= first && at < to)
        .map((at): Mark => ({ at, kind: 'querier-lost', segment: '10', what: '10.0.0.1' }))
      return Promise.resolve({ from: first, width, bins, marks: special })
    },
    event({ from, to }, way) {
      questions += 1
      const found = [...changes, ...marks].filter((at) => at >= from && at < to).sort((a, b) => way * (a - b))
      return Promise.resolve(found[0] ?? null)
    },
  }
  return { known, asked: () => questions }
}

describe('the next change', () => {
  const BEGIN = NOON - 90 * DAY
  const changes = [BEGIN + 5_500, NOON - 40 * DAY + 123, NOON - HOUR, NOON - HOUR + 2_500, NOON - 200]

  it('is found to the millisecond, in few questions, wherever it is', async () => {
    const { known, asked } = history(changes)
    let at: number | null = BEGIN
    for (const change of changes) {
      at = await findChange(at ?? 0, NOON, 1, known)
      expect(at).toBe(change)
    }
    expect(asked()).toBeLessThanOrEqual(6 * changes.length)
    expect(await findChange(at ?? 0, NOON, 1, known)).toBeNull()
  })
  it('is found backwards, each once', async () => {
    const { known } = history(changes)
    let at: number | null = NOON
    for (const change of [...changes].reverse()) {
      at = await findChange(at ?? 0, BEGIN, -1, known)
      expect(at).toBe(change)
    }
    expect(await findChange(at ?? 0, BEGIN, -1, known)).toBeNull()
  })
  it('may be a querier or a finding', async () => {
    const { known } = history([NOON - HOUR], [NOON - 2 * HOUR])
    expect(await findChange(NOON - DAY, NOON, 1, known)).toBe(NOON - 2 * HOUR)
    expect(await findChange(NOON, NOON - DAY, -1, known)).toBe(NOON - HOUR)
    expect(await findChange(NOON - HOUR, NOON - DAY, -1, known)).toBe(NOON - 2 * HOUR)
  })
  it('is looked for behind a minute that had changes before the moment alone', async () => {
    const { known } = history([NOON + 5_000, NOON + 20 * MINUTE])
    expect(await findChange(NOON + 5_000, NOON + HOUR, 1, known)).toBe(NOON + 20 * MINUTE)
    expect(await findChange(NOON + 20 * MINUTE, NOON, -1, known)).toBe(NOON + 5_000)
  })
  it('ends with a server that knows no finer bins', async () => {
    const wide: Changes = {
      marks: () => Promise.resolve({ from: NOON - HOUR, width: 2 * HOUR, bins: [{ ...QUIET, left: 1 }], marks: [] }),
      event: () => Promise.resolve(NOON - MINUTE),
    }
    expect(await findChange(NOON - HOUR, NOON, 1, wide)).toBe(NOON - MINUTE)
  })
  it('is none where there is no time left, and nothing is asked', async () => {
    const { known, asked } = history(changes)
    expect(await findChange(NOON + 1, NOON, 1, known)).toBeNull()
    expect(await findChange(BEGIN, BEGIN, -1, known)).toBeNull()
    expect(asked()).toBe(0)
  })
  it('does not go on for ever where bins promise what no event keeps', async () => {
    const { known } = history(Array.from({ length: 300 }, (_, i) => NOON - i * MINUTE - 1))
    const empty: Changes = { ...known, event: () => Promise.resolve(null) }
    await expect(findChange(NOON - HOUR, NOON, 1, empty)).rejects.toThrow('more bins')
  })
})

describe('the play clock', () => {
  const run = { at: NOON - HOUR, wall: NOON }
  it.each(SPEEDS)('%d× goes on by so much', (speed) => {
    expect(playedTo({ ...run, speed }, NOON + PLAY_TICK * 4, NOON + HOUR)).toBe(NOON - HOUR + 4 * PLAY_TICK * speed)
  })
  it('is at the present when it has caught up, and before it never past it', () => {
    expect(playedTo({ ...run, speed: 600 }, NOON + 6 * SECOND, NOON + 6 * SECOND)).toBe(NOON)
    expect(playedTo({ ...run, speed: 600 }, NOON + 7 * SECOND, NOON + 7 * SECOND)).toBeNull()
    expect(playedTo({ at: NOON - SECOND, wall: NOON, speed: 1 }, NOON + DAY, NOON + DAY)).toBe(NOON + DAY - SECOND)
  })
  it('does not go back when the wall clock does', () =>
    expect(playedTo({ ...run, speed: 10 }, NOON - MINUTE, NOON)).toBe(NOON - HOUR))
})

describe('which changes the scrubber shows', () => {
  const of = (name: string, params: Record<string, string>, query: Record<string, string> = {}): string =>
    marksFilter({ name, params, query })
  it.each([
    ['group', { segment: 'eth1/10', group: '239.1.1.1' }, {}, 'segment:eth1/10 group:239.1.1.1'],
    ['host', { segment: 'my tap/10', host: '10.0.0.5' }, {}, 'segment:"my tap/10" host:10.0.0.5'],
    ['host', { segment: '10', host: '02:00:00:00:00:05' }, {}, 'segment:10 mac:02:00:00:00:00:05'],
    // The state of a list is none of an event.
    ['groups', {}, { filter: 'vlan:20 state:critical hosts:>10 sport' }, 'vlan:20 sport'],
    ['findings', {}, { filter: 'code:no-querier' }, ''],
    ['settings', {}, {}, ''],
  ])('%s %j %j', (name, params, query, filter) => expect(of(name, params, query)).toBe(filter))
})
